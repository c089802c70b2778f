"""What a restore loses of the office's own work: who had decided or entered what, when.

Pure: compares the books that were replaced with those of the backup.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from shared.quarter import Quarter
from shared.records import Figure
from shared.text import number
from sync_server import audit
from sync_server.audit import LOST, Deed
from sync_server.closings import CLOSING
from sync_server.deeds import ABOUT
from sync_server.office_books import Books

_NAMES = {
    "accept": "Nhận vào số liệu",
    "refuse": "Từ chối",
    "revoke": "Thu hồi thiết bị",
    "reinstate": "Cho thiết bị dùng lại",
    "cancel": "Hủy mã đăng ký",
    "revive": "Khôi phục người, hộ đã xóa",
    "leave": "Giữ nguyên là đã xóa",
    "bundle": "Tệp bàn giao",
    **ABOUT,
}
_KINDS = {"household": "hộ", "member": "nhân khẩu", "business": "cơ sở kinh doanh"}
_DESK = "Bàn làm việc"


def entered(old: Books, kept: Books) -> list[Deed]:
    """Return what was entered, dealt out and enrolled that the backup does not hold."""
    return [*_own(old, kept), *_dealt(old, kept), *_enrolled(old, kept)]


def missing_deeds(old: Books, kept: Books) -> Iterator[Deed]:
    """Yield the decisions that the backup does not hold."""
    known = {_content(each) for each in kept.deeds}
    for each in old.deeds:
        if each.deed not in (audit.BACKUP, audit.RESTORE) and _content(each) not in known:
            yield each


def _content(deed: Deed) -> tuple[object, ...]:
    return deed.at_ms, deed.who, deed.name, deed.deed, deed.what, deed.why


def as_lost(deed: Deed) -> Deed:
    """Return a decision as the line that says that it is lost."""
    if deed.deed == LOST:
        return deed
    what = deed.what.split(" [")[0]
    named = f"{_NAMES.get(deed.deed, deed.deed)}: {what}"
    said = _closing(what) if deed.deed == CLOSING else named
    return Deed(0, deed.at_ms, deed.who, deed.name, LOST, said, deed.why)


def _closing(what: str) -> str:
    """Say which quarter was closed: "2025-Q1 #1 …" names it with its number and hash."""
    quarter, _, rest = what.partition(" #")
    label = _quarter(quarter)
    issue = rest.partition(" ")[0]
    return f"Bản bổ sung số {issue} của {label}" if issue != "0" else f"Chốt số liệu {label}"


def _own(old: Books, kept: Books) -> Iterator[Deed]:
    """Yield what was entered at the desk: each figure, and how many people of lists."""
    known = {(at, stamp) for at, stamp, *_ in kept.own}
    counts: Counter[str] = Counter()
    latest = 0
    for at, stamp, kind, received_ms, text in old.own:
        if (at, stamp) in known:
            continue
        if kind == Figure.kind:
            yield _figure(text, received_ms)
        else:
            counts[kind] += 1
            latest = max(latest, received_ms)
    if counts:
        many = ", ".join(
            f"{number(count)} {_KINDS.get(kind, kind)}" for kind, count in counts.items()
        )
        yield Deed(0, latest, "", _DESK, LOST, f"Danh sách hộ ghi ở bàn làm việc: {many}", "")
    brought = {own for *_, own in kept.lists}
    for at_ms, officer, name, own in old.lists:
        if own not in brought:
            yield Deed(0, at_ms, "", officer, LOST, f"Nhập danh sách hộ từ tệp “{name}”", "")


def _figure(text: str, at_ms: int) -> Deed:
    of = Figure.model_validate_json(text)
    whole = "" if of.denominator is None else f"/{number(of.denominator)}"
    said = f"{of.code}, {_quarter(of.period)}: {number(of.numerator)}{whole}"
    return Deed(0, at_ms, "", of.person, LOST, f"Khai số liệu {said}", of.reason)


def spans(those: Iterable[tuple[int, int]]) -> str:
    """Write ranges of numbers: 3–5, 9."""
    return ", ".join(f"{number(a)}–{number(b)}" if b > a else number(a) for a, b in those)


def _dealt(old: Books, kept: Books) -> Iterator[Deed]:
    """Yield who dealt work to whom, what was decided at one moment together."""
    known, found = set(kept.given), defaultdict(list)
    for each in old.given:
        if each not in known:
            found[each[:3]].append(each)
    for (at_ms, officer, quarter), rows in found.items():
        some = "; ".join(
            f"{code} {team or '–'}, hạn {_day(due)}" for *_, code, team, due in rows[:5]
        )
        more = " …" if len(rows) > 5 else ""
        said = f"Giao chỉ tiêu {_quarter(quarter)}: {number(len(rows))} việc ({some}{more})"
        yield Deed(0, at_ms, "", officer, LOST, said, "")


def _quarter(text: str) -> str:
    label = Quarter.parse(text).label
    return f"{label[:1].lower()}{label[1:]}"


def _day(due: str) -> str:
    return f"{date.fromisoformat(due):%d/%m/%Y}"


def _enrolled(old: Books, kept: Books) -> Iterator[Deed]:
    for own, each in old.devices.items():
        if own not in kept.devices:
            said = f"Đăng ký thiết bị: {each.name} (cần mã đăng ký mới)"
            yield Deed(0, each.enrolled_ms, "", _DESK, LOST, said, "")
