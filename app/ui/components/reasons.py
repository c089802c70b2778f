"""The sheet that asks why a step was not done: likely reasons first, all of them on request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft

from app.ui import theme, words
from app.ui.components.touch import button, chip
from shared.obstacles import BY_CODE, GROUPS, OBSTACLES

LIMIT = 8
"""An answer carries no more reasons than this (shared.records)."""

OnSave = Callable[[tuple[str, ...]], Awaitable[None]]


@ft.component
def Reasons(
    question: str,
    likely: tuple[str, ...],
    given: tuple[str, ...],
    on_save: OnSave,
    on_skip: Callable[[], None],
) -> ft.Control:
    """Let reasons be chosen by code; nothing is saved before the button says so."""
    chosen, set_chosen = ft.use_state(given)
    expanded, set_expanded = ft.use_state(any(code not in likely for code in given))

    def toggle(code: str) -> None:
        rest = tuple(each for each in chosen if each != code)
        set_chosen(rest if code in chosen else (*chosen, code)[-LIMIT:])

    groups = {"": likely} | (_others(likely) if expanded else {})
    body: list[ft.Control] = [theme.small(words.REASON_HINT)]
    for group, codes in groups.items():
        if group:
            body.append(theme.heading(GROUPS[group]))
        body.append(_chips(codes, chosen, toggle))
    if not expanded:
        more = button(words.OTHER_REASON, lambda: set_expanded(True), quiet=True)
        body.append(more)
    return ft.Container(
        ft.Column(
            [
                theme.title(f"{question}: {words.REASON_TITLE.lower()}", 19),
                ft.ListView(body, spacing=10, expand=True),
                _feet(lambda: on_save(chosen), on_skip),
            ],
            spacing=10,
        ),
        padding=ft.Padding(left=16, right=16, top=4, bottom=16),
        height=560 if expanded else 430,
    )


def _chips(
    codes: tuple[str, ...], chosen: tuple[str, ...], toggle: Callable[[str], None]
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
        group: tuple(
            each.code for each in OBSTACLES if each.group == group and each.code not in likely
        )
        for group in GROUPS
    }


def _feet(on_save: Callable[[], Awaitable[None]], on_skip: Callable[[], None]) -> ft.Control:
    return ft.Row(
        [
            button(words.SKIP_REASON, on_skip, quiet=True, expand=True),
            button(words.SAVE_REASON, on_save, expand=True),
        ],
        spacing=8,
    )
