"""A QR code as a picture, and several shown one after the other for a camera to read."""

from __future__ import annotations

import asyncio
import struct
import zlib
from functools import lru_cache

import flet as ft

from app.ui import theme
from app.ui.using import use_held
from app.ui.words import hand_over

_SECONDS = 0.7
"""A laptop's camera needs about two looks at each."""
_DOT = 6


@lru_cache(maxsize=64)
def picture(text: str) -> bytes:
    """Return the QR code of `text` as a PNG, with its light border."""
    # Only now: who never hands over by code need not load what draws them.
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415
    from qrcode.main import QRCode  # noqa: PLC0415

    # Sealed text is as good as chance, so one mask is as good as another; trying all eight takes
    # an old phone seconds.
    code: QRCode[object] = QRCode(error_correction=ERROR_CORRECT_M, border=4, mask_pattern=3)
    code.add_data(text)
    return png(code.get_matrix())


def png(rows: list[list[bool]]) -> bytes:
    """Return rows of dark (True) and light squares as a PNG of one bit per dot."""
    lines = []
    for row in rows:
        bits = "".join(("0" if dark else "1") * _DOT for dark in row)
        line = int(bits.ljust(-(-len(bits) // 8) * 8, "1"), 2).to_bytes(-(-len(bits) // 8))
        lines += [b"\0" + line] * _DOT
    size = len(rows) * _DOT
    header = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@ft.component
def QrShow(texts: tuple[str, ...]) -> ft.Control:
    """Show the codes of `texts` in turn, as long as the screen is open."""
    state = use_held()
    place, show = ft.use_state(0)
    gone: ft.MutableRef[bool] = ft.use_ref(False)

    async def cycle() -> None:
        while not (gone.current or state.is_left):
            await asyncio.sleep(_SECONDS)
            if not gone.current and len(texts) > 1:
                show(lambda now: (now + 1) % len(texts))

    def end() -> None:
        gone.current = True

    ft.use_effect(cycle, [], end)
    at = min(place, len(texts) - 1)
    said = hand_over.code_of(at + 1, len(texts))
    return ft.Column(
        [
            ft.Semantics(content=_image(texts[at]), label=said, image=True, container=True),
            theme.title(said, 18),
            theme.small(hand_over.CODES_HINT),
        ],
        spacing=6,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _image(text: str) -> ft.Control:
    # White whatever the theme: cameras do not read light codes on a dark ground.
    return ft.Container(
        ft.Image(src=picture(text), gapless_playback=True, fit=ft.BoxFit.CONTAIN),
        bgcolor=ft.Colors.WHITE,
        border_radius=theme.RADIUS,
        aspect_ratio=1,
    )
