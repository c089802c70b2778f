"""What `bakhong restore` says: what is back, what was taken over, what the office must do again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from shared.places import Commune
from shared.recipients import spoken
from shared.stamp import written_moment
from shared.text import number
from sync_server.audit import Deed
from sync_server.backup import Manifest
from sync_server.carrying_over import Outcome
from sync_server.losses import as_lost


def told(
    made: Manifest, became: Iterable[tuple[Commune, Outcome]], aside: Path | None
) -> Iterator[str]:
    """Tell what a restore did, line by line, for a terminal."""
    when = written_moment(made.made_ms)
    entries = sum(made.communes.values())
    yield f"Đã khôi phục {number(entries)} dòng sổ, như lúc {when}."
    if aside:
        yield f"Dữ liệu cũ được cất ở: {aside}"
    yield (
        f"Điện thoại đã đăng ký trước {when} tự gửi lại những gì máy chủ thiếu, ngay lần đồng bộ "
        "tới; máy đăng ký sau lúc đó cần mã đăng ký mới."
    )
    for unit, outcome in became:
        yield from _office(unit, outcome)


def _office(unit: Commune, outcome: Outcome) -> Iterator[str]:
    name = unit.name
    if outcome.taken:
        yield f"{name}: đã mang sang {number(len(outcome.taken))} quyết định từ sổ cũ:"
        yield from (_line(as_lost(each)) for each in outcome.taken)
    if outcome.lost:
        again = spoken(unit, "hãy làm lại những việc của xã mà bản sao lưu không có")
        yield f"{name}: {again}:"
        yield from map(_line, outcome.lost)
        yield "Danh sách này cũng có ở trang “Sao lưu” của bàn làm việc."


def _line(deed: Deed) -> str:
    said = f"  {written_moment(deed.at_ms)}, {deed.name}: {deed.what}"
    return f"{said} ({deed.why})" if deed.why else said
