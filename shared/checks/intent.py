"""What a figure is meant as: a result, a goal, how it was before, a change, a share of the plan."""

from __future__ import annotations

import re

from shared.checks.claims import Kind
from shared.checks.folded import fold

_BOUND = re.compile(
    r"(?:^|[\s(,])(?:ke hoach|muc tieu|chi tieu|phan dau|duoc giao|giao|de ra|yeu cau|chi tieu giao"
    r"|phai dat|den nam 20\d\d|den het nam|toi thieu|nham dat|du kien|cam ket|dinh huong)"
)


_NO_GOAL = re.compile(
    r"(?:cac|nhieu|mot so|bo|ve|theo|hoan thanh|thuc hien|so voi|dat|vuot)\s+(?:ke hoach|chi tieu|muc tieu)"
)


_BEFORE = re.compile(
    r"\b(?:truoc (?:khi|thoi diem|day|do)|cung ky|nam ngoai|nam truoc|quy truoc|ky truoc|ban dau|moi chi dat"
    r"|moi dat|dau nam|dau ky|so voi (?:nam|quy|cung|dau|thang)|tu muc|tang tu|giam tu)\b"
)


_CHANGE = re.compile(
    r"(?:tang|giam|tang them|them|vuot|cao hon|thap hon|nhanh hon|chenh)(?: khoang| gan| hon| tren)?\s*$"
)


_GOAL_END = re.compile(
    r"(?:ke hoach|muc tieu|chi tieu|muc giao|duoc giao|de ra|yeu cau|kh|muc)(?: (?:de ra|giao|nam|tinh giao|huyen"
    r" giao|ke hoach))?(?: (?:la|dat|tu|cua nam|nam 20\d\d))?\s*[:(=]?\s*$"
)


_OF_PLAN = re.compile(
    r"^\s*(?:\)?\s*)?(?:so voi |theo |cua |)(?:ke hoach|kh\b|chi tieu|muc tieu|du toan|nghi quyet|so voi)"
)


_NEAR = 45


def kind_of(label: str, after: str, has_rate: bool, is_plan: bool) -> Kind:
    near = fold(label)[-_NEAR * 2 :]
    close = near[-_NEAR:]
    if _CHANGE.search(close) and not re.search(r"dat va vuot\s*$", close):
        return "change"
    rises = re.search(r"\btu\s*$", close) and re.match(
        r"[^.;]{0,30}\b(?:tang|giam|len|xuong)", fold(after[:60])
    )
    if _BEFORE.search(near) or rises:
        return "before"
    if has_rate and _OF_PLAN.match(fold(after[:40])):
        return "of_plan"
    if (
        is_plan
        or _GOAL_END.search(close)
        or _is_goal(near)
        or fold(after[:12]).startswith("tro len")
    ):
        return "target"
    return "result"


def _is_goal(near: str) -> bool:
    bare = _NO_GOAL.sub("", near)
    found = _BOUND.search(bare)
    if found is None:
        return False
    # "kế hoạch giao 80%, đạt 85%" is a result again, "mục tiêu đến năm 2026 đạt 85%" is not.
    is_wish = re.search(
        r"muc tieu|phan dau|den (?:het )?nam|du kien|cam ket|nham|dinh huong", found[0]
    )
    done = (
        r"\b(?:ket qua|thuc hien|den nay|da)\b" if is_wish else r"\b(?:dat|thuc hien|da|ket qua)\b"
    )
    return not re.search(done, bare[found.end() :])
