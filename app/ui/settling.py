"""From what came back or contradicts to plain values for the outbox. Pure."""

from __future__ import annotations

from app.store.values import Account, Conflict, Entry, HeldEntries, RefusedEntry
from app.ui import presenting, route, words
from app.ui.components.conflict import Contradiction, Side
from app.ui.components.refusal import Held, Refusal
from app.ui.words import outbox, shops
from shared.obstacles import BY_CODE
from shared.problems import Code
from shared.questions import BY_KEY
from shared.records import Answer, Business, Household, Member, Record, Visit

OUTCOMES = {
    "met": words.VISIT_MET,
    "absent": words.VISIT_ABSENT,
    "refused": words.VISIT_REFUSED,
}


def refusal(entry: RefusedEntry) -> Refusal:
    return Refusal(_what(entry.record), entry.sentence, entry.code)


def held(of: HeldEntries) -> Held:
    is_revoked = of.code == Code.DEVICE_REVOKED.code
    sentence = outbox.HELD_OF_REVOKED if is_revoked else of.sentence
    return Held(sentence, of.code, of.count, tuple(map(_what, of.some)))


def mend_path(entry: RefusedEntry | Entry) -> str:
    """Return where an entry can be put right; "" where this device has no such place any more."""
    match entry.record:
        case Business(id=shop) | Answer(about="business", subject=shop):
            return route.business(shop)
    home = entry.home
    if home is None:
        return ""
    match entry.record:
        case Household():
            return route.edit_household(home)
        case Member(id=person):
            return route.edit_member(home, person)
        case Answer(about="member", subject=person):
            return route.member(home, person)
    return route.household(home)


def _what(record: Record) -> str:
    kind = words.KIND.get(record.kind, record.kind)
    name = presenting.record_name(record)
    # Of a visit there is nothing to say but its day, which the line has already.
    return kind if name == f"{record.day:%d/%m/%Y}" else f"{kind} · {name}"


def odd_day(entry: Entry) -> tuple[str, str]:
    """Return a line for an entry of a day that can hardly be, and where it leads."""
    return f"{entry.record.day:%d/%m/%Y} · {_what(entry.record)}", mend_path(entry)


def contradiction(of: Conflict, account: Account | None) -> Contradiction:
    sides = tuple(
        Side(
            said(each),
            _author(each, account),
            f"{each.day:%d/%m/%Y}",
            (each.device, each.number) == (of.stands.device, of.stands.number),
        )
        for each in (of.ours, of.theirs)
    )
    return Contradiction(str(of.ours.id), _about(of), sides)


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


def _author(record: Record, account: Account | None) -> str:
    is_own = account is not None and record.device == account.device
    device = outbox.THIS_DEVICE if is_own else outbox.OTHER_DEVICE
    name = record.by or (account.name if account and is_own else "")
    return outbox.author(device, name) if name else device


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
