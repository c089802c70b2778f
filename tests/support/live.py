"""A page of Flet's without a browser: what a hand types goes in, what Python sets comes back.

The only file that touches Flet's session, which is not public.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import flet as ft
import msgpack  # type: ignore[import-untyped]
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    Message,
    MessageAction,
    configure_encode_object_for_msgpack,
)
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub


class _Wire(Connection):
    """Takes what Python sends, packed and unpacked as on its way to a browser."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.pubsubhub = PubSubHub()
        self.loop = asyncio.get_running_loop()
        self.patches: list[list[Any]] = []
        self.focused: list[int] = []
        self.led: list[str] = []
        self.session: Session | None = None

    def send_message(self, message: Message) -> None:
        sent = unpacked(message.body)
        if message.action == MessageAction.PATCH_CONTROL:
            self.patches.append(sent["patch"])
        if message.action == MessageAction.INVOKE_METHOD and self.session:
            if sent["name"] == "focus":
                self.focused.append(sent["control_id"])
            if sent["name"] == "push_route":
                self.led.append(sent["args"]["route"])
            answer = self.session.handle_invoke_method_results
            self.loop.call_soon(answer, sent["control_id"], sent["call_id"], None, None)


def unpacked(body: object) -> Any:
    """Return `body` as it arrives; Flet compares later drawings with what was packed."""
    packed = msgpack.packb(body, default=configure_encode_object_for_msgpack(BaseControl))
    return msgpack.unpackb(packed, strict_map_key=False)


@dataclass
class Live:
    """One page and its session."""

    session: Session
    wire: _Wire

    def find(self, label: str) -> ft.TextField:
        """Return the field of this label as it stands now."""
        found = [
            each
            for each in self.session.index.values()
            if isinstance(each, ft.TextField) and each.label == label
        ]
        assert len(found) == 1, f"{len(found)} fields named {label!r}"
        return found[0]

    def type(self, field: int, text: str) -> None:
        """Do what a browser's two messages do: the field has changed, and what it holds now."""
        self.session.apply_patch(field, {"value": text})
        asyncio.get_running_loop().create_task(self.session.dispatch_event(field, "change", text))

    def press(self, name: str) -> None:
        (face,) = [each.content for each in self._named(name) if not each.heading_level]
        assert isinstance(face, ft.Container)
        event = self.session.dispatch_event(face._i, "click", None)
        asyncio.get_running_loop().create_task(event)

    async def go(self, path: str, turns: int = 20) -> None:
        """Do what a browser does whose address has changed; in so many `turns` of the loop."""
        page = self.session.page
        page.route = path
        await self.session.dispatch_event(page._i, "route_change", {"route": path})
        await self.settle(turns)

    async def follow(self) -> None:
        """Go where the app led last, as a browser does by itself."""
        await self.go(self.wire.led[-1])

    def body(self) -> list[ft.Control]:
        """Return what is on the screen that was drawn last, from its top."""
        lists = [each for each in self.session.index.values() if isinstance(each, ft.ListView)]
        return lists[-1].controls

    def is_checked(self, name: str) -> bool:
        """Say whether the box of this name shows a tick."""
        (box,) = self._named(name)
        return bool(box.checked)

    def _named(self, name: str) -> list[ft.Semantics]:
        return [
            each
            for each in self.session.index.values()
            if isinstance(each, ft.Semantics) and each.label == name
        ]

    @property
    def sheets_open(self) -> int:
        """Return how many sheets and dialogs are open over the page."""
        return sum(bool(each.open) for each in self.session.page._dialogs.controls)

    def names(self) -> list[str]:
        """Return what a screen reader would say of each control that has a name."""
        found = (each for each in self.session.index.values() if isinstance(each, ft.Semantics))
        return [each.label for each in found if each.label]

    def texts(self) -> list[str]:
        return [each.value for each in self.session.index.values() if isinstance(each, ft.Text)]

    def sets(self) -> list[str]:
        """Return every text that Python has put into a field since the first drawing."""
        return [
            op[3]
            for patch in self.wire.patches
            for op in patch[1:]
            if op[0] == 0 and op[2] == "value" and isinstance(op[3], str)
        ]

    async def settle(self, turns: int = 20) -> None:
        """Let everything that was begun come to its end."""
        for _ in range(turns):
            await asyncio.sleep(0)


def _blank() -> Live:
    """Return a page with nothing on it, which is the current one."""
    wire = _Wire()
    session = wire.session = Session(wire)
    unpacked(session.get_page_patch())
    _context_page.set(session.page)
    return Live(session, wire)


async def live(make: Callable[[], Any]) -> Live:
    """Draw what `make` returns on a page."""
    page = _blank()
    page.session.page.render(make)
    await page.settle()
    page.wire.patches.clear()
    return page


async def open_app(main: Callable[[ft.Page], Awaitable[None]]) -> Live:
    """Open the whole app as a browser does, on its first screen."""
    page = _blank()
    page.wire.page_url = "http://127.0.0.1/"
    await main(page.session.page)
    await page.settle()
    return page
