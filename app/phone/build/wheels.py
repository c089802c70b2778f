"""The app's dependencies for the browser's Python, as uv.lock pins them.

uv does not know this platform yet; pip does, and checks the same hashes.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from packaging.markers import Marker
from packaging.tags import Tag
from packaging.utils import parse_wheel_filename

ROOTS = ("flet", "pydantic", "httpx", "qrcode")
UNUSED = {"anyio", "certifi", "h11", "httpcore"}
"""What httpx needs only for sockets."""

PYTHON, PLATFORM = "3.14", "pyemscripten_2026_0_wasm32"
_ENVIRONMENT = {
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "python_version": PYTHON,
    "python_full_version": f"{PYTHON}.0",
}
_TAGS = {Tag("cp314", "cp314", PLATFORM), Tag("py3", "none", "any")}

Package = Mapping[str, Any]


def pinned(lock: Path) -> dict[str, str]:
    """Return the file name of each wheel that the app needs, and its hash."""
    packages = {each["name"]: each for each in tomllib.loads(lock.read_text())["package"]}
    return dict(_wheel(packages[name]) for name in sorted(_needed(packages)))


def _needed(packages: Mapping[str, Package]) -> set[str]:
    found: set[str] = set()
    waiting = list(ROOTS)
    while waiting:
        name = waiting.pop()
        if name not in found and name not in UNUSED:
            found.add(name)
            waiting += _dependencies(packages[name])
    return found


def _dependencies(package: Package) -> Iterator[str]:
    for each in package.get("dependencies", ()):
        if "marker" not in each or Marker(each["marker"]).evaluate(_ENVIRONMENT):
            yield each["name"]


def _wheel(package: Package) -> tuple[str, str]:
    for wheel in package["wheels"]:
        name = wheel["url"].rsplit("/", 1)[-1]
        if parse_wheel_filename(name)[3] & _TAGS:
            return name, wheel["hash"]
    raise LookupError(f"{package['name']} {package['version']}: no wheel for the browser")


def fetch(lock: Path, cache: Path) -> list[Path]:
    """Return the wheels, taken from the registry into `cache` unless they lie there already."""
    cache.mkdir(parents=True, exist_ok=True)
    names = pinned(lock)
    missing = {name: digest for name, digest in names.items() if not (cache / name).exists()}
    if missing:
        wanted = cache / "wanted.txt"
        lines = []
        for name, digest in missing.items():
            package, version, *_ = parse_wheel_filename(name)
            lines.append(f"{package}=={version} --hash={digest}\n")
        wanted.write_text("".join(lines))
        target = ["--platform", PLATFORM, "--python-version", PYTHON, "--implementation", "cp"]
        subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-m", "pip", "download", "-qq", "--no-deps",
             "--disable-pip-version-check", "--only-binary=:all:", "--require-hashes",
             *target, "--dest", str(cache), "--requirement", str(wanted)],
            check=True,
        )  # fmt: skip
    return [cache / name for name in names]


def unpack(wheel: Path) -> dict[str, bytes]:
    """Return the files of a wheel without its papers and its own tests."""
    with ZipFile(wheel) as archive:
        return {
            name: archive.read(name)
            for name in archive.namelist()
            if not name.endswith("/")
            and not any(part in name for part in (".dist-info/", ".data/", "/tests/"))
        }
