"""`python -m app`: a window of its own, or with `--web` a page for a browser on this machine."""

from __future__ import annotations

import argparse
import os
import sys
from importlib.util import find_spec

import flet as ft

from app.main import ASSETS, Page, compose
from app.settings import Settings

PORT = 8550


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m app", description="Ba Không")
    parser.add_argument("--web", action="store_true", help="mở trong trình duyệt")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=PORT)
    options = parser.parse_args()
    settings = Settings.read(os.environ)
    settings.folder.mkdir(parents=True, exist_ok=True)
    page = compose(settings)
    if options.web or not has_window():
        if not options.web:
            print("Máy này không mở được cửa sổ riêng, nên ứng dụng chạy trong trình duyệt.")
        serve(page, options.host, options.port)
    else:
        ft.run(page, assets_dir=str(ASSETS))


def has_window() -> bool:
    """Say whether there is a screen to draw on and the desktop client that draws."""
    screen = sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return screen and find_spec("flet_desktop") is not None


def serve(page: Page, host: str, port: int) -> None:
    """Serve the app to browsers until it is stopped."""
    print(f"Ba Không: http://{host}:{port}/", flush=True)
    # Without this, Flet takes a machine with a display for one with a window of its own.
    os.environ["FLET_FORCE_WEB_SERVER"] = "true"
    ft.run(
        page,
        name="",
        view=None,
        host=host,
        port=port,
        assets_dir=str(ASSETS),
        route_url_strategy=ft.RouteUrlStrategy.HASH,
        no_cdn=True,
    )


if __name__ == "__main__":
    main()
