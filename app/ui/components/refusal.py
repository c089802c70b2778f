"""What the collector would not take, and the small facts of the outbox."""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from app.ui import theme


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused entry: what it was, the sentence, and the code to read out on the telephone."""

    what: str
    sentence: str
    code: str


@ft.component
def RefusalCard(refusal: Refusal, key: str = "") -> ft.Control:
    return ft.Container(
        ft.Column(
            [
                theme.title(refusal.what, 16),
                theme.body(refusal.sentence, size=15),
                theme.title(refusal.code, 15, theme.WRONG),
            ],
            spacing=4,
        ),
        bgcolor=theme.CARD,
        border=ft.Border(left=ft.BorderSide(5, theme.WRONG)),
        padding=14,
        border_radius=6,
    )


def facts(*pairs: tuple[str, str]) -> ft.Control:
    """Return things to know on one sheet, each with its name above it."""
    return theme.card(
        ft.Column(
            [
                ft.Column([theme.small(label), theme.body(value)], spacing=2)
                for label, value in pairs
            ],
            spacing=12,
        )
    )


def figures(pairs: tuple[tuple[str, int], ...]) -> ft.Control:
    """Return counts side by side, large enough to read at arm's length."""
    return ft.Row([_figure(label, count) for label, count in pairs], spacing=10)


def _figure(label: str, count: int) -> ft.Control:
    sheet = theme.card(
        ft.Column(
            [theme.title(str(count), 32), theme.small(label)],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        )
    )
    sheet.alignment = ft.Alignment.CENTER
    return ft.Container(
        ft.Semantics(
            content=ft.Semantics(content=sheet, exclude_semantics=True),
            label=f"{label}: {count}",
            container=True,
        ),
        expand=True,
    )
