"""The sheet that asks why a step was not done: the likely reasons first, then all, by group."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft

from app.ui import theme, words
from app.ui.components.choosing import text_field
from app.ui.components.touch import button, chip
from app.ui.words import evening
from shared.obstacles import BY_CODE, GROUPS, OBSTACLES

LIMIT = 8
"""An answer carries no more reasons than this (shared.records)."""
OTHER = "OTHER"

OnSave = Callable[[tuple[str, ...], str], Awaitable[str]]
"""Takes all reasons and the note; returns why they were refused, or ""."""


@ft.component
def Reasons(
    question: str,
    likely: tuple[str, ...],
    given: tuple[tuple[str, ...], str],
    on_save: OnSave,
    on_close: Callable[[], None],
) -> ft.Control:
    """Save each reason as it is chosen; the note, which `OTHER` opens, when it is left."""
    chosen, set_chosen = ft.use_state(given[0])
    note, set_note = ft.use_state(given[1])
    wrong, set_wrong = ft.use_state("")

    async def toggle(code: str) -> None:
        rest = tuple(each for each in chosen if each != code)
        if code not in chosen and len(rest) == LIMIT:
            set_wrong(evening.too_many(LIMIT))
            return
        now = rest if code in chosen else (*rest, code)
        set_chosen(now)
        set_wrong(await on_save(now, note))

    async def finish() -> None:
        refusal = await on_save(chosen, note)
        set_wrong(refusal)
        if not refusal:
            on_close()

    body: list[ft.Control] = [theme.small(evening.REASON_HINT), _chips(likely, chosen, toggle)]
    if OTHER in chosen or note:
        body.insert(1, text_field(evening.NOTE, note, set_note, error=wrong))
    elif wrong:
        body.insert(1, theme.body(wrong, theme.WRONG))
    for group, codes in _others(likely).items():
        body += [theme.heading(GROUPS[group]), _chips(codes, chosen, toggle)]
    return ft.Container(
        ft.Column(
            [
                theme.title(f"{question}: {words.REASON_TITLE.lower()}", 19),
                ft.ListView(body, spacing=10, expand=True),
                button(evening.REASONS_DONE, finish, icon=ft.Icons.CHECK),
            ],
            spacing=10,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=ft.Padding(left=16, right=16, top=4, bottom=16),
        height=600,
    )


def _chips(
    codes: tuple[str, ...], chosen: tuple[str, ...], toggle: Callable[[str], Awaitable[None]]
) -> ft.Control:
    return ft.Row(
        [
            chip(
                BY_CODE[code].label,
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
