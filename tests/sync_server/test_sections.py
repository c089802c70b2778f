"""The desk's navigation: few sections, every page in one of them, and only what a role may open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sync_server.desk import router
from sync_server.desk.rights import ROLES, may
from sync_server.desk.sections import SECTIONS, menu

ROUTE = "/communes/{code}"
# Pages that are opened from the page that they are about.
INSIDE = ("/settings/commune", "/quarantine/decided")
LEAVES = [leaf for _, leaves in SECTIONS for leaf in leaves]


def pages(router: Any) -> Iterator[str]:
    """Yield every page of a commune that is opened by its address alone."""
    for route in router.routes:
        if within := getattr(route, "original_router", None):
            yield from pages(within)
        elif "GET" in getattr(route, "methods", ()) and route.path.startswith(ROUTE):
            suffix = route.path.removeprefix(ROUTE)
            yield from [suffix] * ("{" not in suffix)


def test_there_are_at_most_six_sections_of_at_most_six_pages() -> None:
    assert len(SECTIONS) <= 6
    assert all(len(leaves) <= 6 for _, leaves in SECTIONS)


def test_every_page_of_the_desk_is_in_one_section() -> None:
    listed = [suffix for leaf in LEAVES for suffix in (leaf.suffix, *leaf.inside)]

    assert len(set(listed)) == len(listed)
    assert {*listed, *INSIDE} == {*pages(router)}


@pytest.mark.parametrize(
    ("path", "section", "page"),
    [
        ("", "Chỉ tiêu", "Mười sáu chỉ tiêu"),
        ("/devices/0192", "Hằng ngày", "Thiết bị"),
        ("/disputes", "Hằng ngày", "Chờ duyệt"),
        ("/report", "Báo cáo", "Chốt và tải báo cáo"),
        ("/settings/commune", "Thiết lập", "Xã"),
        ("/roster/0192", "Thiết lập", "Nhập danh sách hộ"),
    ],
)
def test_a_page_shows_its_section_and_itself(path: str, section: str, page: str) -> None:
    shown = menu("officer", "15178", f"/communes/15178{path}", "2026-Q4")

    assert shown.section == section
    assert [each.name for each in shown.sections if each.is_here] == [section]
    assert [each.name for each in shown.pages if each.is_here] == [page]
    assert all(each.address.endswith("?quarter=2026-Q4") for each in shown.pages)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_is_led_to_a_page_that_they_may_not_open(role: str) -> None:
    for leaf in LEAVES:
        shown = menu(role, "15178", f"/communes/15178{leaf.suffix}")
        for each in (*shown.sections, *shown.pages):
            assert may(role, "GET", ROUTE + each.address.removeprefix("/communes/15178"))


def test_an_address_of_no_section_opens_none() -> None:
    shown = menu("officer", "15178", "/communes/15178/nowhere")

    assert (shown.section, list(shown.pages)) == ("", [])
    assert not any(each.is_here for each in shown.sections)
