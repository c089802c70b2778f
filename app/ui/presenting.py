"""From what the store and the verbs return to the plain values that components take. Pure."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from uuid import UUID

from app.actions import Progress
from app.store.values import HouseholdLine, HouseholdView
from app.ui import glance, lights, words
from app.ui.components.household import Line
from app.ui.components.member import PersonLine
from app.ui.components.progress import Bar
from app.ui.components.tick import Box
from app.ui.words import progress
from shared import text
from shared.conditions import AtLeast, Condition, Facts, holds
from shared.indicators import DEFAULT_AGES, INDICATORS
from shared.obstacles import BY_CODE
from shared.profile import Profile, facts, join, token
from shared.quarter import Quarter
from shared.questions import BY_KEY, About, Question, Role, asked_of
from shared.records import Answer, Business, Household, Member, Record
from shared.report import Row, questions_of
from shared.stamp import local

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "basics": ("id_document", "smartphone", "own_sim"),
    "identity": ("vneid", "vneid_active", "portal_account", "province_app", "esign"),
    "money": ("bank_account", "ewallet", "mobile_money", "payment_app", "safety_app"),
    "quarter": ("dvc_used", "platform_used", "trained"),
    "details": ("phone_version", "phone_space", "bhxh_card", "carrier"),
}
"""Questions in the order of a talk at the table; `words.SECTIONS` names the sections."""

ASKED: tuple[Role, ...] = ("precondition", "step")
"""What everybody is asked; details only when they matter."""


Section = tuple[str, tuple[Box, ...]]
"""A heading and the boxes below it."""


def household_line(line: HouseholdLine, quarter: Quarter, village: str = "") -> Line:
    home = line.household
    return Line(
        str(home.id),
        home.head,
        home.code,
        len(line.people),
        sum(is_asked_out(each, quarter.year) for each in line.people),
        any(map(has_answers, (line.own, *line.people))),
        is_asked_out(line.own, quarter.year),
        village,
        glance.lacking(line.people, quarter.year),
        line.named,
        line.refuses,
    )


def has_answers(of: Profile) -> bool:
    return "=" in of


@lru_cache(maxsize=4096)
def is_asked_out(of: Profile, year: int) -> bool:
    """Say whether every question that counts for somebody, or for a household, is answered."""
    known = facts(of, year)
    if known["about"] == "household":
        return all(each.key in known for each in asked_of("household", *ASKED))
    return all(each.key in known or not _counts(each, known) for each in asked_of("member", *ASKED))


def household_name(home: Household) -> str:
    return home.head or words.household_number(home.code)


def household_title(home: Household) -> str:
    return words.household_of(home.head) if home.head else words.household_number(home.code)


def people(view: HouseholdView) -> str:
    """Say how many people a household has, as the roster does: who moved or died is none of it."""
    return words.people(sum(bool(token(each)) for each in view.members))


def person_name(member: Member) -> str:
    return member.name or words.person(member.slot)


def age(member: Member) -> str:
    if member.birth_year:
        return words.born(member.birth_year)
    return words.AGE_CLASSES[member.age_class] if member.age_class else words.AGE_UNKNOWN


def person_line(view: HouseholdView, member: Member, quarter: Quarter) -> PersonLine:
    status = words.MEMBER_STATUSES[member.status] if member.status != "resident" else ""
    asked = main_questions(view, member, quarter)
    done = sum(answer_to(view, member, each, quarter) is not None for each in asked)
    answers = (answer_to(view, member, each, quarter) for each in asked)
    return PersonLine(
        str(member.id), person_name(member), age(member), status, done, len(asked),
        lacks(view, member, quarter),
        any(answer and answer.waiting for answer in answers),
    )  # fmt: skip


def answer_to(
    view: HouseholdView, subject: Household | Member, asked: Question, quarter: Quarter
) -> Answer | None:
    return view.answers.get((subject.id, asked.key, period_of(asked, quarter)))


def period_of(asked: Question, quarter: Quarter) -> str:
    return str(quarter) if asked.span == "in_quarter" else ""


def main_questions(view: HouseholdView, member: Member, quarter: Quarter) -> tuple[Question, ...]:
    """Return what is worth asking this person: what counts at their age, and what was answered;
    nothing of somebody who is counted no more."""
    if not token(member):
        return ()
    known = facts_of(view, member, quarter)
    return tuple(
        each
        for each in asked_of("member", *ASKED)
        if _counts(each, known) or answer_to(view, member, each, quarter)
    )


def facts_of(view: HouseholdView, member: Member, quarter: Quarter) -> Facts:
    """Return all that is known of a person."""
    answers = (answer_to(view, member, each, quarter) for each in asked_of("member"))
    profile = join([token(member), *(token(answer) for answer in answers if answer)])
    return facts(profile, quarter.year)


@lru_cache(maxsize=64)
def who_counts(asked: str, about: About) -> tuple[Condition, ...]:
    """Return whom the indicators that look at a question count."""
    rows = (row for row in INDICATORS if about in row.of and asked in questions_of(row))
    return tuple(row.of[about] for row in rows)


def _counts(asked: Question, known: Facts) -> bool:
    # A question that no indicator looks at counts account holders.
    whom = who_counts(asked.key, "member") or (AtLeast("age", DEFAULT_AGES.account),)
    return any(holds(of, known) is not False for of in whom)


def sections(
    view: HouseholdView, member: Member, quarter: Quarter, kept: Container[str] = frozenset()
) -> Iterator[Section]:
    """Yield headings and the boxes below them; what does not count at this age comes last.

    Details that are `kept` stay where they were asked, though they are answered.
    """
    wanted = {each.key for each in main_questions(view, member, quarter)}
    if wanted:
        wanted.update(SECTIONS["details"])
    known = facts_of(view, member, quarter)
    offered: set[str] = set()

    def one(key: str) -> Box:
        return _box(view, member, BY_KEY[key], quarter, known)

    def offer(step: str) -> tuple[Box, ...]:
        now = [key for key in lights.details(BY_KEY[step], known, kept) if key not in offered]
        offered.update(now)
        return tuple(map(one, now))

    def boxes(keys: list[str]) -> tuple[Box, ...]:
        return tuple(_with_details(one(key), offer) for key in keys)

    for section, keys in SECTIONS.items():
        if chosen := [key for key in keys if key in wanted]:
            yield words.SECTIONS[section], boxes(chosen)
    if rest := [key for keys in SECTIONS.values() for key in keys if key not in wanted]:
        yield words.OTHER_QUESTIONS, boxes(rest)


def _with_details(of: Box, offer: Callable[[str], tuple[Box, ...]]) -> Box:
    """Let a detail be asked where it matters first, and only there."""
    return of if of.is_done or of.compact else replace(of, details=offer(of.key))


def _box(
    view: HouseholdView, of: Household | Member, asked: Question, quarter: Quarter, known: Facts
) -> Box:
    return box(asked, answer_to(view, of, asked, quarter), known, view.uncounted)


def box(
    asked: Question, answer: Answer | None, known: Facts, uncounted: Container[UUID] = ()
) -> Box:
    """Return a question as it is shown; `uncounted` are answers that the commune does not count."""
    return Box(
        asked.key,
        asked.label,
        asked.wording,
        tuple((value, word, asked.done(value)) for value, word in asked.choices),
        answer.value if answer else None,
        answer.how if answer else "",
        tuple(BY_CODE[code].short for code in answer.obstacles) if answer else (),
        lights.light(asked, known) if asked.role == "step" else None,
        asked.span == "standing",
        waiting=clock(answer.waiting) if answer and answer.waiting else "",
        can_wait=asked.role == "step" and "OTP_SLOW" in asked.likely_obstacles,
        compact=asked.role == "detail",
        is_uncounted=answer is not None and answer.id in uncounted,
    )


def lacks(view: HouseholdView, member: Member, quarter: Quarter) -> tuple[str, ...]:
    """Return what a person is known to lack: what must come first, then steps, by their labels."""
    asked = main_questions(view, member, quarter)
    answers = (answer_to(view, member, each, quarter) for each in asked)
    found = ((BY_KEY[each.question], each.value) for each in answers if each)
    return tuple(each.label for each, value in found if not each.done(value))


def household_boxes(view: HouseholdView, quarter: Quarter) -> tuple[Box, ...]:
    return tuple(
        _box(view, view.household, asked, quarter, {}) for asked in asked_of("household", *ASKED)
    )


def bars(of: Progress) -> tuple[Bar, ...]:
    """Return a bar for every indicator that visits feed."""
    return tuple(
        _bar(row)
        for row in of.rows
        if row.visits is not None and row.indicator.source != "declared"
    )


def _bar(row: Row) -> Bar:
    cell = row.cell
    ratio = None if cell.is_unasked else cell.ratio
    short = words.short_by(text.number(row.short_by), row.indicator.unit, row.target.percent)
    return Bar(
        row.indicator.code,
        row.indicator.short,
        text.percent(ratio),
        float(ratio or 0),
        row.target.percent,
        row.met,
        short if row.short_by and not cell.is_unasked else "",
        coverage(row) if cell.denominator else "",
        is_unasked=cell.is_unasked,
    )


def coverage(row: Row) -> str:
    """Say how many were asked; rounded down, so that 100 % means everybody."""
    of, asked = row.cell.denominator, row.cell.denominator - row.cell.missing
    counts = text.number(asked), text.number(of)
    return progress.coverage(*counts, row.indicator.unit, asked * 100 // of)


def record_name(record: Record) -> str:
    """Say what a record was about, without looking anything up."""
    match record:
        case Household():
            return household_name(record)
        case Member():
            return person_name(record)
        case Business(name=name):
            return name
        case Answer(question=key, value=value) if key in BY_KEY:
            return f"{BY_KEY[key].label}: {BY_KEY[key].word(value)}"
    return f"{record.day:%d/%m/%Y}"


def clock(now_ms: int) -> str:
    """Say a moment as a wall clock in Vietnam does."""
    return f"{local(now_ms):%H:%M, %d/%m/%Y}"
