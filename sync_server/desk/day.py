"""The end of the day on one page: who handed over, who did not, what is missing, what waits."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.problems import Code, Problem
from shared.questions import WORK_ITEMS
from sync_server import aftermath, daybook, devices, enrolling
from sync_server.communes import names_of, villages
from sync_server.daybook import Day
from sync_server.desk import words
from sync_server.desk.access import AtDesk, database, read_day
from sync_server.desk.devices import by_name
from sync_server.desk.layout import page
from sync_server.devices import CODE_LIFE_MS, DeviceLine

router = APIRouter()


@dataclass(frozen=True, slots=True)
class HandOver:
    """A device at the end of a day: whether it was here, what came, what is still out there as far
    as it said when it was here last; after a restore nobody knows that of a device that has not
    been back (`is_unheard`).
    """

    line: DeviceLine
    arrived: int
    was_here: bool
    lacking: int
    is_unheard: bool = False
    is_revoked: bool = False

    @property
    def has_handed_over(self) -> bool:
        """Say whether entries came: whoever was here without any may have made some since."""
        return bool(self.arrived)

    @property
    def is_done(self) -> bool:
        return self.has_handed_over and not self.lacking and not self.is_unheard


def hand_overs(
    lines: Sequence[DeviceLine], day: Day, on: date, unheard: Set[UUID] = frozenset()
) -> list[HandOver]:
    """Return the devices that could have handed over, those that did not first."""
    start, end = daybook.bounds(on)
    found = []
    for line in lines:
        lacking = sum(last - first + 1 for first, last in line.lacking)
        arrived = day.arrived[line.id.bytes]
        gone = line.revoked_ms is not None and line.revoked_ms < start
        if line.enrolled_ms >= end or (gone and not (lacking or arrived)):
            continue
        was_here = bool(arrived) or start <= line.seen_ms < end
        revoked = line.revoked_ms is not None and line.revoked_ms < end
        found.append(HandOver(line, arrived, was_here, lacking, line.id in unheard, revoked))
    return sorted(
        found,
        key=lambda each: (
            each.has_handed_over,
            each.was_here,
            not each.is_unheard,
            not each.lacking,
        ),
    )


def chosen_day(text: str, today: date) -> date:
    """Return the day asked for, today by default, or refuse one that has not come."""
    day = read_day(text) if text else today
    if not today - timedelta(days=3650) <= day <= today:
        raise Problem(Code.BAD_DATE, text=text[:20])
    return day


@router.get("/communes/{code}/day")
def day_page(request: Request, desk: AtDesk, day: str = "") -> Response:
    today = words.today(desk.now_ms)
    on = chosen_day(day, today)
    with database(request).reading() as cursor:
        found = daybook.read(cursor, desk.commune.id, on)
        lines = by_name(devices.listing(cursor, desk.commune.id))
        places = villages(cursor, desk.commune.id)
        after = aftermath.read(cursor, desk.commune.id, lines)
        invited = enrolling.awaited(cursor, desk.commune.id, desk.now_ms)
    handed = hand_overs(lines, found, on, after.unheard)
    used = [each for each in handed if not each.is_revoked]
    _, end = daybook.bounds(on)
    return page(
        request,
        "day.html",
        desk=desk,
        on=on,
        today=today,
        before=on - timedelta(days=1),
        after=on + timedelta(days=1) if on < today else None,
        day_of=found,
        handed=handed,
        used=used,
        out=[each for each in used if not each.has_handed_over],
        silent=[each for each in used if not each.was_here],
        awaited=[each for each in invited if each.expires_ms - CODE_LIFE_MS < end],
        lacking=[each for each in handed if each.lacking],
        unknown=[each for each in used if each.is_unheard],
        restoring=after,
        waiting=sum(line.waiting for line in lines),
        evenings=sorted(found.evenings.values(), key=lambda each: (each.village, each.team)),
        places=places,
        names=names_of(places),
        items=[item for item in WORK_ITEMS if found.work[item.code]],
    )
