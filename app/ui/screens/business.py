"""A shop or a business: what is asked of it, and a form to correct what it is known by."""

from __future__ import annotations

from uuid import UUID

import flet as ft

from app import businesses as verbs
from app.businesses import Trade
from app.state import AppState
from app.store.businesses import BusinessView
from app.ui import route, theme, trading
from app.ui.asking import Subject, use_asking, use_ticks
from app.ui.components.banner import empty
from app.ui.components.correcting import Removal, correction
from app.ui.components.shop import trade_fields
from app.ui.components.touch import button
from app.ui.drafting import use_draft
from app.ui.frame import Frame
from app.ui.using import use_app, use_held, use_read
from app.ui.words import shops


@ft.component
def BusinessScreen() -> ft.View:
    found = _use_business()
    if isinstance(found, BusinessView):
        return ShopPage(found, key=str(found.business.id))
    return found


@ft.component
def EditBusinessScreen() -> ft.View:
    found = _use_business()
    if isinstance(found, BusinessView):
        return ShopForm(found, key=str(found.business.id))
    return found


def _use_business() -> BusinessView | ft.View:
    """Return the business of the address, or what to show while or if there is none."""
    state = use_app()
    id = ft.use_route_params().get("id", "")
    found = use_read(lambda: _read(state, id), id, state.revision)
    if found and found[0]:
        return found[0]
    gone = [empty(ft.Icons.STOREFRONT, shops.GONE, shops.GONE_HINT)] if found else []
    return Frame(shops.TITLE, gone, back=route.BUSINESSES)


async def _read(state: AppState, id: str) -> tuple[BusinessView | None]:
    """An id out of an address may be anything."""
    try:
        return (await state.actions.store.businesses(state.quarter).one(UUID(id)),)
    except ValueError:
        return (None,)


@ft.component
def ShopPage(view: BusinessView, key: str = "") -> ft.View:
    state, shop = use_held(), view.business
    asking = use_asking(Subject(shop.village, "business", shop.id, view.answers.get))
    about = " · ".join(each for each in (shops.FORMS[shop.form], shop.note) if each)
    return Frame(
        shop.name,
        [
            correction(
                shops.EDIT,
                about,
                ft.Icons.STOREFRONT,
                lambda: route.go(route.edit_business(shop.id)),
            ),
            theme.heading(shops.QUESTIONS),
            *use_ticks(asking, trading.boxes(view, state.quarter)),
        ],
        subtitle=state.village_names.get(shop.village, ""),
        back=route.BUSINESSES,
        foot=button(
            shops.BACK, lambda: route.go(route.BUSINESSES), icon=ft.Icons.CHECK, quiet=True
        ),
    )


@ft.component
def ShopForm(view: BusinessView, key: str = "") -> ft.View:
    state, shop = use_held(), view.business
    trade, set_trade = use_draft(Trade(shop.name, shop.form, shop.note))
    back = route.business(shop.id)

    async def save() -> None:
        if await state.save(verbs.correct(state.actions, shop, trade, state.today())):
            route.go(back)

    async def remove() -> None:
        if await state.save(verbs.remove(state.actions, shop, state.today())):
            route.go(route.BUSINESSES)

    return Frame(
        shops.EDIT,
        [*trade_fields(trade, set_trade), Removal(shops.REMOVE, shops.REMOVE_SURE, remove)],
        subtitle=shop.name,
        back=back,
        foot=button(shops.SAVE, save, icon=ft.Icons.CHECK),
    )
