"""The edge of HTTP: bodies of bounded size, who is asking, refusals as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import JSONResponse

from shared.problems import Code, Problem
from sync_server.database import Database
from sync_server.desk import access
from sync_server.feed import Snapshots


# Coroutines, for a plain function would cost each request a trip to a thread.
async def database(request: Request) -> Database:
    return access.database(request)


async def now_ms(request: Request) -> int:
    return access.now_ms(request)


DatabaseDep = Annotated[Database, Depends(database)]


async def bounded_body(request: Request, limit: int) -> bytes:
    """Read the body, but never more than `limit` bytes of it."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced) > limit:
        raise Problem(Code.TOO_LARGE)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Problem(Code.TOO_LARGE)
    return bytes(body)


async def token(request: Request) -> str:
    """Return the bearer token of the request, or refuse."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret:
        raise Problem(Code.NOT_ENROLLED)
    return secret.strip()


async def snapshots(request: Request) -> Snapshots:
    kept: Snapshots = request.app.state.snapshots
    return kept


def refusal(problem: Problem) -> JSONResponse:
    """Write a Problem as the interface promises: code, sentence, details."""
    content = {
        "code": problem.code,
        "sentence": problem.sentence,
        "details": {name: str(value) for name, value in problem.details.items()},
    }
    status = problem.kind.status or 500
    seconds = int(problem.details.get("minutes", 0)) * 60 or 30
    headers = {"Retry-After": str(seconds)} if status in (429, 503) else {}
    if problem.kind is Code.NOT_SIGNED_IN:
        headers["WWW-Authenticate"] = 'Basic realm="Ba Khong", charset="UTF-8"'
    return JSONResponse(content, status, headers)


NowDep = Annotated[int, Depends(now_ms)]
SnapshotsDep = Annotated[Snapshots, Depends(snapshots)]
TokenDep = Annotated[str, Depends(token)]
