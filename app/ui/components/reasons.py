"""The sheet that asks why a step was not done: the likely reasons first, then all, by group."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import flet as ft

from app.ui import theme, words
from app.ui.components.choosing import text_field
from app.ui.components.touch import button, chip
from app.ui.drafting import use_refusal
from app.ui.words import evening
from shared.obstacles import BY_CODE, GROUPS, OBSTACLES, Obstacle

LIMIT = 8
"""An answer carries no more reasons than this (shared.records)."""
OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class ReasonActs:
    """What the sheet does with all reasons and the note: `save` returns why they were refused, or
    ""; `keep` is told what is typed and not yet saved."""

    save: Callable[[tuple[str, ...], str], Awaitable[str]]
    keep: Callable[[tuple[str, ...], str], None]
    close: Callable[[], None]


@ft.component
def Reasons(
    question: str,
    likely: tuple[str, ...],
    given: tuple[tuple[str, ...], str],
    acts: ReasonActs,
) -> ft.Control:
    """Save each reason as it is chosen; the note, which `OTHER` opens, when it is left."""
    chosen, set_chosen = ft.use_state(given[0])
    note, set_note = ft.use_state(given[1])
    wrong, set_wrong = use_refusal()

    async def toggle(code: str) -> None:
        rest = tuple(each for each in chosen if each != code)
        if code not in chosen and len(rest) == LIMIT:
            set_wrong(evening.too_many(LIMIT))
            return
        now = rest if code in chosen else (*rest, code)
        set_chosen(now)
        acts.keep(now, note)
        set_wrong(await acts.save(now, note))

    async def finish() -> None:
        refusal = await acts.save(chosen, note)
        set_wrong(refusal)
        if not refusal:
            acts.close()

    def write(text: str) -> None:
        acts.keep(chosen, text)
        set_note(text)
        set_wrong("")

    above: list[ft.Control] = [theme.body(wrong, theme.WRONG)] if wrong else []
    below: list[ft.Control] = []
    if OTHER in chosen or note:
        # Where the thumb is: the last of all reasons opened it.
        above, below = [], [text_field(evening.NOTE, note, write, error=wrong)]
    return ft.Container(
        ft.Column(
            [
                theme.title(f"{question}: {words.REASON_TITLE.lower()}", 19),
                ft.ListView(
                    [*above, *_groups(likely, chosen, toggle), *below], spacing=10, expand=True
                ),
                button(evening.REASONS_DONE, finish, icon=ft.Icons.CHECK),
            ],
            spacing=10,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=ft.Padding(left=16, right=16, top=4, bottom=16),
    )


def _groups(
    likely: tuple[str, ...], chosen: tuple[str, ...], toggle: Callable[[str], Awaitable[None]]
) -> Iterator[ft.Control]:
    yield theme.small(evening.REASON_HINT)
    yield _chips(likely, chosen, toggle)
    for group, codes in _others(likely).items():
        yield theme.heading(GROUPS[group])
        yield _chips(codes, chosen, toggle)


def _chips(
    codes: tuple[str, ...], chosen: tuple[str, ...], toggle: Callable[[str], Awaitable[None]]
) -> ft.Control:
    return ft.Row(
        [
            chip(
                _name(BY_CODE[code]),
                BY_CODE[code].short,
                code in chosen,
                lambda code=code: toggle(code),  # type: ignore[misc]
            )
            for code in codes
        ],
        wrap=True,
        spacing=8,
        run_spacing=8,
    )


def _name(of: Obstacle) -> str:
    """Return the reason in full for who cannot see the chip: with the words that are on it."""
    return of.label if of.short in of.label else f"{of.short}: {of.label}"


def _others(likely: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {
        group: codes
        for group in GROUPS
        if (
            codes := tuple(
                each.code for each in OBSTACLES if each.group == group and each.code not in likely
            )
        )
    }
