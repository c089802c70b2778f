"""A business as a line of the list, and what it is known by, as fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import flet as ft

from app.businesses import Trade
from app.ui import theme
from app.ui.components.choosing import choice, note_field, record_field
from app.ui.components.touch import OnPress, list_line, touch
from app.ui.trading import ShopLine
from app.ui.words import shops
from shared.fields import NAME_LIMIT, Form

Edit = Callable[[Callable[[Trade], Trade]], None]
"""Takes how the trade changes, so that quick taps all count."""

LOOKS = {
    shops.SETTLED: (ft.Icons.CHECK_CIRCLE, theme.YES),
    shops.BEGUN: (ft.Icons.TIMELAPSE, theme.NO),
    shops.NEW: (ft.Icons.CIRCLE_OUTLINED, theme.QUIET),
}


@ft.component
def ShopRow(line: ShopLine, on_open: Callable[[str], None], key: str = "") -> ft.Control:
    icon, ink = LOOKS[line.status]
    said = f"{line.status} {line.asked}/{line.of}"
    sign = ft.Icon(icon, color=ink, size=26)
    return list_line(sign, (line.name, line.detail, said), ink, lambda: on_open(line.id))


def shops_entry(said: str, on_open: OnPress) -> ft.Control:
    """Return the way from the roster to the businesses of the village."""
    face = theme.card(
        ft.Row(
            [
                ft.Icon(ft.Icons.STOREFRONT, color=theme.MAIN, size=22),
                theme.wide(theme.title(said, 15, theme.MAIN)),
                ft.Icon(ft.Icons.CHEVRON_RIGHT, color=theme.MAIN, size=22),
            ],
            spacing=8,
        ),
        ft.Padding(left=12, right=6, top=12, bottom=12),
    )
    return touch(said, face, on_open)


def trade_fields(trade: Trade, edit: Edit) -> list[ft.Control]:
    """Return the fields of a business; `edit` takes how they change."""
    name = record_field(
        shops.NAME,
        trade.name,
        lambda text: edit(lambda t: replace(t, name=text)),
        hint=shops.NAME_HINT,
        limit=NAME_LIMIT,
    )
    form = choice(
        shops.FORM,
        shops.FORMS,
        trade.form,
        lambda form: edit(lambda t: replace(t, form=cast(Form, form))),
    )
    note = note_field(
        shops.NOTE,
        trade.note,
        lambda text: edit(lambda t: replace(t, note=text)),
        shops.NOTE_HINT,
    )
    return [name, form, note]
