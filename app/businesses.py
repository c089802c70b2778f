"""The verbs about businesses: add, correct, remove."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import cast

from app.actions import Actions, Changed
from shared.fields import NAME_LIMIT, Form
from shared.problems import Code, Problem
from shared.records import Business
from shared.text import accept


@dataclass(frozen=True, slots=True)
class Trade:
    """What is known of a business."""

    name: str = ""
    form: Form = "shop"
    note: str = ""


async def add(actions: Actions, trade: Trade, village: str, day: date) -> Business:
    _refuse_unless_named(trade)
    fields = {**asdict(trade), "id": actions.new_id(), "village": village, "day": day}
    (made,) = await actions.store.append([(Business, fields)], actions.clock())
    return cast(Business, made)


async def correct(actions: Actions, before: Business, trade: Trade, day: date) -> Changed:
    _refuse_unless_named(trade)
    return await _again(actions, before, {**asdict(trade), "day": day})


async def remove(actions: Actions, business: Business, day: date) -> Changed:
    """Leave a tombstone; what was answered counts no more, and comes back with the business."""
    return await _again(actions, business, {"deleted": True, "day": day})


async def _again(actions: Actions, before: Business, changes: dict[str, object]) -> Changed:
    draft = (Business, {**dict(before), **changes})
    (made,) = await actions.store.append([draft], actions.clock())
    return Changed(((made, before),))


def _refuse_unless_named(trade: Trade) -> None:
    if not accept(trade.name, "Tên", NAME_LIMIT):
        raise Problem(Code.NO_BUSINESS_NAME)
