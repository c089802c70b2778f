"""Several processes at one port and one PostgreSQL: each a whole collector; who dies is replaced.

What one collector does once is done here, by the parent: opening the port, renewing certificates,
the trust page. Workers share nothing but the database and the data folder. Each holds the data as a
collector that serves it (`running`), and leaves when its parent is gone.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess

from sqlalchemy.exc import DBAPIError

from shared.problems import Code, Problem
from sync_server import running, serving
from sync_server.certificates import GivenCertificate
from sync_server.main import create_app, open_database
from sync_server.serving import Service
from sync_server.settings import Settings

_LOG = logging.getLogger("bakhong")
# Without a fork: the parent has threads.
_SPAWN = multiprocessing.get_context("spawn")
_PAUSE_SECONDS, _PATIENCE_SECONDS = 1, 30

Hire = Callable[[], SpawnProcess]


def check(settings: Settings, count: int) -> None:
    """Refuse several workers where they could not serve together."""
    if count > 1 and (settings.database_url.startswith("sqlite") or sys.platform == "win32"):
        raise Problem(Code.ONE_WORKER)


def run(service: Service, settings: Settings, count: int) -> None:
    """Serve with `count` workers until told to stop."""
    keep_up = partial(serving.keep_up, service, None, settings.data)
    with serving.doors(service) as listening, serving.now_and_then(keep_up):
        # Neither the authority's key nor a closure goes to another process.
        own = replace(service, authority=None, refresh=None)
        hire = partial(_hire, own, settings, listening)
        crew: list[SpawnProcess] = []
        with suppress(KeyboardInterrupt):
            # Either signal to stop ends the waiting.
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            crew += [hire() for _ in range(count)]
            _replace_the_dead(crew, hire)
        _dismiss(crew)


def _hire(service: Service, settings: Settings, listening: socket.socket) -> SpawnProcess:
    worker = _SPAWN.Process(target=_work, args=(service, settings, listening), daemon=True)
    worker.start()
    return worker


def _replace_the_dead(crew: list[SpawnProcess], hire: Hire) -> None:
    while wait([worker.sentinel for worker in crew]):
        for place, worker in enumerate(crew):
            if not worker.is_alive():
                _LOG.warning("worker %s ended with %s: another begins", worker.pid, worker.exitcode)
                # One that cannot begin, for the database is away, must not try without end.
                time.sleep(_PAUSE_SECONDS)
                crew[place] = hire()


def _dismiss(crew: list[SpawnProcess]) -> None:
    """Let every worker finish what it is at."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    for worker in crew:
        worker.terminate()
    for worker in crew:
        worker.join(_PATIENCE_SECONDS)


def _work(service: Service, settings: Settings, listening: socket.socket) -> None:
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    if service.files:
        # Before they are loaded, so that nothing newer is missed.
        service = replace(service, refresh=serving.rewritten(GivenCertificate(*service.files)))
    try:
        with running.serving(settings):
            database = open_database(settings)
            serving.answer(service, create_app(database), settings.data, listening)
    except (Problem, DBAPIError) as error:
        _LOG.warning("worker cannot begin: %s", type(error).__name__)
        sys.exit(1)


def _leave_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
