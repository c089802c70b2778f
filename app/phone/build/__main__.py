"""The steps of `make phone`, one after the other."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.phone.build import bytecode, code, packing, pages, wheels

ROOT = Path(__file__).resolve().parents[3]
BEST, QUICK = 11, 5


def build(out: Path, quality: int = BEST, tell: Callable[[str], None] = print) -> str:
    """Build the release into `out` and return its version; what did not change is not redone.

    The first time it takes minutes, so each step is told as it begins.
    """
    cache = out.with_name("cache")
    pyodide = pages.ENGINE / "pyodide"
    compile = partial(bytecode.compiled, pyodide=pyodide, cache=cache / "bytecode")
    tell("1/4 Lấy các gói Python mà ứng dụng cần …")
    found = wheels.fetch(ROOT / "uv.lock", cache / "wheels")
    tell("2/4 Gom trang, phông chữ, biểu tượng và phần chạy trong trình duyệt …")
    files = pages.files(ROOT / "assets")
    tell("3/4 Dịch mã Python cho trình duyệt …")
    files |= code.archives(ROOT, found, pyodide, compile)
    tell(f"4/4 Nén {len(files)} tệp …")
    worker = (pages.WEB / packing.WORKER).read_bytes()
    return packing.release(files, worker, out, cache / "packed", quality)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m app.phone.build")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "phone")
    parser.add_argument("--quick", action="store_true", help="nén nhanh, để thử")
    given = parser.parse_args()
    version = build(given.out, QUICK if given.quick else BEST)
    print(f"Ứng dụng cho điện thoại, phiên bản {version}: {given.out}")


if __name__ == "__main__":
    main()
