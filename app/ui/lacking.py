"""From who is missing to plain values: groups of an ease and a household, a line each. Pure."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from uuid import UUID

from app.remaining import Ease, Lack, Remaining, Shortfall
from app.ui import presenting, route
from app.ui.components.remaining import Group, LackLine
from app.ui.words import progress
from shared import text
from shared.conditions import EVERYONE
from shared.obstacles import BY_CODE
from shared.questions import BY_KEY
from shared.records import Household, Member


def groups(found: Shortfall, limit: int) -> tuple[Group, ...]:
    """Return the first `limit` people, one group per ease and household."""
    unit = found.row.indicator.unit
    counts = Counter(each.lack.ease for each in found.people)
    steps = {each.lack.question for each in found.people}
    made: list[Group] = []
    last: Ease | None = None
    for (ease, _), together in groupby(found.people[:limit], _place):
        people = list(together)
        count = text.number(counts[ease])
        heading = progress.heading(progress.EASE[ease], count, unit)
        lines = tuple(_line(each, len(steps) > 1) for each in people)
        made.append(Group("" if ease == last else heading, _home(people[0]), int(ease), lines))
        last = ease
    return tuple(made)


def _place(each: Remaining) -> tuple[Ease, UUID | None]:
    home = each.candidate.home
    return each.lack.ease, home.id if home else None


def _home(each: Remaining) -> str:
    home = each.candidate.home
    if each.candidate.about == "business":
        return progress.BUSINESSES
    is_named = home is not None and (home.head or home.code)
    return presenting.household_title(home) if home and is_named else progress.NO_HOUSEHOLD


def _line(each: Remaining, with_step: bool) -> LackLine:
    of = each.candidate
    said = lacking(each.lack)
    if with_step and each.lack.question in BY_KEY:
        said = progress.of_step(BY_KEY[each.lack.question].label, said)
    match of.subject:
        case Member() as person:
            path = route.member(of.home.id, person.id) if of.home else ""
            return LackLine(str(person.id), presenting.person_name(person), said, path)
        case Household() as home:
            name = presenting.household_name(home)
            return LackLine(str(home.id), name, said, route.household(home.id))
        case shop:
            return LackLine(str(shop.id), shop.name, said, route.business(shop.id))


def lacking(lack: Lack) -> str:
    """Say in words what is missing."""
    needs = ", ".join(BY_KEY[key].label for key in lack.needs if key in BY_KEY)
    reasons = ", ".join(BY_CODE[code].short for code in lack.reasons if code in BY_CODE)
    match lack.ease:
        case Ease.REFUSED:
            return progress.REFUSED
        case Ease.BLOCKED:
            return progress.lacks(needs) if needs else progress.held_up(reasons)
        case Ease.UNCLEAR if needs:
            return progress.ask_first(needs)
        case Ease.READY if lack.waiting is not None:
            # The year would only break the line.
            return progress.waiting(presenting.clock(lack.waiting).rpartition("/")[0])
    if lack.is_asked:
        return progress.not_done(reasons)
    asked = BY_KEY.get(lack.question)
    return progress.READY if asked and asked.requires != EVERYONE else progress.NOT_ASKED
