"""What the office declares: a form per figure, and who declared what before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.indicators import BY_CODE, INDICATORS, Indicator
from shared.problems import Code, Problem
from shared.questions import WORK_ITEMS
from shared.records import Figure, newer
from shared.text import clean, number
from sync_server import counting, intake
from sync_server.database import Cursor
from sync_server.desk.access import AtDesk, Desk, Form, database, field, quarters
from sync_server.desk.comparing import compare
from sync_server.desk.layout import page, see_other
from sync_server.desk.rights import may
from sync_server.desk.words import today
from sync_server.devices import DESK
from sync_server.issues import closed_days

router = APIRouter()

_COUNT = re.compile(r"\d{1,9}|\d{1,3}(?:[. ]\d{3}){1,2}", re.ASCII)
# A rate as it is typed where only a rate is known: 100%, 98,5, 98.5 %, 74 phần trăm.
_RATE = re.compile(r".*\d\s*(?:%|phần trăm).*|\d{1,3}[.,]\d{1,2}", re.ASCII)
_BUSINESSES = {
    "CT10": "số doanh nghiệp trong đó đã được tập huấn, hướng dẫn ít nhất một lần trong kỳ",
    "CT11": "số doanh nghiệp trong đó có dùng nền tảng số trao đổi với chính quyền trong kỳ",
}
_ENTERED_BY = re.compile(r"(^|; )Người nhập: [^;]*$")
_TYPED = ("numerator", "denominator", "source", "person", "note", "chosen", "reason")
_FROM_VISITS = "Lượt thăm hộ"
# What the report publishes where both have a number, by the indicator's own rule first.
_CHOICES = {
    "declared": (("", "Số xã kê khai (mặc định)"), ("visits", "Số từ lượt thăm hộ")),
    "both": (
        ("", "Cộng cả hai (mặc định)"),
        ("visits", "Chỉ số từ lượt thăm hộ"),
        ("declared", "Chỉ số xã kê khai"),
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure that only the office knows; a counter has no denominator.

    `choices` are the numbers that the report can publish, where visits tell one too.
    """

    code: str
    label: str
    title: str
    numerator: str
    denominator: str | None
    choices: tuple[tuple[str, str], ...] = ()


def _of_indicator(row: Indicator) -> Asked:
    label = f"Chỉ tiêu {row.number}"
    if row.source == "both":
        title = f"{row.short} – phần doanh nghiệp"
        # Added to what visits counted, so nobody in a volunteer's list may be counted again.
        whole = "tổng số doanh nghiệp chưa có trong danh sách của các thôn"
        return Asked(row.code, label, title, _BUSINESSES[row.code], whole, _CHOICES["both"])
    choices = _CHOICES["declared"] if row.of else ()
    return Asked(row.code, label, row.short, row.numerator, row.denominator, choices)


ASKED = (
    *(_of_indicator(row) for row in INDICATORS if row.source != "visits"),
    *(
        Asked(item.figure, f"Việc {item.code}", item.title, f"số {item.unit}", None)
        for item in WORK_ITEMS
        if item.figure
    ),
)
_ASKED = {asked.code: asked for asked in ASKED}


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration as the log keeps it, and when it arrived."""

    figure: Figure
    received_ms: int

    @property
    def asked(self) -> Asked | None:
        return _ASKED.get(self.figure.code)


# Only the desk itself declares: what it wrote is a stretch of an index, however long the log is.
_HISTORY = (
    "SELECT record, received_ms FROM log WHERE commune = ? AND device = ?"
    " AND kind = 'figure' AND record LIKE ? ORDER BY number DESC LIMIT 300"
)


def history(cursor: Cursor, desk: Desk) -> list[Declared]:
    """Return what was declared for the desk's quarter, latest first."""
    period = str(desk.quarter)
    rows = cursor.all(_HISTORY, (desk.commune.id, DESK.bytes, f'%"period":"{period}"%'))
    found = [Declared(Figure.model_validate_json(text), when) for text, when in rows]
    return [each for each in found if each.figure.period == period]


def _standing(past: list[Declared]) -> dict[str, Figure]:
    """Return the version of each figure that stands."""
    standing: dict[str, Figure] = {}
    for each in past:
        code = each.figure.code
        if newer(each.figure, standing.get(code, each.figure)) is each.figure:
            standing[code] = each.figure
    return {code: figure for code, figure in standing.items() if not figure.deleted}


