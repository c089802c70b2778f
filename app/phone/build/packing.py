"""The release: hashes, a version made of them, the service worker that knows both, packed copies.

The version is the hash of all contents, so the same sources give the same version.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import brotli

WORKER = "sw.js"
MARK = "__RELEASE__"
UNCACHED = {"assets/NOTICES"}
"""Served, for licences ask for it, but not carried to every phone."""
PAINTERS = {
    "wasm": ("main.dart.mjs", "main.dart.wasm", "canvaskit/skwasm.js", "canvaskit/skwasm.wasm"),
    "chromium": (
        "main.dart.js", "canvaskit/chromium/canvaskit.js", "canvaskit/chromium/canvaskit.wasm",
    ),
    "full": ("main.dart.js", "canvaskit/canvaskit.js", "canvaskit/canvaskit.wasm"),
}  # fmt: skip
"""What draws the app, one of three: each browser fetches the one that it can use."""


def fetched(names: Iterable[str], painter: str) -> list[str]:
    """Return which files of a release a browser fetches that draws with `painter`."""
    others = {name for each in PAINTERS.values() for name in each} - set(PAINTERS[painter])
    return [name for name in names if name not in UNCACHED | others]


def release(files: Mapping[str, bytes], worker: bytes, out: Path, cache: Path, quality: int) -> str:
    """Write `files` to `out`, whole or not at all, and return the version."""
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    listed = {
        name: [digest, len(files[name])] for name, digest in hashes.items() if name not in UNCACHED
    }
    text = json.dumps([listed, PAINTERS], sort_keys=True) + worker.decode()
    version = hashlib.sha256(text.encode()).hexdigest()[:16]
    known = json.dumps({"version": version, "files": listed, "painters": PAINTERS})
    all_files = {**files, WORKER: worker.replace(MARK.encode(), known.encode())}
    fresh = out.with_name(f"{out.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, data in all_files.items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    _pack(fresh, all_files, cache, quality)
    names = sorted(all_files)
    (fresh / "release.json").write_text(json.dumps({"version": version, "files": names}))
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
    return version


def _pack(folder: Path, files: Mapping[str, bytes], cache: Path, quality: int) -> None:
    """Put compressed copies beside the files; what was compressed before is not done again."""
    cache.mkdir(parents=True, exist_ok=True)
    places = {
        name: cache / f"{hashlib.sha256(data).hexdigest()}.{quality}"
        for name, data in files.items()
        if not name.endswith((".png", ".woff2"))
    }
    new = {place: files[name] for name, place in places.items() if not place.exists()}
    with ProcessPoolExecutor() as pool:
        # The largest first, so that no core waits for one of them at the end.
        order = sorted(new, key=lambda place: -len(new[place]))
        for place, pair in zip(
            order, pool.map(_both, [(new[p], quality) for p in order]), strict=True
        ):
            place.with_suffix(f"{place.suffix}.gz").write_bytes(pair[1])
            place.write_bytes(pair[0])
    for name, place in places.items():
        shutil.copyfile(place, folder / f"{name}.br")
        shutil.copyfile(place.with_suffix(f"{place.suffix}.gz"), folder / f"{name}.gz")


def _both(work: tuple[bytes, int]) -> tuple[bytes, bytes]:
    data, quality = work
    return brotli.compress(data, quality=quality, lgwin=24), gzip.compress(data, 9, mtime=0)
