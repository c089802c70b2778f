"""Who may do what at the desk: roles, what each may, and which page asks for what.

What is not in the table is the officer's alone, unless it only reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from shared.problems import Code, Problem
from sync_server.officers import OFFICER_ROLE

Right = Literal["reads", "names", "enrols", "approves", "decides"]

ROLES: Mapping[str, str] = {
    "officer": OFFICER_ROLE,
    "leader": "Lãnh đạo",
    "clerk": "Phụ trách tổ công nghệ số",
}
SAYS: Mapping[str, str] = {
    "officer": "làm mọi việc: khai số liệu, nhập danh sách, sửa kế hoạch, quản lý tài khoản",
    "leader": "xem bảng chỉ tiêu, báo cáo và chốt số liệu; không sửa số liệu",
    "clerk": "xem bảng chỉ tiêu, danh sách theo thôn, và đăng ký điện thoại cho cộng tác viên",
}
_MAY: Mapping[str, frozenset[Right]] = {
    "officer": frozenset(("reads", "names", "enrols", "approves", "decides")),
    "leader": frozenset(("reads", "approves")),
    "clerk": frozenset(("reads", "names", "enrols")),
}
_ASKS: Mapping[tuple[str, str], Right] = {
    # Names of people and what they answered.
    ("GET", "/communes/{code}/cards"): "names",
    ("GET", "/communes/{code}/lists"): "names",
    ("GET", "/communes/{code}/lists/{name}.xlsx"): "names",
    ("GET", "/communes/{code}/refused"): "decides",
    ("GET", "/communes/{code}/roster"): "decides",
    ("GET", "/communes/{code}/roster/{upload}"): "decides",
    ("GET", "/communes/{code}/quarantine"): "decides",
    ("GET", "/communes/{code}/quarantine/decided"): "decides",
    ("GET", "/communes/{code}/disputes"): "decides",
    ("GET", "/communes/{code}/backup"): "decides",
    ("GET", "/communes/{code}/settings/commune"): "decides",
    ("GET", "/communes/{code}/settings/people"): "decides",
    ("GET", "/communes/{code}/settings/villages/merging"): "decides",
    ("POST", "/communes/{code}/devices"): "enrols",
    ("POST", "/communes/{code}/closing"): "approves",
    # Reads a file that somebody brings; nothing is kept or changed.
    ("POST", "/communes/{code}/check"): "reads",
}


def asked_of(method: str, path: str) -> Right:
    """Return the right that a route asks for, by its own path with names in braces."""
    is_reading = method in ("GET", "HEAD")
    found = _ASKS.get(("GET" if is_reading else method, path))
    return found or ("reads" if is_reading else "decides")


def may(role: str, method: str, path: str) -> bool:
    return asked_of(method, path) in _MAY.get(role, frozenset())


def check(role: str, method: str, path: str) -> None:
    """Refuse what is not for this role."""
    if not may(role, method, path):
        raise Problem(Code.NOT_ALLOWED, role=ROLES.get(role, role))
