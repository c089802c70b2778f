"""From what waits, came back or contradicts to plain values for the outbox. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.store.values import Account, Conflict, Entry, HeldEntries, RefusedEntry
from app.ui import apart, presenting, route, words
from app.ui.components.conflict import Contradiction, Side
from app.ui.components.refusal import Held, Refusal
from app.ui.words import evening, outbox, shops
from shared.obstacles import BY_CODE
from shared.problems import Code
from shared.questions import BY_KEY
from shared.records import Answer, Business, Household, Member, Record, Session, Visit
from shared.stamp import PER_MS, day_of

OUTCOMES = {
    "met": words.VISIT_MET,
    "absent": words.VISIT_ABSENT,
    "refused": words.VISIT_REFUSED,
}


def refusal(entry: RefusedEntry, about: Sequence[Record], villages: Mapping[str, str]) -> Refusal:
    """Say what was refused, of whom (`about`) and where, so that it can be found and mended."""
    village = villages.get(entry.record.village, "")
    whose = " · ".join(part for part in (*map(_whose, about), village) if part)
    is_answer = isinstance(entry.record, Answer)
    return Refusal(_what(entry.record), entry.sentence, entry.code, whose, is_answer)


def held(of: HeldEntries) -> Held:
    is_revoked = of.code == Code.DEVICE_REVOKED.code
    sentence = outbox.HELD_OF_REVOKED if is_revoked else of.sentence
    return Held(sentence, of.code, of.count, tuple(entry_line(each)[0] for each in of.some))


def mend_path(entry: RefusedEntry | Entry) -> str:
    """Return where an entry can be put right; "" where this device has no such place any more."""
    path = ""
    match entry.record, entry.home:
        case ((Business(id=shop, deleted=False) | Answer(about="business", subject=shop)), _):
            path = route.business(shop)
        case Session(), _:
            path = route.SUMMARY
        case Household(), UUID() as home:
            path = route.edit_household(home)
        case Member(id=person, deleted=False), UUID() as home:
            path = route.edit_member(home, person)
        case Answer(about="member", subject=person, question=asked), UUID() as home:
            path = route.member(home, person, asked)
        case Visit(member=UUID() as person), UUID() as home:
            path = route.member(home, person)
        case _, UUID() as home:
            path = route.household(home)
    return path


def _what(record: Record) -> str:
    match record:
        case Answer(question=key, deleted=True) if key in BY_KEY:
            parts = [f"{BY_KEY[key].label}: {outbox.NOT_ASKED}"]
        case Visit():
            parts = [evening.IS_HERE if record.member else OUTCOMES[record.outcome]]
        case Session(team=team):
            parts = [team]
        case _:
            parts = [presenting.record_name(record)]
    if record.deleted and not isinstance(record, Answer):
        parts.append(outbox.DELETED)
    day = f"{record.day:%d/%m/%Y}"
    # Of what has nothing to say the line has the day already.
    return " · ".join([words.KIND.get(record.kind, record.kind), *(p for p in parts if p != day)])


def entry_line(entry: Entry) -> tuple[str, str]:
    """Return a line for an own entry: its day, what it says and of whom; and where it leads."""
    whose = map(_whose, entry.about)
    said = (f"{entry.record.day:%d/%m/%Y}", _what(entry.record), *whose)
    return " · ".join(said), mend_path(entry)


def _whose(of: Record) -> str:
    if isinstance(of, Household):
        return presenting.household_title(of)
    return presenting.record_name(of)


def contradiction(of: Conflict, account: Account | None) -> Contradiction:
    sides = tuple(
        Side(
            said(each),
            apart.author(each, account),
            _when(each),
            (each.device, each.number) == (of.stands.device, of.stands.number),
        )
        for each in (of.ours, of.theirs)
    )
    note = "" if of.is_unaware else outbox.REPLACED
    return Contradiction(str(of.ours.id), _about(of), sides, note)


def _when(record: Record) -> str:
    """Say when a version was made; only its day, where the clock said another one."""
    made_ms = record.stamp // PER_MS
    is_of_then = day_of(made_ms) == record.day
    return presenting.clock(made_ms) if is_of_then else f"{record.day:%d/%m/%Y}"


def _about(of: Conflict) -> str:
    person = presenting.person_name(of.person) if of.person else ""
    home = presenting.household_title(of.home) if of.home else ""
    match of.ours:
        case Answer(question=key) if key in BY_KEY:
            what = BY_KEY[key].label
        case Member():
            what = presenting.person_name(of.ours)
        case _:
            what = words.KIND.get(of.ours.kind, of.ours.kind)
    return " · ".join(each for each in (what, person, home) if each)


def said(record: Record) -> str:
    """Say what a version says."""
    if record.deleted:
        return outbox.NOT_ASKED if isinstance(record, Answer) else outbox.DELETED
    match record:
        case Answer(question=key, value=value, obstacles=obstacles, note=note) if key in BY_KEY:
            reasons = (BY_CODE[code].short for code in obstacles if code in BY_CODE)
            parts = [BY_KEY[key].word(value), *reasons, note]
        case Household(code=code, note=note):
            parts = [presenting.household_name(record), words.household_number(code), note]
        case Member(status=status):
            age = presenting.age(record)
            parts = [presenting.person_name(record), age, words.MEMBER_STATUSES[status]]
        case Business(name=name, form=form, note=note):
            parts = [name, shops.FORMS[form], note]
        case Visit(outcome=outcome, note=note):
            parts = [OUTCOMES[outcome], note]
        case _:
            parts = [presenting.record_name(record)]
    return ", ".join(part for part in parts if part)
