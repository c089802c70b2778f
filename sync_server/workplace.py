"""Setting up a place of work: a commune with its officer, a demo.

Each function returns the lines that the command prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from urllib.parse import quote, urlsplit
from uuid import UUID

from shared.places import Commune
from shared.problems import Code, Problem
from shared.quarter import Quarter
from shared.records import Record
from shared.text import number
from sync_server import devices, officers, qr
from sync_server.addresses import is_loopback
from sync_server.beginning import NO_COMMUNE
from sync_server.communes import found, served, settle, villages
from sync_server.database import Cursor, Database
from sync_server.devices import Device
from sync_server.log import Batch, push
from sync_server.seed import seed

OFFICER = "canbo"
DEMO_NUMBER = 2025
_DEMO = "demo-"
# In the first days of a quarter the demo shows the end of the last one, not an empty board.
_BEGUN = timedelta(days=21)


def first_links(
    database: Database, address: str, now_ms: int, *, anew: bool = False
) -> Iterator[str]:
    """Yield a one-time link for every commune whose officer has no password yet, or for all.

    Where nothing is served yet, the link leads to choosing the commune first.
    """
    with database.writing() as cursor:
        if not served(cursor):
            token = officers.invite(cursor, NO_COMMUNE, OFFICER, officers.OFFICER_ROLE, now_ms)
            yield "Thiết lập lần đầu (đường dẫn dùng một lần, 24 giờ):"
            yield f"  {address}/setup/{token}"
        for commune in served(cursor):
            known = cursor.one(
                "SELECT 1 FROM officer WHERE commune = ? AND password_hash IS NOT NULL",
                (commune.id,),
            )
            if known is None or anew:
                yield from _link(cursor, commune, address, now_ms)


def _link(cursor: Cursor, commune: Commune, address: str, now_ms: int) -> Iterator[str]:
    elsewhere = cursor.one(
        "SELECT 1 FROM officer WHERE commune <> ? AND username = ?", (commune.id, OFFICER)
    )
    # A name opens one desk only, whatever the password.
    username = f"{OFFICER}-{commune.code}" if elsewhere else OFFICER
    known = cursor.one(
        "SELECT name FROM officer WHERE commune = ? AND username = ?", (commune.id, username)
    )
    # Who told their name already keeps it, however often the password is forgotten.
    name = known[0] if known else officers.OFFICER_ROLE
    token = officers.invite(cursor, commune.id, username, name, now_ms)
    yield f"{commune.name}: đặt mật khẩu cho “{username}” (đường dẫn dùng một lần, 24 giờ):"
    yield f"  {address}/setup/{token}"


def demo(database: Database, today: date, now_ms: int) -> Iterator[str]:
    """Fill an empty collector with the invented commune; leave any other alone."""
    with database.writing() as cursor:
        if there := cursor.one("SELECT history FROM commune WHERE next_seq > 1"):
            if not there[0].startswith(_DEMO):
                raise Problem(Code.NOT_A_DEMO)
            yield "Dữ liệu mẫu đã có sẵn."
            return
        yield "Đang tạo xã mẫu (dân cư tưởng tượng), xin đợi vài giây…"
        made = seed(DEMO_NUMBER, Quarter.of(today - _BEGUN), today=today)
        found(cursor, made.commune, history=_DEMO)
        settle(cursor, made.villages)
        desk = devices.desk_device(cursor, made.commune.id, now_ms)
        _take(cursor, desk, [*made.roster, *made.figures], now_ms)
        for place, (device, records) in enumerate(made.evenings.items(), start=1):
            team = _team(cursor, made.commune, device, records, (place, now_ms))
            _take(cursor, team, records, now_ms)
        people = sum(record.kind == "member" for record in made.roster)
        yield f"{made.commune.name}: {len(made.villages)} thôn, {number(people)} nhân khẩu."


def _team(
    cursor: Cursor, commune: Commune, device: UUID, records: Sequence[Record], made: tuple[int, int]
) -> Device:
    place, now_ms = made
    scope = tuple(sorted({record.village for record in records}))
    name = f"Tổ công nghệ số {place}"
    devices.add(cursor, Device(commune.id, device, name, scope), now_ms)
    return Device(commune.id, device, name, scope)


def _take(cursor: Cursor, device: Device, records: Iterable[Record], now_ms: int) -> None:
    push(cursor, device, Batch(list(records)), now_ms)


def welcome(database: Database, address: str, phone: str, now_ms: int) -> Iterator[str]:
    """Yield how to sign in and a fresh enrolment code for the first villages of the demo."""
    with database.writing() as cursor:
        for commune in served(cursor):
            places = villages(cursor, commune.id)[:2]
            yield from _link(cursor, commune, address, now_ms)
            scope = tuple(place.id for place in places)
            code = devices.invite(cursor, commune.id, scope, "Cộng tác viên thử nghiệm", now_ms)
            yield from invitation(code, ", ".join(place.name for place in places), phone)


def invitation(code: str, whom: str, phone: str) -> Iterator[str]:
    """Yield a code with its link and its QR, for a terminal."""
    link = f"{phone}/#/enrol?code={quote(code)}"
    yield f"Mã đăng ký (dùng một lần, 24 giờ) cho {whom}: {code}"
    yield f"  {link}"
    if is_loopback(urlsplit(phone).hostname or ""):
        # Another phone's camera would look for the app on that phone.
        yield "  Liên kết này chỉ mở được trên máy này. Để điện thoại khác vào được, hãy chạy"
        yield "  `bakhong serve --https` rồi xin mã mới bằng `bakhong enrol`."
    else:
        yield qr.blocks(link)
