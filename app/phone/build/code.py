"""The archives that the worker loads: standard library, all other modules, and what is no module.

Uncompressed, for the way there is compressed anyway and Python reads them at every start.
"""

from __future__ import annotations

import ast
import io
import marshal
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from app.phone.build import wheels
from app.store.schema import declared

HEADER = 16
"""Bytes before the code in a compiled file."""

Compile = Callable[[Mapping[str, bytes]], dict[str, bytes]]

NOT_ON_PHONES = (
    "app/phone/boot.py", "app/phone/build/", "app/__main__.py", "app/store/tables.py",
)  # fmt: skip
"""What opens the archive is not in it. SQLModel declares the tables, at home; to the phone travels
what it says (`app/store/ready`)."""
UNREAD = (
    "_pydatetime.", "_pydecimal.", "_pyio.", "_pyrepl/", "cProfile.", "cmd.", "curses/", "dbm/",
    "doctest.", "ensurepip/", "ftplib.", "http/server.", "idlelib/", "imaplib.", "lib2to3/",
    "mailbox.", "multiprocessing/", "optparse.", "pdb.", "pickletools.", "poplib.", "profile.",
    "pydoc", "smtplib.", "test/", "this.", "tkinter/", "turtle", "unittest/", "venv/", "wave.",
    "webbrowser.", "wsgiref/", "xml/", "xmlrpc/", "zipapp.",
)  # fmt: skip
"""Of the standard library, what no phone reads."""
UNCALLED = ("pydantic/v1/", "pydantic/mypy.", "flet/testing/", "flet/pytest_plugin.")
"""Of the packages, what only other programs and tests call."""


def archives(root: Path, found: list[Path], pyodide: Path, compile: Compile) -> dict[str, bytes]:
    """Return the three archives, and what opens them, by their names in the release."""
    files: dict[str, bytes] = {}
    for wheel in found:
        files |= wheels.unpack(wheel)
    files = {name: data for name, data in files.items() if not name.startswith(UNCALLED)}
    files |= own(root)
    with ZipFile(pyodide / "python_stdlib.zip") as archive:
        names = [each for each in archive.namelist() if not each.endswith("/")]
        library = {each: archive.read(each) for each in names if not each.startswith(UNREAD)}
    return {
        "boot.py": (root / "app/phone/boot.py").read_bytes(),
        "modules.bin": bound(compile(_python(files))),
        # An extension must be a real file.
        "files.zip": packed({n: d for n, d in files.items() if not n.endswith(".py")}, compile),
        "pyodide/python_stdlib.zip": packed(library, compile),
    }


def own(root: Path) -> dict[str, bytes]:
    """Return the app's sources, what they use of the core, and the schema as plain statements."""
    app, core = (
        {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted((root / package).rglob("*.py"))
        }
        for package in ("app", "shared")
    )
    kept = {name: text for name, text in app.items() if not name.startswith(NOT_ON_PHONES)}
    ready = f"STATEMENTS = {tuple(declared())!r}\n".encode()
    return {**kept, **_reached(kept, core), "app/store/ready.py": ready}


def _reached(kept: Mapping[str, bytes], core: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of `core` that `kept` import, and those that these import in turn."""
    reached: dict[str, bytes] = {}
    fresh = list(kept.values())
    while fresh:
        names = {name for source in fresh for name in _files_imported(source)}
        more = {name: core[name] for name in sorted(names & core.keys() - reached.keys())}
        reached |= more
        fresh = list(more.values())
    return reached


def _files_imported(source: bytes) -> Iterator[str]:
    """Yield the files that `source` may import: of `from a.b import c`, a, a/b and a/b/c."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for parts in (module.split(".") for module in modules):
            for end in range(1, len(parts) + 1):
                path = "/".join(parts[:end])
                yield from (f"{path}.py", f"{path}/__init__.py")


def packed(files: Mapping[str, bytes], compile: Compile) -> bytes:
    """Return an archive of `files`, Python as bytecode; the same files give the same bytes."""
    rest = {name: data for name, data in files.items() if name.endswith((".so", ".json", ".txt"))}
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name, data in sorted({**compile(_python(files)), **rest}.items()):
            archive.writestr(ZipInfo(name), data)
    return made.getvalue()


def bound(compiled: Mapping[str, bytes]) -> bytes:
    """Return the modules of `compiled` files in one piece, for `app.phone.boot` to open.

    The pair (bytecode by dotted name, names of packages), as `marshal` writes it without shared
    references: so the same files give the same bytes.
    """
    modules: dict[str, bytes] = {}
    for file, code in sorted(compiled.items()):
        modules[".".join(_module(file))] = code[HEADER:]
    packages = {_module(file)[:end] for file in compiled for end in range(1, file.count("/") + 1)}
    # A folder may be a package without saying so, and without code.
    names = sorted(".".join(parts) for parts in packages)
    modules |= {name: b"" for name in names if name not in modules}
    return marshal.dumps((modules, names), 2)


def _module(file: str) -> tuple[str, ...]:
    parts = tuple(file.removesuffix(".pyc").split("/"))
    return parts[:-1] if parts[-1] == "__init__" else parts


def _python(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name.endswith(".py")}
