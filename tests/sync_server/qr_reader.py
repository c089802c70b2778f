"""Reads QR codes as a phone's camera does: from the picture, with a decoder that is not ours."""

from __future__ import annotations

import re

import zxingcpp

_PIXELS = 4


def read_svg(page: str) -> str:
    """Return what the first QR code of a page says, drawn from its SVG path."""
    found = re.search(r'<svg class="qr"[^>]*viewBox="0 0 (\d+) \d+"[^>]*><path d="([^"]*)"', page)
    assert found, page
    size = int(found[1])
    squares = [[False] * size for _ in range(size)]
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", found[2]):
        squares[int(y)][int(x) : int(x) + int(run)] = [True] * int(run)
    return read_squares(squares)


def read_blocks(drawing: str) -> str:
    """Return what a QR code of half blocks says, light on dark, as on a terminal."""
    halves = {" ": (True, True), "▀": (False, True), "▄": (True, False), "█": (False, False)}
    lines = [line for line in drawing.splitlines() if set(line) <= set(halves) and "█" in line]
    squares = [
        [halves[mark][half] for mark in line.ljust(len(lines[0]))]
        for line in lines
        for half in (0, 1)
    ]
    return read_squares(squares)


def read_squares(squares: list[list[bool]]) -> str:
    """Return what rows of dark and light squares say."""
    rows = (
        bytes(0 if dark else 255 for dark in row for _ in range(_PIXELS)) * _PIXELS
        for row in squares
    )
    shape = (len(squares) * _PIXELS, len(squares[0]) * _PIXELS)
    picture = memoryview(b"".join(rows)).cast("B", shape)
    (code,) = zxingcpp.read_barcodes(picture)
    return str(code.text)
