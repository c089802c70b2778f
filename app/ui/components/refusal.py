"""What the collector would not take, and the small facts of the outbox."""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from app.ui import theme
from app.ui.components.touch import OnPress, button
from app.ui.words import outbox


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused entry: what it was, the sentence, the code to read out on the telephone, and of
    whom it was. Who drops an answer is told that it counts here no more either."""

    what: str
    sentence: str
    code: str
    whose: str = ""
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """Entries that wait for an officer: why, with the code, how many, and what some of them are."""

    sentence: str
    code: str
    count: int
    whats: tuple[str, ...]


def held_card(held: Held) -> ft.Control:
    """Return what waits for one reason; there is nothing to press, for there is nothing to do."""
    rest = held.count - len(held.whats)
    return theme.card(
        ft.Column(
            [
                theme.title(outbox.held_of(held.count), 16),
                theme.body(f"{held.sentence} ({held.code})", size=15),
                *(theme.small(what) for what in held.whats),
                *([theme.small(outbox.and_others(rest))] if rest else []),
            ],
            spacing=6,
        )
    )


@ft.component
def RefusalCard(
    refusal: Refusal,
    on_mend: OnPress | None,
    on_drop: OnPress,
    key: str = "",
    is_asked: bool = False,
) -> ft.Control:
    """Show a refusal with the ways to settle it: to correct, or to drop it after a question."""
    asked, set_asked = ft.use_state(is_asked)
    mend = [button(outbox.MEND, on_mend, icon=ft.Icons.EDIT)] if on_mend else []
    drop = button(outbox.DROP, lambda: set_asked(True), quiet=True)
    sure = [
        theme.body(outbox.DROP_SURE_ANSWER if refusal.is_answer else outbox.DROP_SURE, size=15),
        button(outbox.DROP_YES, on_drop),
        button(outbox.DROP_NO, lambda: set_asked(False), quiet=True),
    ]
    return ft.Container(
        ft.Column(
            [
                theme.title(refusal.what, 16),
                *([theme.body(refusal.whose)] if refusal.whose else []),
                theme.body(refusal.sentence, size=15),
                theme.title(refusal.code, 15, theme.WRONG),
                *(sure if asked else [*mend, drop]),
            ],
            spacing=8,
        ),
        bgcolor=theme.CARD,
        border=ft.Border(left=ft.BorderSide(5, theme.WRONG)),
        padding=14,
        border_radius=6,
    )


def facts(*pairs: tuple[str, str]) -> ft.Control:
    """Return things to know on one sheet, each with its name above it."""
    return theme.card(
        ft.Column(
            [
                ft.Column([theme.small(label), theme.body(value)], spacing=2)
                for label, value in pairs
            ],
            spacing=12,
        )
    )


def figures(pairs: tuple[tuple[str, int], ...]) -> ft.Control:
    """Return counts side by side, large enough to read at arm's length."""
    return ft.Row(
        [_figure(label, count) for label, count in pairs],
        spacing=10,
        # All as high as the one whose letters need most.
        intrinsic_height=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _figure(label: str, count: int) -> ft.Control:
    name = theme.small(label)
    name.text_align = ft.TextAlign.CENTER
    sheet = theme.card(
        ft.Column(
            [theme.title(str(count), 32), name],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        padding=8,
    )
    sheet.alignment = ft.Alignment.CENTER
    return ft.Container(
        ft.Semantics(
            content=ft.Semantics(content=sheet, exclude_semantics=True),
            label=f"{label}: {count}",
            container=True,
        ),
        expand=True,
    )
