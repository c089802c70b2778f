"""The app for phones over HTTP: small, typed, and nothing else of the disk."""

from __future__ import annotations

import gzip
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from fastapi.testclient import TestClient

from app.phone.build import packing
from sync_server.database import Database
from sync_server.main import create_app
from sync_server.routes import phone
from tests.support import running
from tests.support.people import NOW_MS

FILES = {
    "index.html": b"<html lang=vi>" * 40,
    "pyodide/pyodide.asm.wasm": b"\0asm" * 400,
    "icons/icon.png": b"png",
}


@pytest.fixture
def client(sqlite: Database, tmp_path: Path) -> Iterator[TestClient]:
    built = tmp_path / "built"
    packing.release(FILES, b"const r = __RELEASE__;", built, tmp_path / "cache", 1)
    (tmp_path / "secret").write_text("secret")
    with TestClient(create_app(sqlite, lambda: NOW_MS)) as client:
        client.app.state.phone = built  # type: ignore[attr-defined]
        yield client


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", None)],
)
def test_each_browser_gets_the_smallest_copy_that_it_can_unpack(
    client: TestClient, accepted: str, coding: str | None
) -> None:
    path = "/app/pyodide/pyodide.asm.wasm"
    with client.stream("GET", path, headers={"Accept-Encoding": accepted}) as reply:
        raw = b"".join(reply.iter_raw())

    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert reply.headers.get("content-encoding") == coding
    assert unpack(raw) == FILES["pyodide/pyodide.asm.wasm"]
    assert reply.headers["content-type"] == "application/wasm"
    assert int(reply.headers["content-length"]) == len(raw)
    assert reply.headers["vary"] == "Accept-Encoding"


def test_the_page_allows_nothing_from_elsewhere_and_is_asked_for_anew(client: TestClient) -> None:
    page = client.get("/app/")
    policy = page.headers["content-security-policy"]

    assert page.text.startswith("<html lang=vi>")
    assert "default-src 'none'" in policy
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy
    assert page.headers["cache-control"] == "no-cache"
    assert client.get("/app/sw.js?painter=full").headers["cache-control"] == "no-cache"
    assert client.get("/app", follow_redirects=False).headers["location"] == "/app/"


def test_what_a_browser_has_already_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/app/").headers["etag"]

    again = client.get("/app/", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "name", ["../secret", "..%2fsecret", "%2e%2e/secret", "/etc/passwd", "release.json", "sw.js.br"]
)
def test_only_what_the_build_listed_is_served(client: TestClient, name: str) -> None:
    assert client.get(f"/app/{name}").status_code == 404


def test_without_a_build_the_page_says_how_to_make_one(client: TestClient, tmp_path: Path) -> None:
    client.app.state.phone = tmp_path / "nothing"  # type: ignore[attr-defined]

    page = client.get("/app/")

    assert page.status_code == 503
    assert "make phone" in page.text
    for name in re.findall("“(.+?)”", page.text):
        assert name in inspect.getsource(running), "make run prints no such name"
    assert client.get("/app/page.js").status_code == 404


def test_where_the_build_lies_is_a_setting() -> None:
    assert phone.folder({}) == phone.BUILT
    assert phone.folder({"BAKHONG_PHONE": "elsewhere"}) == Path("elsewhere")
