"""Drawing costs less than Flet would take for it, and draws the same."""

from __future__ import annotations

import asyncio

import flet as ft
import pytest
from flet.controls.object_patch import DiffBuilder

from app.ui import diffing, theme
from app.ui.components.member import MemberLine, PersonLine
from app.ui.components.touch import button, chip
from app.ui.diffing import hasten
from tests.support.live import live


@ft.component
def Part(word: str) -> ft.Control:
    return ft.Container(theme.small(word))


def screen() -> ft.View:
    """Return what holds controls in lists, in fields, in what is no control, and in components."""
    line = PersonLine("1", "Lê Văn An", "40 tuổi", "", 1, 3, ("căn cước",))
    held = ft.TextField(label="Tên", prefix=ft.Icon(ft.Icons.SEARCH), data={"of": theme.body("a")})
    buttons = ft.ButtonStyle(text_style=ft.TextStyle(size=20))
    return ft.View(
        route="/",
        controls=[
            ft.ListView([button("Lưu", None), chip("Gặp", "Gặp", True, None), Part("một")]),
            ft.Row([held, ft.TextButton("Thôi", style=buttons), MemberLine(line, print)]),
        ],
        appbar=ft.AppBar(title=theme.title("Hộ")),
    )


def drawn() -> list[tuple[str, str]]:
    """Return each control of the page with the one that it belongs to."""

    async def draw() -> list[tuple[str, str]]:
        page = await live(screen)
        await page.settle()
        all_ = page.session.index.values()
        return sorted((type(each).__name__, type(each.parent).__name__) for each in all_)

    return asyncio.run(draw())


def test_the_same_controls_are_found_below_the_same_ones_as_flet_finds_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hasten()
    ours = drawn()
    monkeypatch.setattr(DiffBuilder, "_configure_dataclass", diffing._flets_own)

    assert ours == drawn()
    assert {name for name, _ in ours} >= {"Icon", "Text", "AppBar", "TextButton", "Component"}
