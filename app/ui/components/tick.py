"""One question about one person as large boxes to tick: done, not yet, nobody asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import flet as ft

from app.ui import theme, words
from app.ui.components.touch import OnPress, chip, touch
from app.ui.lights import Light
from app.ui.using import use_steady
from app.ui.words import evening


@dataclass(frozen=True, slots=True)
class Box:
    """A question as it is shown: `choices` are value, word and whether it means done.

    `reasons` are words; `asks_how` is false where "done now" says nothing; `light` tells whether
    the step can be begun and `details` are boxes to be asked before it; `waiting` is since what
    hour an OTP is awaited. A `compact` box is a row of chips. `is_uncounted`: the commune has the
    answer and does not count it.
    """

    key: str
    label: str
    wording: str
    choices: tuple[Choice, ...]
    value: str | None = None
    how: str = ""
    reasons: tuple[str, ...] = ()
    light: Light | None = None
    asks_how: bool = True
    details: tuple[Box, ...] = ()
    waiting: str = ""
    can_wait: bool = False
    compact: bool = False
    is_uncounted: bool = False

    @property
    def is_done(self) -> bool:
        return any(done for value, _, done in self.choices if value == self.value)


Choice = tuple[str, str, bool]
"""A value, its word, and whether it means done."""

OnAnswer = Callable[[str, str | None, str], Awaitable[str | None]]
"""Takes the question, the value (None: not asked) and how it came about, as far as a box can tell;
returns how it is stored to have come about, None if it is not stored."""


OnWait = Callable[[str], Awaitable[None]]
"""Takes the question at which an OTP is awaited."""


@ft.component
def TickBox(
    box: Box,
    on_answer: OnAnswer,
    on_reason: Callable[[str], None],
    on_wait: OnWait | None = None,
    key: str = "",
) -> ft.Control:
    """Show a question with its answer; `key` tells it from its neighbours in a list."""
    box, on_answer = _use_stored(box, on_answer)

    async def choose(value: str | None, done: bool) -> None:
        await on_answer(box.key, value, _how_likely(box) if done and box.asks_how else "")

    on_choose = use_steady(choose)
    if box.compact:
        return theme.card(_chips(box, on_answer))

    parts: list[ft.Control] = [theme.title(box.label, 17), theme.small(box.wording)]
    if box.light and not box.is_done:
        parts.append(_lamp(box.light.colour, box.light.said))
        parts += [_chips(each, on_answer) for each in box.details]
    parts.append(_Segments(box.label, box.choices, box.value, on_choose))
    if box.is_uncounted:
        parts.append(_lamp("red", evening.UNCOUNTED))
    if box.is_done and box.asks_how:
        parts.append(_how(box, on_answer))
    if box.value is not None and not box.is_done:
        parts.append(_reasons(box, lambda: on_reason(box.key)))
    if on_wait and box.can_wait and not box.is_done:
        parts.append(_wait(box, on_wait))
    return theme.card(ft.Column(parts, spacing=6))


def _how_likely(box: Box) -> str:
    """Return how something likely came about that is done: where it was said to be missing, now."""
    if box.is_done:
        return box.how
    return "had" if box.value is None else "done"


def _use_stored(box: Box, on_answer: OnAnswer) -> tuple[Box, OnAnswer]:
    """Return `box` as it is stored, and how to answer.

    An answer stands in its box as soon as it is stored: to read the household again and to draw
    what follows from the answer takes an old phone longer than a thumb likes to wait.
    """
    nothing: tuple[Box | None, Box] = (None, box)
    (drawn, stored), tell = ft.use_state(nothing)

    async def answer(key: str, value: str | None, likely: str) -> str | None:
        how = await on_answer(key, value, likely)
        shown = stored if drawn is box else box
        if how is not None and key == box.key and (value, how) != (shown.value, shown.how):
            said = replace(box, value=value, how=how, reasons=(), waiting="", is_uncounted=False)
            tell((box, said))
        return how

    # A box that was drawn anew since, an equal one too, says by itself what is stored.
    return stored if drawn is box else box, answer


@ft.component
def _SegmentRow(
    label: str,
    choices: tuple[Choice, ...],
    value: str | None,
    on_choose: Callable[[str | None, bool], Awaitable[None]],
) -> ft.Control:
    """Show the choices side by side, four of them two by two, and last that nobody asked."""

    def choose(value: str | None, done: bool = False) -> OnPress:
        return lambda: on_choose(value, done)

    segments = [
        _segment(f"{label}: {word}", theme.body(word, size=15), done, each == value,
                 choose(each, done))
        for each, word, done in choices
    ]  # fmt: skip
    nobody = theme.body(words.NOT_ASKED, size=15)
    name = f"{label}: {words.NOT_ASKED}"
    segments.append(_segment(name, nobody, None, value is None, choose(None)))
    if len(segments) < 4:
        return _side_by_side(segments)
    half = len(segments) // 2
    rows: list[ft.Control] = [_side_by_side(segments[:half]), _side_by_side(segments[half:])]
    return ft.Column(rows, spacing=6)


def _side_by_side(segments: Sequence[ft.Control]) -> ft.Row:
    return ft.Row(
        list(segments),
        spacing=6,
        # All as high as the one whose letters need most.
        intrinsic_height=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


# Drawn again only for another answer, not for whatever else of its box changes.
_Segments = ft.memo(_SegmentRow)  # type: ignore[no-untyped-call]

_FACES = {
    True: (ft.Icons.CHECK_CIRCLE, theme.YES, theme.ON_YES),
    False: (ft.Icons.CANCEL, theme.NO, theme.ON_NO),
    None: (ft.Icons.HELP, theme.QUIET, theme.CARD),
}
"""How a chosen answer looks: it means done, or not, or nobody asked."""


def _segment(
    name: str, label: ft.Text, done: bool | None, chosen: bool, on_press: OnPress
) -> ft.Control:
    icon, fill, on_fill = _FACES[done]
    label.color = ink = on_fill if chosen else theme.INK
    label.text_align = ft.TextAlign.CENTER
    if chosen:
        label.font_family = theme.STRONG
    inner = ft.Column(
        [ft.Icon(icon if chosen else ft.Icons.CIRCLE_OUTLINED, color=ink, size=22), label],
        spacing=1,
        tight=True,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    face = ft.Container(
        theme.at_least(theme.TICK, inner),
        bgcolor=fill if chosen else theme.CARD,
        border=ft.Border.all(1.5, fill if chosen else ft.Colors.OUTLINE),
        border_radius=12,
        alignment=ft.Alignment.CENTER,
    )
    return touch(name, face, on_press, checked=chosen, expand=True)


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


LAMPS = {
    "green": (ft.Icons.CHECK_CIRCLE, theme.YES, theme.YES_SOFT),
    "yellow": (ft.Icons.HELP, theme.NO, theme.NO_SOFT),
    "red": (ft.Icons.ERROR, theme.WRONG, theme.WRONG_SOFT),
}
"""A light is a shape and a sentence as well as a colour."""


def _lamp(colour: str, said: str) -> ft.Control:
    icon, ink, soft = LAMPS[colour]
    return ft.Container(
        ft.Row(
            [
                ft.Icon(icon, size=20, color=ink),
                theme.wide(theme.body(said, size=15)),
            ],
            spacing=8,
        ),
        bgcolor=soft,
        padding=ft.Padding.symmetric(horizontal=10, vertical=7),
        border_radius=10,
    )


def _chips(box: Box, on_answer: OnAnswer) -> ft.Control:
    """Return a question as a row of chips; the chosen one, pressed again, is taken back."""
    chips = [
        chip(
            f"{box.label}: {word}",
            word,
            box.value == value,
            lambda value=value: on_answer(  # type: ignore[misc]
                box.key, None if box.value == value else value, ""
            ),
        )
        for value, word, _ in box.choices
    ]
    return ft.Row(
        # Two chips stay together where the line is too narrow for them.
        [
            theme.body(box.label, size=15),
            *([ft.Row(list(chips), spacing=8, tight=True)] if len(chips) < 3 else chips),
        ],
        wrap=True,
        spacing=8,
        run_spacing=8,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _wait(box: Box, on_wait: OnWait) -> ft.Control:
    said = evening.waits_since(box.waiting) if box.waiting else evening.WAIT
    ink = ft.Colors.ON_PRIMARY_CONTAINER if box.waiting else theme.MAIN
    face = ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.HOURGLASS_TOP, color=ink, size=20),
                theme.wide(theme.body(said, ink, 15)),
            ],
            spacing=8,
        ),
        padding=ft.Padding.symmetric(horizontal=12, vertical=12),
        bgcolor=theme.MAIN_SOFT if box.waiting else None,
        border_radius=12,
    )
    return touch(f"{box.label}: {said}", face, lambda: on_wait(box.key))


def _reasons(box: Box, on_reason: Callable[[], None]) -> ft.Control:
    said = ", ".join(box.reasons)
    text = f"{words.REASON}: {said}" if said else words.ADD_REASON
    ink = ft.Colors.ON_SECONDARY_CONTAINER
    face = ft.Container(
        ft.Row(
            [
                ft.Container(width=0, height=theme.TOUCH),
                ft.Icon(ft.Icons.EDIT_NOTE, color=ink, size=22),
                theme.wide(theme.body(text, ink, 15)),
            ],
            spacing=8,
        ),
        padding=ft.Padding(left=4, right=12),
        bgcolor=theme.NO_SOFT,
        border_radius=12,
    )
    return touch(f"{box.label}: {text}", face, on_reason)
