"""What `check` of a document costs: twenty pages that are figures from end to end."""

from __future__ import annotations

import time
from pathlib import Path

from sync_server.check_command import parts_of
from sync_server.documents import read_document
from tests.bench.goals import Line, middle
from tests.bench.workload import Workload

# A page of an official document holds about 3,000 letters.
PAGES, LETTERS = 20, 3_000
_LINES = (
    "- Tỷ lệ người dân có chữ ký điện tử cá nhân: 7{0:03d}/1{1:04d} = {2},{3:02d}%.",
    "Toàn xã có {1} hộ, trong đó {0} hộ thanh toán tiền điện không dùng tiền mặt, đạt {2}%.",
    "Tiếp nhận 3.{0:03d} hồ sơ (1{0:03d} hồ sơ trực tuyến, 1{2:03d} hồ sơ trực tiếp).",
    "Thực hiện Kế hoạch số {0}/KH-UBND ngày {4}/02/2025 của UBND xã về chuyển đổi số.",
)


def measure(folder: Path, prepared: Path, work: Workload, quick: bool) -> list[Line]:
    """Return the line of the checks: CPU seconds for twenty pages."""
    file = _document()
    seconds = middle([_timed(file) for _ in range(1 if quick else 3)])
    said = f"{PAGES} pages"
    return [Line("5", "check of a document", f"{seconds:.2f} s", said, seconds, 2, 1, "s")]


def _timed(file: bytes) -> float:
    start = time.process_time()
    (part,) = parts_of([("a.txt", read_document("a.txt", file))])
    seconds = time.process_time() - start
    if not part.findings:
        raise RuntimeError("the checks found nothing in a document full of faults")
    return seconds


def _document() -> bytes:
    lines, letters, at = [], 0, 0
    while letters < PAGES * LETTERS:
        at += 1
        line = _LINES[at % len(_LINES)].format(
            at * 7 % 1000, at * 13 % 10_000, at % 100, at * 3 % 100, at % 28 + 1
        )
        lines.append(line)
        letters += len(line)
    return "\n".join(["BÁO CÁO", *lines]).encode()
