"""Asking one subject: a tick is saved at once, and where it says "not yet" a sheet asks why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import flet as ft

from app.actions import Tick
from app.state import AppState
from app.ui import theme
from app.ui.components.reasons import OnSave, Reasons
from app.ui.components.tick import OnAnswer
from app.ui.using import use_held, use_steady
from shared.questions import BY_KEY, About
from shared.records import Answer


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom we ask, and `stands`: the answer to a question that stands, if there is one."""

    village: str
    about: About
    id: UUID
    stands: Callable[[str], Answer | None]


@dataclass(frozen=True, slots=True)
class Asking:
    """What the boxes call: `answer` with a tick, `explain` to open the sheet of reasons."""

    answer: OnAnswer
    explain: Callable[[str], None]


def use_asking(subject: Subject) -> Asking:
    """Return how to record answers about `subject`, showing the sheet when it is time."""
    state = use_held()
    unexplained, set_unexplained = ft.use_state("")

    async def answer(key: str, value: str | None, how: str) -> None:
        before = subject.stands(key)
        if (value, how) != (before.value, before.how) if before else value is not None:
            await _save(state, Tick(
                subject.village, state.today(), subject.about, subject.id, key, value,
                how="done" if how == "done" else "had" if how else "",
            ))  # fmt: skip
        if value is not None and not BY_KEY[key].done(value):
            set_unexplained(key)

    async def save_reasons(obstacles: tuple[str, ...]) -> None:
        before = subject.stands(unexplained)
        set_unexplained("")
        if before and obstacles != before.obstacles:
            await _save(state, Tick(
                subject.village, state.today(), subject.about, subject.id, unexplained,
                before.value, obstacles=obstacles, note=before.note,
            ))  # fmt: skip

    def close() -> None:
        set_unexplained("")

    ft.use_dialog(_sheet(subject, unexplained, save_reasons, close) if unexplained else None)
    return Asking(use_steady(answer), use_steady(set_unexplained))


async def _save(state: AppState, tick: Tick) -> None:
    await state.save(state.actions.answer(tick))


def _sheet(
    subject: Subject,
    key: str,
    on_save: OnSave,
    on_close: Callable[[], None],
) -> ft.BottomSheet:
    asked, before = BY_KEY[key], subject.stands(key)
    return ft.BottomSheet(
        Reasons(
            asked.label,
            asked.likely_obstacles,
            before.obstacles if before else (),
            on_save,
            on_close,
        ),
        scrollable=True,
        show_drag_handle=True,
        bgcolor=theme.PAPER,
        on_dismiss=on_close,
    )
