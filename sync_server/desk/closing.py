"""Closing a quarter ("chốt số liệu") at the desk: findings, explanations, files; and to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared import wording
from shared.dossier import Dossier, Signer, differences, lines
from shared.indicators import GROUPS
from shared.own_words import LIMIT, NO_WORDS, OwnWords, items_of
from shared.problems import Code, Problem
from shared.proposals import asked_for, in_the_way
from shared.text import accept
from sync_server import alike, closings, contradicting, devices
from sync_server.closings import Deed, Preview
from sync_server.desk.access import AtDesk, Desk, Form, database, field, quarters
from sync_server.desk.layout import page, see_other
from sync_server.desk.words import today

router = APIRouter()

TITLES = ("CHỦ TỊCH", "PHÓ CHỦ TỊCH")
_NAME_LIMIT = 100
_WORDS = {
    "difficulties": ("Khó khăn, vướng mắc khác", "II", "các vướng mắc ghi khi thăm hộ"),
    "proposals": ("Đề xuất, kiến nghị khác", "III", "các đề xuất từ vướng mắc đã ghi"),
}
"""What the office may say itself: its field, the section where it is printed, and after what."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What was typed and refused, and why: shown again, with nothing lost."""

    typed: Mapping[str, str]
    problem: Problem


def _closing_page(
    request: Request, desk: Desk, saved: str = "", refused: Refused | None = None
) -> Response:
    day = today(desk.now_ms)
    with database(request).reading() as cursor:
        made = closings.preview(cursor, desk.commune, desk.quarter, day)
        issues = closings.issues(cursor, desk.commune.id, desk.quarter)
        waiting = sum(line.waiting for line in devices.listing(cursor, desk.commune.id))
        twice = alike.count(cursor, desk.commune.id)
        contradictory = contradicting.count(cursor, desk.commune.id, desk.quarter)
    typed = refused.typed if refused else _typed_before(made, issues[-1] if issues else None)
    changes = differences(issues[-1].report, made.dossier.report) if issues else ()
    return page(
        request,
        "closing.html",
        refused.problem.kind.status if refused else 200,
        desk=desk,
        quarters=quarters(desk),
        preview=made,
        waiting=waiting,
        twice=twice,
        contradictory=contradictory,
        issues=issues,
        changes=changes,
        rows=lines(made.dossier),
        wording=wording,
        key_of=closings.key_of,
        shared_rules=_shared_rules(made),
        titles=TITLES,
        own_words=_WORDS,
        own_limit=LIMIT,
        typed=typed,
        left_over=_left_over(made, typed),
        saved=saved,
        refused=refused,
        today=day,
    )


def _typed_before(made: Preview, last: Dossier | None) -> dict[str, str]:
    """Return what the form begins with: who signed last, in what words, and why what is found
    again was so.
    """
    signer = last.signer if last else made.dossier.signer
    words = last.words if last else NO_WORDS
    typed = {"name": signer.name, "title": signer.title}
    typed |= {part: "\n".join(getattr(words, part)) for part in _WORDS}
    remarks = last.remarks if last else ()
    whys = {closings.key_of(each): each.why for each in remarks}
    found = {closings.key_of(each): each.rule for each in made.findings if each.level == "warning"}
    typed |= {f"why-{key}": why for key, why in whys.items() if key not in found}
    for rule, _ in _shared_rules(made):
        keys = [key for key, of in found.items() if of == rule]
        times = Counter(each.why for each in remarks if each.rule == rule)
        (common, often), *_ = [*times.most_common(1), ("", 0)]
        if often > 1 or (often and all(key in whys for key in keys)):
            # One explanation did for most: it stands once, also where a number has changed since.
            typed[f"why-{rule}"] = common
            has_own = {key for key in keys if whys.get(key, common) != common}
            found = {key: of for key, of in found.items() if of != rule or key in has_own}
    return typed | {f"why-{key}": whys.get(key, "") for key in found}


def _left_over(made: Preview, typed: Mapping[str, str]) -> list[str]:
    """Return what was written of warnings that are not found any more as they were."""
    asked = {closings.key_of(each) for each in made.findings}
    asked |= {rule for rule, _ in _shared_rules(made)}
    whys = _whys(typed)
    stands = {said for key, said in whys.items() if key in asked}
    return [*dict.fromkeys(said for said in whys.values() if said and said not in stands)]


def _whys(typed: Mapping[str, str]) -> dict[str, str]:
    """Return the explanations of a form, by the finding's key or by the rule."""
    own = {name: said for name, said in typed.items() if name.startswith("why-")}
    return {name.removeprefix("why-"): said for name, said in own.items()}


def _shared_rules(made: Preview) -> list[tuple[str, int]]:
    """Return the rules that warn several times, so that one explanation can do for all."""
    counted = Counter(each.rule for each in made.findings if each.level == "warning")
    return [(rule, times) for rule, times in counted.items() if times > 1]


@router.get("/communes/{code}/closing")
def closing_page(request: Request, desk: AtDesk, saved: str = "") -> Response:
    return _closing_page(request, desk, saved)


@router.post("/communes/{code}/closing")
async def close(request: Request, desk: AtDesk, form: Form) -> Response:
    typed = {name: values[-1] for name, values in form.items() if values}
    is_amendment = field(form, "do") == "amend"
    act = closings.amend if is_amendment else closings.close
    try:
        if field(form, "sure") != "yes":
            raise Problem(Code.NOT_CONFIRMED)
        deed = _deed(desk, typed)
        issue = await database(request).write(
            lambda cursor: act(cursor, desk.commune, desk.quarter, deed)
        )
    except Problem as problem:
        return _closing_page(request, desk, refused=Refused(typed, problem))
    here = f"/communes/{desk.commune.code}/closing?quarter={desk.quarter}"
    return see_other(f"{here}&saved={issue.number}#issue-{issue.number}")


def _deed(desk: Desk, typed: Mapping[str, str]) -> Deed:
    title = typed.get("title", "")
    return Deed(
        officer=desk.officer,
        day=today(desk.now_ms),
        now_ms=desk.now_ms,
        seen=typed.get("seen", ""),
        whys=_whys(typed),
        reason=typed.get("reason", ""),
        signer=Signer(
            title if title in TITLES else TITLES[0],
            accept(typed.get("name", ""), "Họ và tên người ký", _NAME_LIMIT),
        ),
        words=OwnWords(
            **{part: items_of(typed.get(part, ""), field) for part, (field, *_) in _WORDS.items()}
        ),
    )


@router.get("/communes/{code}/report")
def report_page(
    request: Request, desk: AtDesk, issue: int | None = None, public: bool = False
) -> Response:
    """Show the report as it was closed, or as a draft, to read and to print."""
    # Brings what writes Word files along, which no other page should wait for.
    from sync_server.exports.annexes import notes, village_table, work_lines  # noqa: PLC0415

    with database(request).reading() as cursor:
        made = closings.dossier(cursor, desk.commune, desk.quarter, today(desk.now_ms), issue)
    made = replace(made, is_public=public)
    rows = lines(made)
    return page(
        request,
        "report.html",
        desk=desk,
        of=made,
        rows=rows,
        groups=[(name, [row for row in rows if row.indicator.group == name]) for name in GROUPS],
        villages=village_table(made),
        wording=wording,
        in_the_way=in_the_way(made),
        asked_for=asked_for(made),
        notes=notes(made),
        work=list(work_lines(made)),
    )
