"""One question about one person as large boxes to tick: done, not yet, nobody asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.ui import theme, words
from app.ui.components.touch import OnPress, chip, touch


@dataclass(frozen=True, slots=True)
class Box:
    """A question as it is shown: `choices` are value, word and whether it means done.

    `reasons` and `needs` are words; `asks_how` is false where "done now" says nothing.
    """

    key: str
    label: str
    wording: str
    choices: tuple[tuple[str, str, bool], ...]
    value: str | None = None
    how: str = ""
    reasons: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    asks_how: bool = True

    @property
    def is_done(self) -> bool:
        return any(done for value, _, done in self.choices if value == self.value)


OnAnswer = Callable[[str, str | None, str], Awaitable[None]]
"""Takes the question, the value (None: not asked) and how it came about."""


@ft.component
def Tick(
    box: Box, on_answer: OnAnswer, on_reason: Callable[[str], None], key: str = ""
) -> ft.Control:
    """Show a question with its answer; `key` tells it from its neighbours in a list."""

    def choose(value: str | None, done: bool = False) -> OnPress:
        how = "had" if done and box.asks_how else ""
        return lambda: on_answer(box.key, value, how)

    segments = [
        _segment(box, word, "yes" if done else "no", box.value == value, choose(value, done))
        for value, word, done in box.choices
    ]
    segments.append(_segment(box, words.NOT_ASKED, "", box.value is None, choose(None)))
    parts: list[ft.Control] = [
        theme.title(box.label, 17),
        theme.small(box.wording),
        ft.Row(segments, spacing=6 if len(segments) < 4 else 4),
    ]
    if box.needs and not box.is_done:
        parts.append(_needs(box.needs))
    if box.is_done and box.asks_how:
        parts.append(_how(box, on_answer))
    if box.value is not None and not box.is_done:
        parts.append(_reasons(box, lambda: on_reason(box.key)))
    return theme.card(ft.Column(parts, spacing=6))


_FACES = {
    "yes": (ft.Icons.CHECK_CIRCLE, theme.YES, theme.ON_YES),
    "no": (ft.Icons.CANCEL, theme.NO, theme.ON_NO),
    "": (ft.Icons.HELP, theme.QUIET, theme.CARD),
}


def _segment(box: Box, word: str, mood: str, chosen: bool, on_press: OnPress) -> ft.Control:
    icon, fill, on_fill = _FACES[mood]
    ink = on_fill if chosen else theme.INK
    label = theme.body(word, ink, 15 if len(box.choices) < 3 else 14)
    label.text_align = ft.TextAlign.CENTER
    if chosen:
        label.font_family = theme.STRONG
    face = ft.Container(
        ft.Column(
            [ft.Icon(icon if chosen else ft.Icons.CIRCLE_OUTLINED, color=ink, size=22), label],
            spacing=1,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        height=theme.TICK,
        bgcolor=fill if chosen else theme.CARD,
        border=ft.Border.all(1.5, fill if chosen else ft.Colors.OUTLINE),
        border_radius=12,
        alignment=ft.Alignment.CENTER,
    )
    return touch(f"{box.label}: {word}", face, on_press, checked=chosen, expand=True)


def _how(box: Box, on_answer: OnAnswer) -> ft.Control:
    return ft.Row(
        [
            chip(
                f"{box.label}: {word}",
                word,
                box.how == how,
                lambda how=how: on_answer(box.key, box.value, how),  # type: ignore[misc]
                expand=True,
            )
            for how, word in (("had", words.HAD), ("done", words.DONE_NOW))
        ],
        spacing=6,
    )


def _needs(needs: tuple[str, ...]) -> ft.Control:
    return ft.Row(
        [
            ft.Icon(ft.Icons.INFO_OUTLINE, size=18, color=theme.QUIET),
            ft.Container(theme.small(f"{words.NEEDS_FIRST}: {', '.join(needs)}"), expand=True),
        ],
        spacing=6,
    )


def _reasons(box: Box, on_reason: Callable[[], None]) -> ft.Control:
    said = ", ".join(box.reasons)
    text = f"{words.REASON}: {said}" if said else words.ADD_REASON
    ink = ft.Colors.ON_SECONDARY_CONTAINER
    face = ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.EDIT_NOTE, color=ink, size=22),
                ft.Container(theme.body(text, ink, 15), expand=True),
            ],
            spacing=8,
        ),
        padding=ft.Padding.symmetric(horizontal=12, vertical=12),
        bgcolor=theme.NO_SOFT,
        border_radius=12,
    )
    return touch(f"{box.label}: {text}", face, on_reason)
