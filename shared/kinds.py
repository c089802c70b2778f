"""What a record of any kind may be, also of a kind or with fields that only a newer app knows.

Those are kept and handed on untouched, within bounds: they stand, they count nowhere. A field is of
one type; texts and numbers mixed in one would not survive `shared.columns`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

from pydantic import ValidationError

from shared.fields import NOTE_LIMIT
from shared.problems import Code, Problem
from shared.records import KINDS, Record
from shared.text import is_printable, mask_id_numbers

_KIND = re.compile(r"[a-z][a-z_]{0,31}")
# fmt: off
NEVER = frozenset({
    "account_number", "address", "cccd", "cmnd", "ethnicity", "fingerprint", "gps", "id_number",
    "id_photo", "latitude", "location", "longitude", "otp", "password", "phone", "phone_number",
    "photo", "pin", "religion",
})
# fmt: on
"""No field and no kind of any app, however new, goes by such a name."""
_EXTRA_LIMIT = 4 * NOTE_LIMIT
"""Characters of all fields of one record that only a newer app knows."""


def is_kind(name: object) -> bool:
    """Say whether an app, however new, may have records of a kind so named."""
    return isinstance(name, str) and bool(_KIND.fullmatch(name)) and name not in NEVER


@lru_cache(maxsize=64)
def model_of(kind: str) -> type[Record]:
    """Return the model of `kind`; of one that only a newer app knows, its envelope."""
    if (model := KINDS.get(kind)) is not None:
        return model
    if not is_kind(kind):
        raise Problem(Code.NOT_ALLOWED_HERE, kind=kind[:40])
    return type(kind, (Record,), {"kind": kind, "__annotations__": {"kind": ClassVar[str]}})


def judge(kind: str, fields: Mapping[str, Any]) -> Record | Problem:
    """Return the record that `fields` describe, or why it is refused. Never raises.

    Fields and kinds that only a newer app knows are kept, within bounds.
    """
    try:
        # What `model_validate` calls, without its seven arguments.
        record: Record = model_of(kind).__pydantic_validator__.validate_python(fields)
        if record.__pydantic_extra__:
            _check_extra(record.__pydantic_extra__)
    except Problem as problem:
        return problem
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_url=False)[0]["loc"])
        return Problem(Code.BAD_RECORD, field=where or kind)
    return record


def _check_extra(extra: Mapping[str, Any]) -> None:
    """Refuse what nobody could keep, or what is never stored, in fields that we do not know."""
    # In columns one long text can stand in every row at no cost, so writing it out would cost much.
    size = sum(len(each) for each in (*extra, *extra.values()) if isinstance(each, str))
    try:
        is_short = size <= _EXTRA_LIMIT
        text = json.dumps(extra, ensure_ascii=False, allow_nan=False) if is_short else ""
    except (ValueError, TypeError, RecursionError):
        text = ""
    if not NEVER.isdisjoint(extra):
        raise Problem(Code.BAD_RECORD, field=min(NEVER.intersection(extra)))
    if not 0 < len(text) <= _EXTRA_LIMIT or not is_printable(text) or "\\u0000" in text:
        raise Problem(Code.BAD_RECORD, field=next(iter(extra))[:40])
    if mask_id_numbers(text) != text:
        raise Problem(Code.ID_NUMBER_IN_TEXT)
