"""Serving: the collector over HTTP or HTTPS, and beside it the trust page over plain HTTP."""

from __future__ import annotations

import gc
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from shared.problems import Code, Problem
from sync_server import qr
from sync_server.addresses import HTTPS_PORT, PORT, TRUST_PORT, Ways, here, keep_address
from sync_server.authority import Authority, authority
from sync_server.certificates import GivenCertificate, ServerCertificate
from sync_server.settings import Settings
from sync_server.trust import create_trust_app

_LOOK_AGAIN_SECONDS = 30
_YEAR_SECONDS = 365 * 24 * 60 * 60

Refresh = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command was asked for."""

    host: str | None = None
    port: int | None = None
    https: bool = False
    certificate: GivenCertificate | None = None
    trust_port: int = TRUST_PORT
    phone: str = ""

    @property
    def is_https(self) -> bool:
        return self.https or self.certificate is not None

    @property
    def bound_host(self) -> str:
        """Return where to listen: to everybody only when asked for HTTPS, or told so."""
        return self.host or ("0.0.0.0" if self.is_https else "127.0.0.1")  # noqa: S104


@dataclass(frozen=True, slots=True)
class Service:
    """Ready to serve: the ways in, and with HTTPS the certificate's files and how to renew them."""

    wish: Wish
    ways: Ways
    proxies: str
    authority: Authority | None = None
    files: tuple[Path, Path] | None = None
    refresh: Refresh | None = None


def prepare(settings: Settings, wish: Wish) -> Service:
    """Return what is needed to serve as wished; makes certificates when they are needed."""
    scheme, port = ("https", HTTPS_PORT) if wish.is_https else ("http", PORT)
    ways = Ways(
        scheme,
        wish.port or port,
        public=settings.public_url,
        phone=wish.phone,
        bound=wish.bound_host,
    )
    if given := wish.certificate:
        named = replace(ways, certified=given.check())
        files = (given.certificate, given.key)
        return Service(wish, named, settings.proxies, None, files, rewritten(given))
    if not wish.https:
        return Service(wish, ways, settings.proxies)
    folder = settings.data / "certificates"
    own = authority(folder, here(), _now())
    server = ServerCertificate(folder / "server.pem", own, here, _now)
    server.refresh()
    trusting = replace(ways, trust_port=wish.trust_port, fingerprint=own.fingerprint)
    files = (server.path, server.path)
    return Service(wish, trusting, settings.proxies, own, files, server.refresh)


def _now() -> datetime:
    return datetime.now(UTC)


def rewritten(given: GivenCertificate) -> Refresh:
    """Return a question: were the certificate's files written anew since it was last asked?"""
    seen = given.changed()

    def refresh() -> bool:
        nonlocal seen
        before, seen = seen, given.changed()
        return before != seen

    return refresh


def run(service: Service, app: FastAPI, folder: Path) -> None:
    """Serve until told to stop; a second port has the trust page, if there is one."""
    with doors(service) as listening:
        answer(service, app, folder, listening)


@contextmanager
def doors(service: Service) -> Iterator[socket.socket]:
    """Open the collector's port, and serve the trust page beside it, if there is one."""
    listening = _listen(service.wish.bound_host, service.ways.port, "--port")
    with listening, _trust_page(service):
        yield listening


def answer(service: Service, app: FastAPI, folder: Path, listening: socket.socket) -> None:
    """Answer who comes in at a port, alone or as one process of several, until told to stop."""
    app.state.ways, app.state.data = service.ways, folder
    _settle_memory()
    server = uvicorn.Server(_config(service, app))
    work = partial(keep_up, service, server.config.ssl, folder)
    with now_and_then(work), suppress(KeyboardInterrupt):
        server.run(sockets=[listening])


def _settle_memory() -> None:
    """Let the collector of cyclic garbage look at what is new only, and seldom.

    A batch is some thousand values without cycles; looking through all that was ever imported
    again and again cost a fifth of a push.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _config(service: Service, app: FastAPI) -> uvicorn.Config:
    certificate, key = service.files or (None, None)
    # Only with a real certificate may browsers be told to insist on HTTPS: with our own, a phone
    # that does not trust it yet could no longer reach the plain page that explains how to, and
    # nobody could get past a warning.
    insist = f"max-age={_YEAR_SECONDS}" if service.wish.certificate else ""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        # Nobody's word is taken for where a call comes from, unless a proxy is named.
        proxy_headers=bool(service.proxies),
        forwarded_allow_ips=service.proxies or None,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        headers=[("Strict-Transport-Security", insist)] if insist else [],
    )
    config.load()
    return config


def _listen(host: str, port: int, option: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = host == "::" and socket.has_dualstack_ipv6()
    try:
        return socket.create_server((host, port), family=family, dualstack_ipv6=both)
    except OSError as error:
        raise Problem(Code.PORT_TAKEN, port=str(port), option=option) from error


@contextmanager
def _trust_page(service: Service) -> Iterator[None]:
    """Serve the trust page from a thread: the signals to stop belong to the collector."""
    if service.authority is None or service.ways.trust_port is None:
        yield
        return
    app = create_trust_app(service.authority, service.ways)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, proxy_headers=False, lifespan="off"
    )
    server = uvicorn.Server(config)
    listening = _listen(service.wish.bound_host, service.ways.trust_port, "--trust-port")
    thread = threading.Thread(target=server.run, args=([listening],), name="trust page")
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def now_and_then(work: Callable[[], None]) -> Iterator[None]:
    """Do `work` at once and every half minute, in a thread of its own."""
    done = threading.Event()

    def again() -> None:
        while not done.wait(_LOOK_AGAIN_SECONDS):
            # Half-written files of a renewal: what was loaded serves on, and it looks again.
            with suppress(OSError):
                work()

    work()
    thread = threading.Thread(target=again, name="certificates")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def keep_up(service: Service, context: ssl.SSLContext | None, folder: Path) -> None:
    """Follow the machine into another network: renew the certificate, note the new address."""
    if service.refresh and service.refresh() and service.files and context:
        # A half-written pair must not replace the one that works.
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(*service.files)
        # New callers get the new one; who is connected stays so.
        context.load_cert_chain(*service.files)
    keep_address(folder, service.ways.addresses[0])


def welcome(ways: Ways) -> Iterator[str]:
    """Yield where the desk is, and how phones get in, for a terminal."""
    yield f"Bàn làm việc: {ways.addresses[0]}/"
    for other in ways.addresses[1:]:
        yield f"  hoặc, trong mạng khác: {other}/"
    if ways.scheme == "http" and not ways.public.startswith("https:"):
        yield "Muốn điện thoại giữ ứng dụng khi mất mạng thì cần HTTPS: bakhong serve --https."
        return
    if not ways.trust_addresses:
        return
    yield "Điện thoại: cùng mạng Wi-Fi với máy này, quét mã QR để tin cậy chứng chỉ của xã:"
    yield f"  {ways.trust_addresses[0]}/"
    yield qr.blocks(f"{ways.trust_addresses[0]}/")
    yield "Mã kiểm tra (SHA-256), phải giống hệt trên điện thoại:"
    groups = ways.fingerprint.split()
    for at in range(0, len(groups), 4):
        yield "  " + " ".join(groups[at : at + 4])
