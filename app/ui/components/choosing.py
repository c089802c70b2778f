"""Small ways to choose and to count: steppers, rows of chips, and fields for text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import flet as ft

from app.ui import theme, words
from app.ui.components.field import field
from app.ui.components.touch import chip, touch
from shared.fields import NOTE_LIMIT
from shared.problems import Problem
from shared.text import accept


def stepper(
    label: str, value: int, limits: tuple[int, int], on_step: Callable[[int], None]
) -> ft.Control:
    """Return a number with a large button on either side; `on_step` is told -1 or 1."""
    low, high = limits

    def step(by: int, word: str, icon: ft.IconData) -> ft.Control:
        able = low <= value + by <= high
        face = ft.Container(
            ft.Icon(icon, color=theme.MAIN if able else ft.Colors.OUTLINE, size=28),
            width=56,
            height=56,
            alignment=ft.Alignment.CENTER,
            bgcolor=theme.MAIN_SOFT if able else theme.FIELD,
            border_radius=theme.RADIUS,
        )
        return touch(f"{label}: {word}", face, (lambda: on_step(by)) if able else None)

    number = ft.Semantics(
        content=ft.Container(
            ft.Semantics(content=theme.title(str(value), 24), exclude_semantics=True),
            padding=ft.Padding.symmetric(horizontal=10 if value < 10 else 3),
        ),
        label=f"{label}: {value}",
        container=True,
    )
    steps: list[ft.Control] = [
        step(-1, words.LESS, ft.Icons.REMOVE),
        number,
        step(1, words.MORE, ft.Icons.ADD),
    ]
    row = ft.Row(
        # The label takes as many lines as it needs: the buttons stand in one column, for a thumb.
        [theme.wide(theme.body(label)), ft.Row(steps, spacing=4, tight=True)],
        spacing=8,
    )
    return theme.card(row, padding=10)


def choice(
    label: str,
    choices: Mapping[str, str],
    value: str | None,
    on_change: Callable[[str], Awaitable[None] | None],
) -> ft.Control:
    """Return a question with one chip for each of its answers."""
    return ft.Column(
        [
            theme.heading(label),
            ft.Row(
                [
                    chip(
                        f"{label}: {word}",
                        word,
                        key == value,
                        lambda key=key: on_change(key),  # type: ignore[misc]
                    )
                    for key, word in choices.items()
                ],
                wrap=True,
                spacing=8,
                run_spacing=8,
            ),
        ],
        spacing=4,
    )


def complaint(label: str, text: str, limit: int) -> str:
    """Return why no record takes `text`, or ""."""
    try:
        accept(text, label, limit)
    except Problem as problem:
        return problem.sentence
    return ""


def record_field(
    label: str, value: str, on_change: Callable[[str], None], limit: int, hint: str = ""
) -> ft.TextField:
    """Return a field that says at once what no record takes, and keeps what was typed."""
    said = complaint(label, value, limit)
    return text_field(label, value, on_change, hint=hint, error=said)


def note_field(label: str, value: str, on_change: Callable[[str], None], hint: str) -> ft.TextField:
    """Return a field for a note: of a few lines."""
    note = record_field(label, value, on_change, NOTE_LIMIT, hint)
    note.multiline, note.max_lines = True, 4
    return note


def secret_field(
    label: str, value: str, on_change: Callable[[str], None], hint: str = ""
) -> ft.TextField:
    """Return a field for a PIN: digits, covered."""
    secret = text_field(label, value, on_change, hint=hint)
    secret.password, secret.keyboard_type = True, ft.KeyboardType.NUMBER
    secret.autocorrect = secret.enable_suggestions = False
    return secret


def text_field(
    label: str,
    value: str,
    on_change: Callable[[str], None],
    *,
    hint: str = "",
    error: str = "",
) -> ft.TextField:
    """Return a field with a label, and a hint or an error below it."""
    return field(
        label,
        value,
        on_change,
        helper=hint or None,
        helper_max_lines=6,
        helper_style=ft.TextStyle(size=14, color=theme.QUIET),
        error=error or None,
        error_style=ft.TextStyle(size=14, color=theme.WRONG),
        error_max_lines=10,
        text_size=18,
    )
