"""What the browser shows around the app: page, manifest, engine, fonts and icons."""

from __future__ import annotations

import json
import re
from itertools import chain
from pathlib import Path

import flet as ft
import flet_web

from app.phone.build import packing
from app.ui import theme, words

WEB = Path(__file__).resolve().parent.parent / "web"
ENGINE = Path(flet_web.get_package_web_dir())
BASE = "/app/"
KEPT = (
    "version.json", *chain.from_iterable(packing.PAINTERS.values()),
    "assets/AssetManifest.bin", "assets/AssetManifest.bin.json", "assets/NOTICES",
    "assets/fonts/MaterialIcons-Regular.otf", "assets/fonts/roboto.woff2",
    "assets/shaders/ink_sparkle.frag", "assets/shaders/stretch_effect.frag",
    "pyodide/pyodide.mjs", "pyodide/pyodide.asm.mjs", "pyodide/pyodide.asm.wasm",
)  # fmt: skip
"""Of Flet's web client: without maths fonts, source maps, players, and the renderers not used."""

_IDLE = b"function ___syscall_fdatasync(fd){try{var stream=SYSCALLS.getStreamFromFD(fd);return 0}"
_SYNCING = _IDLE.replace(b"return 0}", b"return stream.stream_ops?.fsync?.(stream)??0}")


def files(assets: Path) -> dict[str, bytes]:
    """Return the files that do not depend on the app's code, by their names in the release."""
    found = {name: (ENGINE / name).read_bytes() for name in KEPT}
    for path in sorted(WEB.iterdir()):
        if path.name != "sw.js":
            found[path.name] = path.read_bytes()
    for pattern in ("fonts/*.ttf", "icons/icon-*.png", "icons/apple-*.png", "favicon.png"):
        found |= {_name(path, assets): path.read_bytes() for path in sorted(assets.glob(pattern))}
    return {
        **found,
        "flutter.js": _loader(),
        "assets/FontManifest.json": _fonts(),
        "manifest.webmanifest": _manifest(),
        "pyodide/pyodide-lock.json": _lock(),
        "pyodide/pyodide.asm.mjs": _durable(found["pyodide/pyodide.asm.mjs"]),
    }


def _name(path: Path, assets: Path) -> str:
    return path.relative_to(assets).as_posix()


def _loader() -> bytes:
    """Return Flutter's loader without the call at its end: our page calls it when all is ready."""
    text = (ENGINE / "flutter_bootstrap.js").read_text(encoding="utf-8")
    found = re.match(r".*?_flutter\.buildConfig = \{.*?\};\n", text, re.DOTALL)
    if found is None:
        raise LookupError("Flet's loader has changed")
    return found[0].replace("//# sourceMappingURL=flutter.js.map\n", "").encode()


def _fonts() -> bytes:
    """Return the fonts that Flutter loads before its first frame; of Flet's own, two are used."""
    kept = {
        "MaterialIcons": "fonts/MaterialIcons-Regular.otf",
        "Roboto": "fonts/roboto.woff2",
        # Ours from the start, or Flutter goes looking for Vietnamese letters elsewhere.
        **{family: f"../{path}" for family, path in theme.FONTS.items()},
    }
    return json.dumps(
        [{"family": family, "fonts": [{"asset": path}]} for family, path in kept.items()]
    ).encode()


def _manifest() -> bytes:
    colours = theme.light().color_scheme or ft.ColorScheme()
    icons = [
        {"src": f"icons/{name}.png", "sizes": f"{size}x{size}", "type": "image/png", **purpose}
        for size in (192, 512)
        for name, purpose in (
            (f"icon-{size}", {}),
            (f"icon-maskable-{size}", {"purpose": "maskable"}),
        )
    ]
    content = {
        "id": BASE,
        "name": words.APP,
        "short_name": words.APP,
        "description": words.TAGLINE,
        "lang": "vi",
        "dir": "ltr",
        "start_url": BASE,
        "scope": BASE,
        "display": "standalone",
        "orientation": "any",
        "background_color": str(colours.surface),
        "theme_color": str(colours.primary),
        # A card's QR code opens its household in the app that is open already.
        "launch_handler": {"client_mode": "navigate-existing"},
        "icons": icons,
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _durable(runtime: bytes) -> bytes:
    """Return Pyodide's runtime with an `fdatasync` that does something.

    It is what SQLite calls for each promise, and the runtime answers it with success alone; `fsync`
    beside it asks the file system, so this one shall too.
    """
    parts = runtime.split(_IDLE)
    if len(parts) != 2:
        raise LookupError("Pyodide's fdatasync has changed: see whether it reaches the disk now")
    return _SYNCING.join(parts)


def _lock() -> bytes:
    """Return Pyodide's list of packages to fetch: none, but it wants to know its own version."""
    whole = json.loads((ENGINE / "pyodide/pyodide-lock.json").read_text(encoding="utf-8"))
    return json.dumps({"info": whole["info"], "packages": {}}).encode()
