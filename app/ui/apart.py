"""What tells two records of one name apart: who wrote them, where, and what is known. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from app.store.values import Account, HouseholdView
from app.ui import presenting, words
from app.ui.components.merged import Side
from app.ui.words import homes, outbox
from shared.records import Answer, Household, Member, Record, short_number


def person(of: Member, home: Household, answers: Iterable[Answer], account: Account | None) -> Side:
    known = (presenting.age(of), presenting.household_title(home))
    return _side(presenting.person_name(of), known, (of, *answers), account)


def household(view: HouseholdView, account: Account | None) -> Side:
    home = view.household
    number = words.household_number(home.code) if home.head and home.code else ""
    known = (number, home.note, presenting.people(view))
    return _side(presenting.household_name(home), known, (home, *view.answers.values()), account)


def _side(
    name: str, known: tuple[str, ...], records: tuple[Record, ...], account: Account | None
) -> Side:
    answers = homes.answers(sum(isinstance(each, Answer) for each in records))
    authors = dict.fromkeys(author(each, account) for each in records)
    about = " · ".join(part for part in (*known, answers) if part)
    return Side(name, about, homes.written_by("; ".join(authors)))


def author(record: Record, account: Account | None) -> str:
    """Say on which device a record was made, and by whom, where that is known."""
    is_own = account is not None and record.device == account.device
    name = record.by or (account.name if account and is_own else "")
    if is_own:
        return outbox.author(outbox.THIS_DEVICE, name)
    # Who works on it, a record tells only of a device that several share.
    return outbox.author(outbox.other_device(short_number(record.device)), name)
