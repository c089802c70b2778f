"""QR codes, read back by a decoder that is not ours."""

from __future__ import annotations

import pytest

from sync_server import qr
from tests.sync_server.qr_reader import read_blocks, read_squares, read_svg

LINKS = (
    "http://192.168.1.5:8080/",
    "https://192.168.1.5:8443/app/#/enrol?code=ABCD-EFGH",
    "https://bakhong.example.vn/app/#/enrol?code=ABCD-EFGH&" + "x" * 60,
)


@pytest.mark.parametrize("link", LINKS)
def test_a_camera_reads_the_link_from_the_page_and_from_the_terminal(link: str) -> None:
    squares = qr.squares(link)
    size = len(squares)
    svg = f'<svg class="qr" viewBox="0 0 {size} {size}"><path d="{qr.path(squares)}"/></svg>'

    assert read_squares(squares) == link
    assert read_svg(svg) == link
    assert read_blocks(qr.blocks(link)) == link


def test_there_is_a_light_border_without_which_cameras_find_nothing() -> None:
    squares = qr.squares(LINKS[0])

    edge = [*squares[: qr.BORDER], *squares[-qr.BORDER :]]
    assert not any(dark for row in edge for dark in row)
    assert not any(any(row[: qr.BORDER]) or any(row[-qr.BORDER :]) for row in squares)
