"""The composition root: settings become a database, a clock and a web application."""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from shared.problems import Code, Problem
from sync_server import desk, outages
from sync_server.database import Database
from sync_server.feed import Snapshots
from sync_server.officers import Door, Tries
from sync_server.opening import clock, open_database
from sync_server.routes import enrolment, health, phone, reports, sync
from sync_server.routes.edge import refusal

__all__ = ["clock", "create_app", "open_database"]

_LOG = logging.getLogger("bakhong")


def create_app(database: Database, now: Callable[[], int] = clock) -> FastAPI:
    """Return the collector and the desk as one application over `database`."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        database.close()

    app = FastAPIOffline(title="Ba Không", version="1", lifespan=lifespan, redoc_url=None)
    app.state.database, app.state.clock = database, now
    app.state.snapshots, app.state.code_tries = Snapshots(), Tries()
    app.state.door = Door(database)
    app.state.seen = {}
    app.state.phone = phone.folder(os.environ)
    for routes in (health, enrolment, sync, reports, phone):
        app.include_router(routes.router)
    app.include_router(desk.router)
    app.add_exception_handler(Problem, _refused)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(HTTPException, _not_served)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _broken)
    for kind in outages.kinds_of(database):
        app.add_exception_handler(kind, _unable)
    return app


def _answer(request: Request, problem: Problem) -> Response:
    """Write a refusal for whoever asked: JSON for devices and scripts, a page for people."""
    if request.url.path.startswith("/v1/"):
        return refusal(problem)
    return desk.problem_page(request, problem)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - registered for this type
    return _answer(request, error)


async def _bad_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type
    where = ".".join(str(part) for part in error.errors()[0]["loc"])
    return _answer(request, Problem(Code.BAD_REQUEST, field=where[:60]))


async def _not_served(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type
    problem = Problem(Code.NOT_FOUND if error.status_code in (404, 405) else Code.BAD_MESSAGE)
    return _answer(request, problem)


async def _gone(_request: Request, _error: Exception) -> Response:
    # Cut off while it was speaking: nothing was taken, nobody reads the answer.
    return refusal(Problem(Code.BAD_MESSAGE))


async def _unable(request: Request, error: Exception) -> Response:
    if (problem := outages.outage(error)) is None:
        return await _broken(request, error)
    _LOG.warning("unable: %s %s", type(error).__name__, problem.code)
    return _answer(request, problem)


async def _broken(request: Request, error: Exception) -> Response:
    # Route, kind and place only: what a request or an error says may be about people.
    route = getattr(request.scope.get("route"), "path", "?")
    frames = "".join(traceback.format_tb(error.__traceback__))
    _LOG.error("failed: %s %s: %s\n%s", request.method, route, type(error).__name__, frames)
    return _answer(request, Problem(Code.INTERNAL))
