"""Asking for consent about one subject: how it stands, and the sheet that is read aloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import flet as ft

from app.actions import Tick
from app.state import AppState
from app.ui.components.consent import ConsentSheet
from app.ui.words import homes
from shared.questions import INSIDE, NO, About
from shared.records import Answer

CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom we ask for consent, and the answer that stands, if there is one; of a person also what
    the household said."""

    about: About
    id: UUID
    village: str
    answer: Answer | None
    home: Answer | None = None

    @property
    def value(self) -> str | None:
        return self.answer.value if self.answer else None

    @property
    def given(self) -> bool | None:
        return self.answer.value != NO if self.answer else None

    @property
    def line(self) -> str:
        return homes.consent_line(self.said, self.about)

    @property
    def said(self) -> str:
        if self.answer is None:
            return self._said_for_it
        day = f"{self.answer.day:%d/%m/%Y}"
        if not self.given:
            return homes.CONSENT_NO
        return homes.consent_given(day, to_send=self.value != INSIDE)

    @property
    def _said_for_it(self) -> str:
        if self.home is None:
            return homes.CONSENT_NOT_ASKED
        return homes.CONSENT_HOME_NO if self.home.value == NO else homes.CONSENT_HOME_YES


def consent_sheet(state: AppState, asked: Asked, on_close: Callable[[], None]) -> ft.Control:
    """Return the sheet; what is said there is saved, and can be undone like any tick."""

    async def say(value: str | None) -> None:
        on_close()
        await state.save(
            state.actions.answer(
                Tick(asked.village, state.today(), asked.about, asked.id, CONSENT, value)
            )
        )

    commune = state.account.commune_name if state.account else ""
    sheet: ft.Control = ConsentSheet(commune, asked.about, asked.value, say, on_close)
    return sheet
