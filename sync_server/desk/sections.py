"""Where the desk's pages lie: five sections, and the pages of each, for whoever may open them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sync_server.desk import rights


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page: where it lies under the commune's address, and what it is called.

    `inside` are pages that are reached through it and have no entry of their own.
    """

    suffix: str
    name: str
    inside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the navigation as somebody sees it on one page."""

    name: str
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """Both rows of the navigation: the sections, and the pages of the one that is open."""

    sections: Sequence[Entry]
    section: str
    pages: Sequence[Entry]


SECTIONS: tuple[tuple[str, tuple[Leaf, ...]], ...] = (
    (
        "Chỉ tiêu",
        (
            Leaf("", "Mười sáu chỉ tiêu"),
            Leaf("/trend", "Qua các quý"),
            Leaf("/teams", "Theo tổ"),
            Leaf("/obstacles", "Vướng mắc"),
            Leaf("/quota", "Giao việc"),
        ),
    ),
    (
        "Hằng ngày",
        (
            Leaf("/day", "Cuối ngày"),
            Leaf("/devices", "Thiết bị"),
            Leaf("/quarantine", "Chờ duyệt", ("/disputes", "/refused")),
            Leaf("/bundles", "Nhận tệp"),
            Leaf("/connect", "Kết nối điện thoại"),
        ),
    ),
    (
        "Danh sách",
        (
            Leaf("/lists", "Danh sách người, hộ"),
            Leaf("/cards", "Thẻ QR của hộ"),
            Leaf("/poster", "Áp phích"),
        ),
    ),
    (
        "Báo cáo",
        (
            Leaf("/figures", "Khai số liệu"),
            Leaf("/closing", "Chốt và tải báo cáo", ("/report",)),
            Leaf("/check", "Kiểm tra văn bản"),
        ),
    ),
    (
        "Thiết lập",
        (
            Leaf("/settings", "Xã"),
            Leaf("/settings/villages", "Thôn", ("/settings/villages/merging",)),
            Leaf("/settings/plan", "Kế hoạch năm"),
            Leaf("/settings/people", "Tài khoản"),
            Leaf("/roster", "Nhập danh sách hộ"),
            Leaf("/backup", "Sao lưu"),
        ),
    ),
)


def menu(role: str, code: str, path: str, quarter: object = None) -> Menu:
    """Return the navigation on the page at `path`; a chosen quarter goes along."""
    root, at = f"/communes/{code}", f"?quarter={quarter}" if quarter else ""
    here = _leaf_of(path.removeprefix(root))
    sections, pages, section = [], [], ""
    for name, leaves in SECTIONS:
        open_to = [leaf for leaf in leaves if rights.may(role, "GET", f"{_ROUTE}{leaf.suffix}")]
        if not open_to:
            continue
        is_open = here in open_to
        sections.append(Entry(name, f"{root}{open_to[0].suffix}{at}", is_open))
        if is_open:
            section = name
            pages = [Entry(leaf.name, f"{root}{leaf.suffix}{at}", leaf == here) for leaf in open_to]
    return Menu(sections, section, pages)


_ROUTE = "/communes/{code}"


def _leaf_of(suffix: str) -> Leaf | None:
    """Return the page that this address is, or that it is reached through."""
    lying = [
        (len(start), leaf)
        for _, leaves in SECTIONS
        for leaf in leaves
        for start in (leaf.suffix, *leaf.inside)
        if suffix == start or (start and suffix.startswith(f"{start}/"))
    ]
    return max(lying, key=lambda found: found[0])[1] if lying else None
