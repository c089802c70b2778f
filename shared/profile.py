"""What of a subject matters for the rates: tokens, profiles, facts.

Every record that counts contributes one token to its subject (`token`); a subject's tokens make its
`Profile`; equal profiles are counted together, by `GROUP BY` on the collector and one by one on
the phone.
"""

from __future__ import annotations

from collections.abc import Iterable

from shared.conditions import Facts
from shared.records import Answer, Business, Household, Member, Record

Profile = str
"""What matters about one subject for the rates, and nothing of who it is: its tokens joined by `|`,
such as `esign=yes|member:1990|smartphone=yes`."""

OLDEST = 200
_CLASSES = {"under_15": (0, 14), "from_15": (15, 17), "adult": (18, OLDEST)}


def token(record: Record) -> str:
    """Return what `record` adds to its subject's profile; "" when it does not count.

    A member who moved away or died, a duplicate, or any tombstone adds nothing; an answer whose
    subject adds nothing is not counted either.
    """
    match record:
        case Answer(deleted=False, question=question, value=value):
            return f"{question}={value}"
        case Member(deleted=False, same_as=None, status="resident" | "away"):
            return f"member:{record.birth_year or record.age_class or ''}"
        case Household(deleted=False, same_as=None):
            return "household:"
        case Business(deleted=False, form=form):
            return f"business:{form}"
    return ""


def join(tokens: Iterable[str]) -> Profile:
    """Return the profile of one subject: its tokens in order, those that do not count left out."""
    return "|".join(sorted(each for each in tokens if each))


def facts(of: Profile, year: int) -> Facts:
    """Return what `of` says at the end of `year`; ages are year differences."""
    known: dict[str, str | tuple[int, int]] = {}
    for each in of.split("|"):
        known.update(fact(each, year))
    return known


def fact(each: str, year: int) -> Facts:
    key, is_answer, value = each.partition("=")
    if is_answer:
        return {key: value}
    about, _, mark = each.partition(":")
    if about == "business":
        return {"about": about, "form": mark}
    age = (year - int(mark),) * 2 if mark.isdecimal() else _CLASSES.get(mark)
    return {"about": about, "age": age} if age else {"about": about}
