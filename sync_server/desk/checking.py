"""Checks of documents that somebody uploads: findings beside their words; nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from shared.checks import Finding
from shared.checks.reading import lines_of
from shared.problems import Code, Problem
from sync_server.check_command import Part, parts_of, summary
from sync_server.desk.access import AtDesk, Desk, uploads
from sync_server.desk.layout import page
from sync_server.documents import DOCUMENT_BYTES, read_document

router = APIRouter()
_AROUND = 90
_EXCERPTS = 40
_MOST_MB = DOCUMENT_BYTES // 1024 // 1024
_GROUPS = (
    ("error", "Lỗi phải sửa", "Số liệu hoặc câu chữ sai: sửa trước khi trình ký."),
    ("warning", "Cảnh báo", "Cần xem lại; nếu đúng thì giải trình được bằng văn bản."),
    ("note", "Lưu ý", "Để biết; không bắt buộc sửa."),
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The words that a finding is about, with a little of what stands around them, and whose."""

    before: str
    quote: str
    after: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as the page shows it."""

    finding: Finding
    excerpts: Sequence[Excerpt]


@dataclass(frozen=True, slots=True)
class Section:
    """What the page shows of one document, or of two together: how it went, findings by level."""

    title: str
    summary: str
    groups: Sequence[tuple[str, str, Sequence[Told]]]


@router.get("/communes/{code}/check")
def check_page(request: Request, desk: AtDesk) -> Response:
    return _page(request, desk)


@router.post("/communes/{code}/check")
async def check(request: Request, desk: AtDesk) -> Response:
    try:
        too_large = Problem(Code.DOCUMENT_TOO_LARGE, limit=_MOST_MB)
        nothing = Problem(Code.NO_DOCUMENT_CHOSEN)
        files = await uploads(request, 2, DOCUMENT_BYTES, too_large, nothing)
        sections = await run_in_threadpool(_checked, files)
    except Problem as problem:
        return _page(request, desk, problem.kind.status, problem=problem)
    return _page(request, desk, sections=sections)


def _page(request: Request, desk: Desk, status: int = 200, **said: Any) -> Response:
    shown: dict[str, Any] = {"problem": None, "sections": (), **said}
    return page(request, "check.html", status, desk=desk, limit=_MOST_MB, **shown)


def _checked(files: Sequence[tuple[str, bytes]]) -> list[Section]:
    documents = [(name, read_document(name, content)) for name, content in files]
    parts = parts_of(documents)
    lines = {
        part.title: "\n".join(lines_of(blocks))
        for part, (_, blocks) in zip(parts, documents, strict=False)
    }
    # What two papers say against each other is why both were brought, so it comes first.
    first = [*parts[len(documents) :], *parts[: len(documents)]]
    return [_section(part, lines) for part in first]


def _section(part: Part, lines: Mapping[str, str]) -> Section:
    groups = [
        (title, hint, [_told(each, part, lines) for each in part.findings if each.level == level])
        for level, title, hint in _GROUPS
    ]
    return Section(part.title, summary(part.findings), groups)


def _told(finding: Finding, part: Part, lines: Mapping[str, str]) -> Told:
    return Told(finding, list(islice(excerpts(finding, part.title, lines), _EXCERPTS)))


def excerpts(finding: Finding, title: str, lines: Mapping[str, str]) -> Iterator[Excerpt]:
    """Give where a document says what was found; as it was quoted, if that is nowhere."""
    if not finding.documents:
        yield from (_excerpt(quote, lines.get(title, "")) for quote in finding.quotes)
    for name, quote in zip(finding.documents, finding.quotes, strict=False):
        yield _excerpt(quote, lines.get(name, ""), name)


def _excerpt(quote: str, text: str, document: str = "") -> Excerpt:
    at = text.find(quote)
    if at < 0:
        return Excerpt("", quote, "", document)
    end = at + len(quote)
    # A little more than is shown, so that it is known whether anything was left out.
    before = text[max(0, at - _AROUND - 1) : at].rpartition("\n")[2]
    after = text[end : end + _AROUND + 1].partition("\n")[0]
    if len(before) > _AROUND:
        before = "…" + before[-_AROUND:].partition(" ")[2]
    if len(after) > _AROUND:
        after = after[:_AROUND].rpartition(" ")[0] + "…"
    return Excerpt(before, quote, after, document)