def _as_typed(figure: Figure | None, desk: Desk) -> dict[str, str]:
    """Return what the form's fields show before anybody types."""
    if figure is None:
        writes = may(desk.officer.role, "POST", "/communes/{code}/figures")
        return dict.fromkeys(_TYPED, "") | {"person": desk.officer.name if writes else ""}
    is_choice_alone = figure.denominator is None and figure.code in BY_CODE
    return {
        "numerator": "" if is_choice_alone else number(figure.numerator),
        "denominator": "" if figure.denominator is None else number(figure.denominator),
        "source": figure.source,
        # Whoever enters it anew stands in the note.
        "person": figure.person,
        "note": _ENTERED_BY.sub("", figure.note),
        "chosen": figure.chosen,
        "reason": figure.reason,
    }


def _with_signature(note: str, person: str, desk: Desk) -> str:
    """Add who was signed in where that is not who is said to have given the figure."""
    bare = _ENTERED_BY.sub("", clean(note))
    if clean(person) in ("", desk.officer.name):
        return bare
    signature = f"Người nhập: {desk.officer.name.replace(';', ',')}"
    return f"{bare}; {signature}" if bare else signature


def _count(text: str, field: str) -> int:
    """Read a count as an officer writes it: 3512 or 3.512."""
    bare = " ".join(text.split())
    if re.fullmatch(r"-[\d. ]+", bare, re.ASCII):
        raise Problem(Code.NEGATIVE_COUNT)
    if not _COUNT.fullmatch(bare):
        raise Problem(Code.NOT_A_COUNT, field=field)
    return int(bare.replace(".", "").replace(" ", ""))


def _refuse_rates(typed: Mapping[str, str]) -> None:
    """Refuse a rate in the place of a count, in whichever of the two fields it stands."""
    for name in ("numerator", "denominator"):
        if _RATE.fullmatch(said := clean(typed[name])):
            raise Problem(Code.RATE_NOT_COUNTS, text=said)


def read_figure(code: str, typed: Mapping[str, str]) -> dict[str, str | int | None]:
    """Return the fields of a figure from what was typed, or refuse."""
    if (asked := _ASKED.get(code)) is None:
        raise Problem(Code.UNKNOWN_FIGURE, code=code[:20])
    texts = {name: typed[name] for name in _TYPED[2:]}
    if not texts["chosen"]:
        texts["reason"] = ""
    if texts["chosen"] == "visits" and not (typed["numerator"] + typed["denominator"]).strip():
        # The office has no number of its own: it only says whose is published.
        texts["source"] = texts["source"] or _FROM_VISITS
        return {"code": code, "numerator": 0, "denominator": None, **texts}
    if asked.denominator is not None:
        _refuse_rates(typed)
    whole = None if asked.denominator is None else _count(typed["denominator"], "Mẫu số")
    part = _count(typed["numerator"], "Tử số" if asked.denominator else "Số lượng")
    return {"code": code, "numerator": part, "denominator": whole, **texts}


@dataclass(frozen=True, slots=True)
class Refused:
    """What was typed and refused, and why: shown in its place, with nothing lost."""

    code: str
    typed: Mapping[str, str]
    problem: Problem


def _figures_page(
    request: Request, desk: Desk, saved: str = "", refused: Refused | None = None
) -> Response:
    with database(request).reading() as cursor:
        past = history(cursor, desk)
        closed = closed_days(cursor, desk.commune.id, desk.quarter)
        report = counting.report(cursor, desk.commune, desk.quarter)
    standing = _standing(past)
    typed = {asked.code: _as_typed(standing.get(asked.code), desk) for asked in ASKED}
    if refused and refused.code in typed:
        typed[refused.code] = dict(refused.typed)
    return page(
        request,
        "figures.html",
        refused.problem.kind.status if refused else 200,
        desk=desk,
        quarters=quarters(desk),
        asked=ASKED,
        compared={row.indicator.code: compare(row) for row in report.rows if row.indicator.of},
        typed=typed,
        standing=standing,
        past=past,
        closed=closed,
        saved=saved,
        refused=refused,
    )


@router.get("/communes/{code}/figures")
def figures_page(request: Request, desk: AtDesk, saved: str = "") -> Response:
    return _figures_page(request, desk, saved)


@router.post("/communes/{code}/figures")
async def declare(request: Request, desk: AtDesk, form: Form) -> Response:
    code = field(form, "code")
    typed = {name: field(form, name) for name in _TYPED}
    told = typed | {"note": _with_signature(typed["note"], typed["person"], desk)}
    day = today(desk.now_ms)
    try:
        fields = read_figure(code, told) | {"period": str(desk.quarter)}
        await database(request).write(
            lambda cursor: intake.declare(cursor, desk.commune, fields, day, desk.now_ms)
        )
    except Problem as problem:
        return _figures_page(request, desk, refused=Refused(code, typed, problem))
    here = f"/communes/{desk.commune.code}/figures?quarter={desk.quarter}"
    return see_other(f"{here}&saved={code}#{code}")
