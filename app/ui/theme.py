"""Colours, type and measures: made for sunlight, one thumb and Vietnamese diacritics.

Colours are named by what they mean and taken from the scheme, so that the dark theme follows the
system by itself: tertiary says yes, secondary says not yet, neutral says nobody asked.
"""

from __future__ import annotations

from typing import TypeVar

import flet as ft

Shown = TypeVar("Shown", bound=ft.Control)
FONT, STRONG = "Be Vietnam Pro", "Be Vietnam Pro SemiBold"
FONTS = {FONT: "fonts/BeVietnamPro-Regular.ttf", STRONG: "fonts/BeVietnamPro-SemiBold.ttf"}

GAP, RADIUS = 8, 14
TOUCH, TICK = 48, 60
"""Heights of what a thumb must hit, in dp."""

INK, QUIET, PAPER = ft.Colors.ON_SURFACE, ft.Colors.ON_SURFACE_VARIANT, ft.Colors.SURFACE
CARD, LINE = ft.Colors.SURFACE_CONTAINER_LOWEST, ft.Colors.OUTLINE_VARIANT
YES, ON_YES, YES_SOFT = ft.Colors.TERTIARY, ft.Colors.ON_TERTIARY, ft.Colors.TERTIARY_CONTAINER
NO, ON_NO, NO_SOFT = ft.Colors.SECONDARY, ft.Colors.ON_SECONDARY, ft.Colors.SECONDARY_CONTAINER
MAIN, ON_MAIN, MAIN_SOFT = ft.Colors.PRIMARY, ft.Colors.ON_PRIMARY, ft.Colors.PRIMARY_CONTAINER
WRONG, WRONG_SOFT = ft.Colors.ERROR, ft.Colors.ERROR_CONTAINER
FIELD = ft.Colors.SURFACE_CONTAINER_HIGH

_LIGHT = ft.ColorScheme(
    primary="#0B4F8A", on_primary="#FFFFFF",
    primary_container="#D9E8F7", on_primary_container="#06335B",
    secondary="#9A4A00", on_secondary="#FFFFFF",
    secondary_container="#FFE8D1", on_secondary_container="#5C2C00",
    tertiary="#12692F", on_tertiary="#FFFFFF",
    tertiary_container="#DCF3E1", on_tertiary_container="#0B4A20",
    error="#B3261E", on_error="#FFFFFF",
    error_container="#FCE4E2", on_error_container="#7A120C",
    surface="#F3F6F9", on_surface="#111C27", on_surface_variant="#3D4B59",
    surface_container_lowest="#FFFFFF", surface_container_low="#FFFFFF",
    surface_container="#FFFFFF", surface_container_high="#E6ECF2",
    surface_container_highest="#DCE4EC",
    outline="#66788A", outline_variant="#CAD4DE", surface_tint="#FFFFFF",
)  # fmt: skip
_DARK = ft.ColorScheme(
    primary="#9CCBF7", on_primary="#00315A",
    primary_container="#123F66", on_primary_container="#D6E8FA",
    secondary="#FFB877", on_secondary="#4A2400",
    secondary_container="#5A3309", on_secondary_container="#FFE3C7",
    tertiary="#86D99C", on_tertiary="#00391A",
    tertiary_container="#12482A", on_tertiary_container="#CDF3D7",
    error="#FFB4AB", on_error="#690005",
    error_container="#6B1712", on_error_container="#FFDAD6",
    surface="#10161C", on_surface="#EDF2F7", on_surface_variant="#B9C6D3",
    surface_container_lowest="#1A222A", surface_container_low="#1A222A",
    surface_container="#1A222A", surface_container_high="#2A353F",
    surface_container_highest="#36424E",
    outline="#8A9AAA", outline_variant="#3A4754", surface_tint="#1A222A",
)  # fmt: skip


def light() -> ft.Theme:
    return _theme(_LIGHT)


def dark() -> ft.Theme:
    return _theme(_DARK)


def _theme(scheme: ft.ColorScheme) -> ft.Theme:
    strong = ft.TextStyle(font_family=STRONG, size=15)
    still = ft.PageTransitionTheme.NONE
    return ft.Theme(
        color_scheme=scheme,
        font_family=FONT,
        visual_density=ft.VisualDensity.STANDARD,
        text_theme=ft.TextTheme(label_large=strong),
        # An old phone would paint every frame of a glide; people wait for the page.
        page_transitions=ft.PageTransitionsTheme(
            android=still, ios=still, linux=still, macos=still, windows=still
        ),
        use_material3=True,
    )


def title(text: str, size: int = 18, color: ft.ColorValue = INK) -> ft.Text:
    """Return what stands out: names, headings, numbers."""
    return ft.Text(text, size=size, font_family=STRONG, color=color)


def body(text: str, color: ft.ColorValue = INK, size: int = 16) -> ft.Text:
    return ft.Text(text, size=size, color=color)


def small(text: str, color: ft.ColorValue = QUIET) -> ft.Text:
    """Return secondary text, still readable at arm's length."""
    return ft.Text(text, size=14, color=color)


def heading(text: str) -> ft.Control:
    """Return the heading of a section, announced as one."""
    words = title(text, 15, QUIET)
    words.margin = ft.Margin(left=4, top=12, right=4, bottom=2)
    return ft.Semantics(content=words, heading_level=3)


def wide(content: Shown, *, loose: bool = False) -> Shown:
    """Return `content` as wide as its row lets it be; `loose`: no wider than it needs."""
    content.expand = True
    content.expand_loose = loose
    return content


def at_least(height: int, content: ft.Control) -> ft.Row:
    """Return `content` as high as a thumb needs, and higher where the letters are larger."""
    return ft.Row(
        [
            ft.Container(width=0, height=height),
            wide(content, loose=True),
        ],
        spacing=0,
        tight=True,
        alignment=ft.MainAxisAlignment.CENTER,
    )


def card(content: ft.Control, padding: ft.PaddingValue = 14) -> ft.Container:
    """Return `content` on a sheet of its own."""
    return ft.Container(
        content,
        bgcolor=CARD,
        border=ft.Border.all(1, LINE),
        border_radius=RADIUS,
        padding=padding,
    )
