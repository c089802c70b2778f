"""Shops and businesses of the volunteer's villages, searched while typing; and a new one."""

from __future__ import annotations

import flet as ft

from app import businesses as verbs
from app.businesses import Trade
from app.store.businesses import BusinessPage
from app.ui import route, theme, trading, words
from app.ui.components.banner import empty
from app.ui.components.choosing import choice
from app.ui.components.finding import Villages, shop_field
from app.ui.components.shop import ShopRow, trade_fields
from app.ui.components.touch import button
from app.ui.drafting import use_draft
from app.ui.frame import Frame
from app.ui.using import use_app, use_held, use_limit, use_search
from app.ui.words import shops
from shared.quarter import Quarter

Row = ft.memo(ShopRow)  # type: ignore[no-untyped-call]


@ft.component
def BusinessesScreen() -> ft.View:
    state = use_app()
    limit, more, _ = use_limit()
    places = state.villages

    async def load(query: str) -> BusinessPage:
        found = state.actions.store.businesses(state.quarter)
        return await found.some(state.village, query, limit)

    search = use_search(load, state.revision, state.village, limit)
    page = search.found
    body: list[ft.Control] = [shop_field(search.query, search.look)]
    if len(places) > 1:
        body.append(Villages(places, state.village, state.choose_village))
    if page:
        body += lines(page, search.query, state.quarter, state.names_to_tell)
        if len(page.items) < page.total:
            body.append(button(shops.MORE, more, quiet=True))
    return Frame(
        shops.TITLE,
        body,
        back=route.ROSTER,
        foot=button(shops.ADD, lambda: route.go(route.NEW_BUSINESS), icon=ft.Icons.ADD_BUSINESS),
    )


def lines(
    page: BusinessPage, query: str, quarter: Quarter, names: dict[str, str]
) -> list[ft.Control]:
    """Return the lines, or what to do when there are none."""
    if not page.items and query.strip():
        return [empty(ft.Icons.SEARCH_OFF, shops.NOT_FOUND, shops.NOT_FOUND_HINT)]
    if not page.items:
        return [empty(ft.Icons.STOREFRONT, shops.NONE, shops.NONE_HINT)]
    made = (
        trading.line(each, quarter, names.get(each.business.village, "")) for each in page.items
    )
    return [
        theme.small(shops.shown_of(len(page.items), page.total)),
        *(Row(line, lambda id: route.go(route.business(id)), key=line.id) for line in made),
    ]


@ft.component
def NewBusinessScreen() -> ft.View:
    state = use_held()
    places = state.villages
    trade, set_trade = use_draft(Trade())
    village, set_village = use_draft(state.village or (places[0].id if places else ""))

    async def save() -> None:
        made = await state.save(verbs.add(state.actions, trade, village, state.today()))
        if made:
            route.go(route.business(made.id))

    fields = trade_fields(trade, set_trade)
    if len(places) > 1:
        fields.append(choice(words.VILLAGE, state.village_names, village, set_village))
    foot = button(shops.SAVE, save, icon=ft.Icons.CHECK)
    return Frame(shops.NEW_TITLE, fields, back=route.BUSINESSES, foot=foot)
