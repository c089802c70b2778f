"""QR codes of links, for a terminal and for a page."""

from __future__ import annotations

# The light border without which cameras do not find a code.
BORDER = 4


# The upper and the lower square of a character, light being what a terminal writes in.
_HALVES = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}


def squares(text: str) -> list[list[bool]]:
    """Return `text` as rows of dark (True) and light squares, border included."""
    # Brings a library for pictures along, which only pages with a code should wait for.
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415
    from qrcode.main import QRCode  # noqa: PLC0415

    code: QRCode[object] = QRCode(error_correction=ERROR_CORRECT_M, border=BORDER)
    code.add_data(text)
    rows: list[list[bool]] = code.get_matrix()
    return rows


def blocks(text: str) -> str:
    """Return `text` as half blocks, light on the dark ground of a terminal."""
    rows = squares(text)
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join("".join(_HALVES[two] for two in zip(*pair, strict=True)) for pair in pairs)


def path(rows: list[list[bool]]) -> str:
    """Return the dark squares as the path of an SVG, one stroke for each run of them.

    A path in the page, for the desk's pages may hold no inline image.
    """
    strokes = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = next((end for end in range(x, len(row)) if not row[end]), len(row)) - x
            if run:
                strokes.append(f"M{x} {y}h{run}v1h-{run}z")
            x += run or 1
    return "".join(strokes)
