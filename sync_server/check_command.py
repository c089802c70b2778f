"""What `bakhong check` says: findings as lines to read, or as JSON for a script."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from shared.checks import Block, Finding, Known, Level, check_documents
from shared.problems import Code, Problem
from sync_server.documents import read_document
from sync_server.units import thanh_hoa

NAMES: dict[Level, str] = {"error": "Lỗi", "warning": "Cảnh báo", "note": "Lưu ý"}
# So many places of one finding are quoted on its line; JSON and the desk have them all.
_QUOTES = 3
_TOGETHER = "Đối chiếu các văn bản"


@dataclass(frozen=True, slots=True)
class Part:
    """What is said of one of several documents, or of them together."""

    title: str
    findings: Sequence[Finding]


def checked(files: Sequence[Path], population: int | None = None) -> list[Part]:
    """Check files, each alone, and several against each other."""
    for file in files:
        if not file.exists():
            raise Problem(Code.NO_FILE, name=str(file))
    read = [(file.name, read_document(file.name, file.read_bytes())) for file in files]
    return parts_of(read, population)


def parts_of(
    documents: Sequence[tuple[str, Sequence[Block]]], population: int | None = None
) -> list[Part]:
    """Check documents with what the collector knows; of several, what they say together is last."""
    named = list(zip(_told_apart([name for name, _ in documents]), documents, strict=True))
    known = Known(population=population, register=thanh_hoa())
    alone, together = check_documents([(name, blocks) for name, (_, blocks) in named], known)
    parts = [Part(name, found) for (name, _), found in zip(named, alone, strict=True)]
    return [*parts, Part(_TOGETHER, together)] if len(parts) > 1 else parts


def _told_apart(names: Sequence[str]) -> Iterator[str]:
    """Give every document a name of its own: two folders may hold a "bao-cao.docx" each."""
    for at, name in enumerate(names):
        before = names[:at].count(name)
        yield f"{name} ({before + 1})" if before else name


def said(parts: Sequence[Part], as_list: bool) -> Iterator[str]:
    """Write what was found: a list for scripts, or lines under the name of each document."""
    if as_list:
        yield as_json([each for part in parts for each in _owned(part, len(parts) > 1)])
        return
    for part in parts:
        if len(parts) > 1:
            yield f"== {part.title}"
        yield from as_lines(part.findings)


def _owned(part: Part, several: bool) -> Sequence[Finding]:
    """Return the findings, of several documents each with whose words it is about."""
    if not several:
        return part.findings
    return [replace(each, documents=each.documents or (part.title,)) for each in part.findings]


def as_json(findings: Sequence[Finding]) -> str:
    rows = [asdict(each) for each in findings]
    for row in rows:
        if not row["documents"]:
            del row["documents"]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def as_lines(findings: Sequence[Finding]) -> Iterator[str]:
    for each in findings:
        yield f"{NAMES[each.level]} [{each.rule}] {_quoted(each)}"
        yield f"    {each.message}"
        if each.suggestion:
            yield f"    → {each.suggestion}"
    yield summary(findings)


def _quoted(finding: Finding) -> str:
    if not finding.documents:
        shown = "; ".join(f"“{quote}”" for quote in finding.quotes[:_QUOTES])
        rest = len(finding.quotes) - _QUOTES
        return f"{shown} … và {rest} chỗ khác" if rest > 0 else shown
    told = zip(finding.documents, finding.quotes, strict=False)
    return "; ".join(f"{name}: “{quote}”" for name, quote in told)


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
