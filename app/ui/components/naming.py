"""What a household is known by, as fields: its head, its number, a note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import flet as ft

from app.inputs import Naming
from app.ui import words
from app.ui.components.choosing import note_field, record_field
from app.ui.words import homes
from shared.fields import NAME_LIMIT

Edit = Callable[[Callable[[Naming], Naming]], None]
"""Takes how the naming changes, so that quick taps all count."""


def head_field(naming: Naming, edit: Edit) -> ft.Control:
    return record_field(
        words.HEAD,
        naming.head,
        lambda text: edit(lambda n: replace(n, head=text)),
        limit=NAME_LIMIT,
    )


def other_fields(naming: Naming, edit: Edit) -> list[ft.Control]:
    code = record_field(
        words.HOUSEHOLD_CODE,
        naming.code,
        lambda text: edit(lambda n: replace(n, code=text)),
        hint=words.HEAD_OR_CODE,
        limit=NAME_LIMIT,
    )
    note = note_field(
        homes.NOTE,
        naming.note,
        lambda text: edit(lambda n: replace(n, note=text)),
        homes.NOTE_HINT,
    )
    return [code, note]
