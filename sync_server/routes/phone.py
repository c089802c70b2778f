"""The app for phones, as `make phone` built it: compressed beforehand, only what it listed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from shared.problems import Code, Problem

router = APIRouter(include_in_schema=False)

BUILT = Path(__file__).resolve().parents[2] / "build" / "phone"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".frag": "application/octet-stream",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".otf": "font/otf",
    ".png": "image/png",
    ".ttf": "font/ttf",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".zip": "application/octet-stream",
}
_HEADERS = {
    # Python and Flutter are WebAssembly; nothing is ever made from text, and nothing leaves home.
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"
    " worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:;"
    " font-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'self';"
    " form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Names do not change with contents, so browsers ask; keeping is the service worker's work.
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding",
}
_NOT_BUILT = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>Ba Không</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><h1>Chưa có ứng dụng cho điện thoại</h1>
<p>Nếu vừa chạy <code>make run</code>: máy đang dựng, chừng một phút nữa hãy tải lại trang này;
trong lúc chờ, ứng dụng đã mở sẵn ở địa chỉ in trên màn hình, bên cạnh “Ứng dụng của tình nguyện
viên”.
Nếu không: hãy chạy lệnh <code>make phone</code> trên máy chủ (một lần, vài phút).</p>
<div lang="en"><h2>The app for phones is not built yet</h2>
<p>After <code>make run</code>: it is being built, reload this page in a minute; meanwhile the same
app is shown at the address that it prints. Otherwise run <code>make phone</code> on the collector's
machine (once, some minutes).</p></div>
</body></html>
"""


def folder(environ: Mapping[str, str]) -> Path:
    """Return where the built app lies: `BAKHONG_PHONE`, or where `make phone` puts it."""
    return Path(environ.get("BAKHONG_PHONE") or BUILT)


@router.get("/app")
async def enter() -> Response:
    return RedirectResponse("/app/", 307)


@router.api_route("/app/{name:path}", methods=["GET", "HEAD"])
def file(request: Request, name: str) -> Response:
    built: Path = request.app.state.phone
    release = _release(built)
    if release is None and not name:
        return HTMLResponse(_NOT_BUILT, 503, {"Cache-Control": "no-store", "Retry-After": "60"})
    name = name or "index.html"
    # Only names that the build has listed: no path leads out of the folder.
    if release is None or name not in release["files"]:
        raise Problem(Code.NOT_FOUND)
    suffix, encoding = _encoding(request, built / name)
    headers = {**_HEADERS, "ETag": f'"{release["version"]}{suffix}"', **encoding}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    kind = _TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
    if not (built / f"{name}{suffix}").is_file():
        raise Problem(Code.NOT_FOUND)
    return FileResponse(built / f"{name}{suffix}", headers=headers, media_type=kind)


def _release(built: Path) -> dict[str, Any] | None:
    try:
        return json.loads((built / "release.json").read_bytes())  # type: ignore[no-any-return]
    except (FileNotFoundError, ValueError):
        # Nothing built, or being built at this moment.
        return None


def _encoding(request: Request, path: Path) -> tuple[str, dict[str, str]]:
    """Return the smallest copy that the browser can unpack: its suffix, and how to say so."""
    accepted = {
        part.split(";")[0].strip()
        for part in request.headers.get("accept-encoding", "").split(",")
        if not part.replace(" ", "").endswith(";q=0")
    }
    for coding, suffix in (("br", ".br"), ("gzip", ".gz")):
        if coding in accepted and path.with_name(path.name + suffix).exists():
            return suffix, {"Content-Encoding": coding}
    return "", {}
