"""From a business with its answers to the plain values that components take. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.store.businesses import BusinessView
from app.ui import presenting
from app.ui.components.tick import Box
from app.ui.words import shops
from shared.conditions import holds
from shared.profile import facts, token
from shared.quarter import Quarter
from shared.questions import Question, asked_of
from shared.records import Business


@dataclass(frozen=True, slots=True)
class ShopLine:
    """A business as a line of the list: its kind, and how many of its questions were asked."""

    id: str
    name: str
    detail: str
    asked: int
    of: int

    @property
    def status(self) -> str:
        if self.asked >= self.of:
            return shops.SETTLED
        return shops.BEGUN if self.asked else shops.NEW


def line(view: BusinessView, quarter: Quarter, village: str = "") -> ShopLine:
    asked = questions(view, quarter)
    parts = (shops.FORMS[view.business.form], village)
    return ShopLine(
        str(view.business.id),
        view.business.name,
        " · ".join(each for each in parts if each),
        sum(each.key in view.answers for each in asked),
        len(asked),
    )


def boxes(view: BusinessView, quarter: Quarter) -> tuple[Box, ...]:
    return tuple(
        presenting.box(asked, view.answers.get(asked.key), {}, view.uncounted)
        for asked in questions(view, quarter)
    )


def questions(view: BusinessView, quarter: Quarter) -> tuple[Question, ...]:
    """Return what is worth asking a business of its kind, and what was answered."""
    return tuple(
        asked
        for asked in asked_of("business")
        if asked.key in view.answers or _counts(asked.key, view.business, quarter)
    )


def _counts(asked: str, of: Business, quarter: Quarter) -> bool:
    """Say whether an indicator or a work item looks at it, for this kind of business."""
    known = facts(token(of), quarter.year)
    whom = presenting.who_counts(asked, "business")
    return not whom or any(holds(each, known) is not False for each in whom)
