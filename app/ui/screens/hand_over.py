"""Handing over by hand ("bàn giao bằng tệp"): a file or QR codes out, the commune's receipt in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import flet as ft

from app.hand_over import HandOver, Packed, Waiting
from app.state import AppState
from app.ui import presenting, route, theme
from app.ui.components.banner import empty
from app.ui.components.qr import QrShow
from app.ui.components.touch import button
from app.ui.frame import Frame
from app.ui.using import use_app, use_loaded
from app.ui.words import hand_over
from shared import bundle, codes
from shared.problems import Code, Problem
from shared.protocol import Receipt

Value = TypeVar("Value")


@ft.component
def HandOverScreen() -> ft.View:
    state = use_app()
    verbs = state.pulse.hand_over
    said, say = ft.use_state("")
    shown, show = ft.use_state(_NO_CODES)
    found = use_loaded(verbs.waiting if verbs else _nothing, state.revision)

    async def brought() -> None:
        """Take in the receipt that a scanned code brought with the address."""
        if verbs and (text := route.asked_for("receipt")):
            await _received(state, verbs, verbs.take_link(text), say)

    # A phone's camera may bring it while this screen is open.
    ft.use_effect(brought, [route.asked_for("receipt")])
    body: list[ft.Control] = [_said(said)] if said else []
    if verbs and found and shown:
        # Alone on the screen, so that a camera sees it whole.
        body = [QrShow(shown), button(hand_over.STOP, lambda: show(_NO_CODES), quiet=True)]
    elif verbs and found:
        body += _file(state, verbs, found, say) if found.count else [_nothing_left()]
        body += [_codes(state, verbs, show)] if found.count else []
        body += _receipt(state, verbs, say)
    return Frame(hand_over.TITLE, body, back=route.OUTBOX)


_NO_CODES: tuple[str, ...] = ()


async def _nothing() -> Waiting:
    return Waiting(0)


def _nothing_left() -> ft.Control:
    return empty(ft.Icons.INVENTORY_2_OUTLINED, hand_over.NOTHING, hand_over.NOTHING_HINT)


def _said(text: str) -> ft.Control:
    sheet = theme.card(theme.body(text, theme.YES))
    return ft.Semantics(content=sheet, live_region=True)


def _file(
    state: AppState, verbs: HandOver, found: Waiting, say: Callable[[str], None]
) -> list[ft.Control]:
    async def save() -> None:
        if (packed := await state.attempt(verbs.pack())) is None:
            return
        if await state.attempt(_asking(_save(packed))) is not None:
            say(hand_over.saved(packed.name))
            await _left(state, verbs, packed)

    async def share() -> None:
        if (packed := await state.attempt(verbs.pack())) is None:
            return
        if await state.attempt(_asking(_share(packed))):
            await _left(state, verbs, packed)

    waits = found.handed and hand_over.waits(presenting.clock(found.handed.at_ms))
    return [
        theme.body(hand_over.holds(found.count, found.first, found.last)),
        *([theme.body(hand_over.fresh(found.fresh, found.count))] if found.fresh else []),
        *([theme.card(theme.title(waits, 16, theme.NO))] if waits else []),
        theme.small(hand_over.HINT),
        button(hand_over.SAVE, save, icon=ft.Icons.SAVE_ALT),
        button(hand_over.SHARE, share, icon=ft.Icons.SHARE, quiet=True),
        theme.small(hand_over.KEEP_ON),
    ]


def _codes(state: AppState, verbs: HandOver, show: Callable[[tuple[str, ...]], None]) -> ft.Control:
    async def begin() -> None:
        if (packed := await state.attempt(verbs.pack())) is None:
            return
        if texts := await state.attempt(_cut(packed)):
            show(texts)
            await _left(state, verbs, packed)

    return button(hand_over.CODES, begin, icon=ft.Icons.QR_CODE_2, quiet=True)


async def _cut(packed: Packed) -> tuple[str, ...]:
    return codes.cut(packed.file)


def _receipt(state: AppState, verbs: HandOver, say: Callable[[str], None]) -> list[ft.Control]:
    async def take() -> None:
        if file := await state.attempt(_asking(_pick())):
            await _received(state, verbs, verbs.take_receipt(file), say)

    return [
        theme.heading(hand_over.RECEIPT),
        theme.small(hand_over.RECEIPT_HINT),
        button(hand_over.TAKE_RECEIPT, take, icon=ft.Icons.RECEIPT_LONG, quiet=True),
    ]


async def _received(
    state: AppState, verbs: HandOver, taking: Awaitable[Receipt], say: Callable[[str], None]
) -> None:
    if (receipt := await state.attempt(taking)) is None:
        return
    say(hand_over.received(receipt.through, (await verbs.waiting()).count))
    state.pulse.tell()


async def _left(state: AppState, verbs: HandOver, packed: Packed) -> None:
    await state.attempt(verbs.has_left(packed))
    state.pulse.tell()


# ---- the platform's own dialogues -------------------------------------------------------------


async def _asking(doing: Awaitable[Value]) -> Value:
    """Await a dialogue of the platform; each refuses in its own way."""
    try:
        return await doing
    except Problem:
        raise
    except Exception as error:
        raise Problem(Code.NOT_SAVED_AS_FILE) from error


async def _save(packed: Packed) -> str | None:
    """Save where the person says, or, in a browser, among its downloads (which has no answer)."""
    page = ft.context.page
    path = await ft.FilePicker().save_file(file_name=packed.name, src_bytes=packed.file)
    return packed.name if page.web else path


async def _share(packed: Packed) -> bool:
    # Browsers pass on few kinds of file, plain text among them; the desk takes it as well.
    text = bundle.as_text(packed.file)
    file = ft.ShareFile.from_bytes(text, mime_type="text/plain", name=f"{packed.name}.txt")
    done = await ft.Share().share_files([file])
    return done.status is not ft.ShareResultStatus.DISMISSED


async def _pick() -> bytes:
    """Return the chosen file; empty when nothing was chosen."""
    picked = await ft.FilePicker().pick_files(with_data=True)
    return (picked[0].bytes or b"") if picked else b""
