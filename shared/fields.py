"""What a field of a record may hold: counts, days, keys into a table, clean text within a limit."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo

from shared.stamp import GREATEST
from shared.text import accept

NAME_LIMIT = 120
NOTE_LIMIT = 2000
_FIELD_WORDS = {
    "name": "Họ và tên", "head": "Chủ hộ", "code": "Số hộ", "note": "Ghi chú",
    "source": "Nguồn", "person": "Người cung cấp", "team": "Tên tổ", "by": "Người ghi",
    "reason": "Lý do",
}  # fmt: skip


def _text(limit: int) -> BeforeValidator:
    def check(value: Any, info: ValidationInfo) -> str:
        field = _FIELD_WORDS.get(info.field_name or "", info.field_name or "")
        if not isinstance(value, str):
            raise ValueError("not text")
        return accept(value, field, limit)

    return BeforeValidator(check)


def _day(value: Any) -> Any:
    """Accept a date or its ISO form; pydantic alone would also take a number for one."""
    if isinstance(value, str):
        return date.fromisoformat(value)
    if type(value) is not date:
        raise ValueError("not a date")
    return value


Count = Annotated[int, Field(strict=True, ge=0, le=10**9)]
Number = Annotated[int, Field(strict=True, ge=1, le=GREATEST)]
Stamp = Annotated[int, Field(strict=True, ge=0, le=GREATEST)]
Flag = Annotated[bool, Field(strict=True)]
Day = Annotated[date, BeforeValidator(_day)]
# A word that must be found in a table (a village, a question), so its letters need no rule.
Key = Annotated[str, Field(max_length=64)]
Name = Annotated[str, _text(NAME_LIMIT)]
Note = Annotated[str, _text(NOTE_LIMIT)]
AgeClass = Literal["under_15", "from_15", "adult"]
Form = Literal["enterprise", "cooperative", "household_business", "shop"]
