"""What can be done about a person without opening a form: name, whereabouts, duplicate, consent."""

from __future__ import annotations

from collections.abc import Mapping

import flet as ft

from app.ui import theme, words
from app.ui.components.choosing import choice
from app.ui.components.touch import OnPress, button
from app.ui.words import homes


@ft.component
def PersonMenu(
    name: str,
    status: str,
    on_status: Mapping[str, OnPress],
    others: Mapping[str, OnPress],
    on_close: OnPress,
) -> ft.Control:
    """Show a chip for each whereabouts, saved when pressed, and a button for everything else."""

    async def change(key: str) -> None:
        if (doing := on_status[key]()) is not None:
            await doing

    menu = ft.Column(
        [
            theme.title(name, 19),
            choice(words.MEMBER_STATUS, words.MEMBER_STATUSES, status, change),
            *_pairs(others),
            button(homes.CLOSE, on_close),
        ],
        spacing=10,
        tight=True,
        scroll=ft.ScrollMode.AUTO,
    )
    # What scrolls takes all the height there is; this row gives it what it needs, and no more.
    row = ft.Row([theme.wide(menu)], intrinsic_height=True)
    return ft.Container(row, padding=ft.Padding(left=16, right=16, top=4, bottom=16))


def _pairs(others: Mapping[str, OnPress]) -> list[ft.Control]:
    """Return the buttons two by two: a sheet is only so high."""
    made = [button(word, press, quiet=True, expand=True) for word, press in others.items()]
    return [ft.Row(list(made[at : at + 2]), spacing=8) for at in range(0, len(made), 2)]
