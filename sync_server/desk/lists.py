"""Lists that the plans ask for: on a page, on paper, and as .xlsx."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from shared.fields import NAME_LIMIT
from shared.indicators import indicators
from shared.lists import SIGNING
from shared.protocol import Place
from shared.recipients import spoken
from shared.text import accept, number
from sync_server import lists
from sync_server.communes import villages
from sync_server.desk import words
from sync_server.desk.access import AtDesk, Desk, chosen_place, database, read_day
from sync_server.desk.layout import page
from sync_server.lists import KINDS_OF_LIST, Listing

router = APIRouter()
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Beyond this, a page of the whole commune gives the numbers and leads to the villages.
_SHOWN = 400
_WIDTHS = {
    "TT": 6, "Họ và tên": 28, "Tên": 28, "Năm sinh": 10, "Hộ": 30, "Cần làm": 60,
    "Mang theo": 34, "Trả lời “Có”": 44, "Nhưng lại trả lời": 44,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: a list, of a village or of all, for an indicator."""

    kind: str = ""
    village: str = ""
    of: str = ""


def asked(kind: str = "", village: str = "", of: str = "") -> Asked:
    return Asked(kind, village, of)


def made(request: Request, desk: Desk, of: Asked) -> tuple[Sequence[Place], Listing]:
    """Return the villages, and the list that is asked for, or refuse."""
    today = words.today(desk.now_ms)
    with database(request).reading() as cursor:
        places = villages(cursor, desk.commune.id)
        chosen_place(places, of.village)
        commune = desk.commune.id
        kind = of.kind or lists.first(cursor, commune, today)
        wanted = lists.wanted(cursor, (commune, today), kind, of.village, of.of)
        return places, lists.make(cursor, commune, wanted, today)


def hidden_words(listing: Listing) -> str:
    """Say how many have no line, and why: nobody is left out unsaid."""
    said = []
    if listing.unsure:
        said.append(
            f"Còn {number(listing.unsure)} người chưa ghi nhận có chữ ký số mà chưa hỏi xong"
            f" {SIGNING}, nên chưa biết có thuộc danh sách này không."
        )
    count = sum(listing.unnamed.values())
    if not count:
        return " ".join(said)
    why = (
        "chưa đồng ý cho gửi tên ra ngoài xã, hộ từ chối sau khi đồng ý, hoặc chưa có tên trong"
        " danh sách hộ"
        if listing.wanted.leaves_commune
        else "không đồng ý ghi tên hoặc chưa có tên trong danh sách hộ"
    )
    return " ".join([f"Còn {number(count)} trường hợp chỉ ghi số, không ghi tên: {why}.", *said])


@router.get("/communes/{code}/lists")
def lists_page(
    request: Request,
    desk: AtDesk,
    of: Annotated[Asked, Depends(asked)],
    evening: str = "",
    place: str = "",
) -> Response:
    places, listing = made(request, desk, of)
    return page(
        request,
        "lists.html",
        desk=desk,
        places=places,
        place=chosen_place(places, of.village),
        kinds=KINDS_OF_LIST,
        rows=[row for row in indicators() if row.who],
        listing=listing,
        lines_shown=bool(of.village) or listing.named <= _SHOWN,
        lines={there.id: lines for there, lines in listing.by_village},
        hidden=hidden_words(listing),
        evening=read_day(evening) if evening else None,
        venue=accept(place, "Nơi làm", NAME_LIMIT),
        today=words.today(desk.now_ms),
    )


@router.get("/communes/{code}/lists/{name}.xlsx")
def list_file(
    name: str, request: Request, desk: AtDesk, village: str = "", of: str = ""
) -> Response:
    # Only who wants a file waits for what writes it.
    from sync_server import sheets  # noqa: PLC0415

    _, listing = made(request, desk, Asked(name, village, of))
    today = words.today(desk.now_ms)
    title = [
        f"{listing.wanted.title} – {desk.commune.name}",
        f"Lập ngày {words.day(today)}. {spoken(desk.commune, hidden_words(listing))}".strip(),
    ]
    headings = ("TT", spoken(desk.commune, "Thôn"), *listing.headings[1:])
    lines = (
        (at, *line)
        for at, line in enumerate(
            ((there.name, *line[1:]) for there, those in listing.by_village for line in those),
            start=1,
        )
    )
    widths = [_WIDTHS.get(heading, 16) for heading in headings]
    file = f"{name}-{desk.commune.code}-{today:%Y%m%d}.xlsx"
    return Response(
        sheets.sheet(title, headings, lines, widths),
        media_type=_XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="{file}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
