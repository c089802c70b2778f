"""Checks of a document that somebody uploads: findings beside their words; nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from shared.checks import Block, Finding
from shared.checks.reading import lines_of
from shared.problems import Code, Problem
from sync_server.check_command import findings_of, summary
from sync_server.desk.access import AtDesk, Desk, uploaded
from sync_server.desk.layout import page
from sync_server.documents import DOCUMENT_BYTES, read_document

router = APIRouter()
_AROUND = 90
_MOST_MB = DOCUMENT_BYTES // 1024 // 1024
_GROUPS = (
    ("error", "Lỗi phải sửa", "Số liệu hoặc câu chữ sai: sửa trước khi trình ký."),
    ("warning", "Cảnh báo", "Cần xem lại; nếu đúng thì giải trình được bằng văn bản."),
    ("note", "Lưu ý", "Để biết; không bắt buộc sửa."),
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The words that a finding is about, with a little of what stands around them."""

    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as the page shows it."""

    finding: Finding
    excerpts: Sequence[Excerpt]


@router.get("/communes/{code}/check")
def check_page(request: Request, desk: AtDesk) -> Response:
    return _page(request, desk)


@router.post("/communes/{code}/check")
async def check(request: Request, desk: AtDesk) -> Response:
    try:
        too_large = Problem(Code.DOCUMENT_TOO_LARGE, limit=_MOST_MB)
        nothing = Problem(Code.NO_DOCUMENT_CHOSEN)
        name, content = await uploaded(request, DOCUMENT_BYTES, too_large, nothing)
        blocks, found = await run_in_threadpool(_checked, name, content)
    except Problem as problem:
        return _page(request, desk, problem.kind.status, problem=problem)
    lines = list(lines_of(blocks))
    groups = [
        (title, hint, [Told(each, excerpts(each, lines)) for each in found if each.level == level])
        for level, title, hint in _GROUPS
    ]
    return _page(request, desk, name=name, groups=groups, summary=summary(found))


def _page(request: Request, desk: Desk, status: int = 200, **said: Any) -> Response:
    shown: dict[str, Any] = {"problem": None, "name": "", "groups": (), "summary": "", **said}
    return page(request, "check.html", status, desk=desk, limit=_MOST_MB, **shown)


def _checked(name: str, content: bytes) -> tuple[list[Block], list[Finding]]:
    blocks = read_document(name, content)
    return blocks, findings_of(blocks)


def excerpts(finding: Finding, lines: Sequence[str]) -> list[Excerpt]:
    """Return where the document says what was found; as it was quoted, if that is nowhere."""
    return [_excerpt(part, lines) for part in finding.quote.split(" … ")]


def _excerpt(quote: str, lines: Sequence[str]) -> Excerpt:
    for line in lines:
        at = line.find(quote)
        if at >= 0:
            end = at + len(quote)
            before, after = line[:at], line[end:]
            if len(before) > _AROUND:
                before = "…" + before[-_AROUND:].partition(" ")[2]
            if len(after) > _AROUND:
                after = after[:_AROUND].rpartition(" ")[0] + "…"
            return Excerpt(before, quote, after)
    return Excerpt("", quote, "")
