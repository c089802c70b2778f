"""Making a control costs less than Flet would take for it, and makes the same."""

from __future__ import annotations

import inspect
from typing import Any

import flet as ft
import pytest

from app.ui import making, theme

making.hasten()

LETTERS = ft.Text("Hộ")
GIVEN: list[tuple[type[ft.Control], tuple[Any, ...], dict[str, Any]]] = [
    (ft.Column, (), {}),
    (ft.Column, ([LETTERS],), {"spacing": 0, "tight": True, "key": "a"}),
    (
        ft.Container,
        (LETTERS,),
        {"padding": 14, "bgcolor": theme.CARD, "width": 0, "data": {"a": 1}},
    ),
    (ft.Container, (), {"content": LETTERS, "ink": False, "on_click": print}),
    (ft.Icon, (ft.Icons.HOME,), {"color": theme.INK, "size": None}),
    (ft.ListView, (), {"controls": [LETTERS], "expand": True}),
    (ft.ProgressBar, (), {"value": 0, "bar_height": 6}),
    (ft.Row, ([LETTERS],), {"wrap": True, "alignment": ft.MainAxisAlignment.START}),
    (ft.Semantics, (), {"content": LETTERS, "label": "Hộ", "checked": None, "heading_level": 3}),
    (ft.Text, (), {}),
    (ft.Text, ("Hộ",), {"max_lines": 2, "overflow": ft.TextOverflow.ELLIPSIS}),
]


def as_declared(kind: type[ft.Control], *args: Any, **given: Any) -> ft.Control:
    made = kind.__new__(kind)
    inspect.unwrap(kind.__init__)(made, *args, **given)
    return made


def held(control: ft.Control) -> dict[str, Any]:
    """Return what a control holds, but its number, which no two share."""
    return {name: value for name, value in vars(control).items() if name not in ("_i", "data")}


@pytest.mark.parametrize(("kind", "args", "given"), GIVEN)
def test_a_control_is_the_same_as_flet_itself_would_make(
    kind: type[ft.Control], args: tuple[Any, ...], given: dict[str, Any]
):
    ours, flets = kind(*args, **given), as_declared(kind, *args, **given)

    assert held(ours) == held(flets)
    assert ours.data == flets.data
    assert inspect.unwrap(kind.__init__) is not kind.__init__


def test_each_kind_that_is_hastened_is_compared():
    assert {kind for kind, _, _ in GIVEN} == set(making.OFTEN)


def test_a_reference_is_told_of_its_control():
    ref = ft.Ref[ft.Text]()

    made = ft.Text("Hộ", ref=ref)

    assert ref.current is made


@pytest.mark.parametrize(
    ("kind", "args", "given"),
    [
        (ft.Icon, (), {}),
        (ft.Text, ("Hộ",), {"value": "Người"}),
        (ft.Text, ("Hộ",), {"colour": "red"}),
        (ft.Row, ([], 1, 2) * 40, {}),
    ],
)
def test_what_flet_refuses_is_refused(
    kind: type[ft.Control], args: tuple[Any, ...], given: dict[str, Any]
):
    with pytest.raises(TypeError):
        kind(*args, **given)
