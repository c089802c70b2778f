"""What `bakhong check` says: findings as lines to read, or as JSON for a script."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from shared.checks import Block, Finding, Known, Level, check_document
from sync_server.units import thanh_hoa

NAMES: dict[Level, str] = {"error": "Lỗi", "warning": "Cảnh báo", "note": "Lưu ý"}


def findings_of(blocks: Sequence[Block], population: int | None = None) -> list[Finding]:
    """Check a document with what the collector knows: units of Thanh Hóa, a population if given."""
    return check_document(blocks, Known(population=population, register=thanh_hoa()))


def as_json(findings: Sequence[Finding]) -> str:
    return json.dumps([asdict(each) for each in findings], ensure_ascii=False, indent=2)


def as_lines(findings: Sequence[Finding]) -> Iterator[str]:
    for each in findings:
        yield f"{NAMES[each.level]} [{each.rule}] “{each.quote}”"
        yield f"    {each.message}"
        if each.suggestion:
            yield f"    → {each.suggestion}"
    yield summary(findings)


def summary(findings: Sequence[Finding]) -> str:
    """Say how many of each level there are."""
    if not findings:
        return "Không phát hiện điểm nào cần xem lại."
    counted = {level: sum(each.level == level for each in findings) for level in NAMES}
    return (
        ", ".join(f"{count} {NAMES[level].lower()}" for level, count in counted.items() if count)
        + "."
    )


def has_errors(findings: Sequence[Finding]) -> bool:
    return any(each.level == "error" for each in findings)
