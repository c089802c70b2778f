"""What `make phone` makes, as far as it can be seen without a browser."""

from __future__ import annotations

import ast
import gzip
import io
import json
import re
import sqlite3
from pathlib import Path
from zipfile import ZipFile

import brotli
import pytest

from app.phone.build import code, packing, pages, wheels
from app.phone.build.__main__ import ROOT
from app.phone.build.compiler import bare
from app.store.connection import connect
from app.store.schema import prepare
from app.ui import theme, words

FILES = {"index.html": b"<html>" * 99, "a/b.js": b"let a = 1;" * 99, "icon.png": b"png"}
WORKER = b"const release = __RELEASE__;"


def test_every_dependency_of_the_app_is_pinned_with_a_wheel_for_the_browser() -> None:
    names = wheels.pinned(ROOT / "uv.lock")

    packages = {name.split("-")[0] for name in names}
    assert {"flet", "msgpack", "pydantic", "pydantic_core", "httpx"} <= packages
    assert not packages & {"sqlmodel", "sqlalchemy", "SQLAlchemy", "cryptography"}
    assert all(digest.startswith("sha256:") for digest in names.values())


def test_the_schema_that_travels_is_the_one_that_sqlmodel_declares() -> None:
    scope: dict[str, tuple[str, ...]] = {}
    exec(code.own(ROOT)["app/store/ready.py"], scope)  # noqa: S102 - our own build's
    travelled, declared = sqlite3.connect(":memory:"), connect(":memory:")

    for statement in scope["STATEMENTS"]:
        travelled.execute(statement)
    prepare(declared)

    tables = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
    assert travelled.execute(tables).fetchall() == declared.execute(tables).fetchall()
    travelled.close()
    declared.close()


def test_neither_the_build_nor_the_orm_travels() -> None:
    own = code.own(ROOT)

    assert "app/phone/start.py" in own
    assert not [name for name in own if name.startswith("app/phone/build/")]
    imports = re.compile(rb"^(from|import) (sqlmodel|sqlalchemy|httpx)", re.MULTILINE)
    assert [name for name, text in own.items() if imports.search(text)] == [
        "app/phone/transport.py"
    ]


def test_docstrings_stay_at_home_and_the_code_still_means_the_same() -> None:
    source = (
        '"""Module."""\n'
        "from __future__ import annotations\n"
        'class A:\n    """Class."""\n    x = 1\n'
        'def f():\n    """Function."""\n'
        'def g():\n    "Function."\n    return "kept"\n'
    )
    scope: dict[str, object] = {}

    exec(compile(bare(ast.parse(source)), "m.py", "exec"), scope)  # noqa: S102 - from above

    docs = [scope["__doc__"], *(getattr(scope[name], "__doc__", "") for name in "Afg")]
    assert docs == [".", ".", None, None]
    assert scope["g"]() == "kept"  # type: ignore[operator]


def test_of_the_core_only_what_the_app_imports_travels_to_the_phone() -> None:
    names = code.own(ROOT).keys()

    assert {"shared/__init__.py", "shared/records.py", "shared/bundle.py"} <= names
    assert "app/main.py" in names
    assert not any(name.startswith(("shared/checks/", "shared/roster_")) for name in names)


def test_an_archive_of_the_same_files_has_the_same_bytes() -> None:
    files = {"b.py": b"2", "a.py": b"1", "papers.md": b"", "c.so": b"3"}

    def compile_all(sources: object) -> dict[str, bytes]:
        return {"a.pyc": b"1", "b.pyc": b"2"}

    made = code.packed(files, compile_all)

    assert made == code.packed(dict(reversed(files.items())), compile_all)
    assert ZipFile(io.BytesIO(made)).namelist() == ["a.pyc", "b.pyc", "c.so"]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_a_release_is_whole_and_its_version_is_that_of_its_contents(
    tmp_path: Path, cache: Path
) -> None:
    out = tmp_path / "out"

    first = packing.release(FILES, WORKER, out, cache, 1)
    again = packing.release(FILES, WORKER, out, cache, 1)
    changed = packing.release({**FILES, "icon.png": b"gnp"}, WORKER, out, cache, 1)

    assert first == again != changed
    told = json.loads((out / "release.json").read_text())
    assert told == {"version": changed, "files": [*sorted(FILES), "sw.js"]}
    known = json.loads((out / "sw.js").read_text().removeprefix("const release = ").rstrip(";"))
    assert known["version"] == changed
    assert set(known["files"]) == set(FILES)
    for name in ("index.html", "a/b.js", "sw.js"):
        data = (out / name).read_bytes()
        assert brotli.decompress((out / f"{name}.br").read_bytes()) == data
        assert gzip.decompress((out / f"{name}.gz").read_bytes()) == data


def test_the_page_and_its_manifest_speak_vietnamese_in_the_app_s_colours() -> None:
    files = pages.files(ROOT / "assets")
    manifest = json.loads(files["manifest.webmanifest"])
    page, style = files["index.html"].decode(), files["page.css"].decode()

    assert (manifest["name"], manifest["lang"], words.APP) == ("Ba Không", "vi", "Ba Không")
    assert (manifest["start_url"], manifest["scope"]) == ("/app/", "/app/")
    assert all(icon["src"] in files for icon in manifest["icons"])
    assert '<html lang="vi">' in page
    assert manifest["theme_color"] in page
    known = f"{theme.light().color_scheme} {theme.dark().color_scheme}"
    assert all(colour in known for colour in re.findall(r"#[0-9A-F]{6}", style))


def test_the_page_runs_no_script_but_its_own_files() -> None:
    page = (pages.WEB / "index.html").read_text(encoding="utf-8")

    assert re.findall(r"<script[^>]*>(.*?)</script>", page) == [""]
    assert not re.search(r"\bon\w+=|https?://", page)


def test_a_runtime_whose_fdatasync_is_another_is_not_built_silently() -> None:
    with pytest.raises(LookupError):
        pages._durable(b"function ___syscall_fdatasync(fd){return 0}")
