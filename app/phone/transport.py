"""The courier's way to the collector where there are no sockets: the browser's own fetch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
from js import AbortController, Object, fetch
from pyodide.ffi import JsException, to_js

# The browser sets these itself and lets nobody else.
_OWN = {"host", "connection", "content-length", "accept-encoding", "user-agent", "accept"}
# It has unpacked the reply already, so what these say is no longer so.
_PACKED = {"content-encoding", "content-length", "transfer-encoding"}


class FetchTransport(httpx.AsyncBaseTransport):
    """Sends each request by fetch: without cookies, caches and redirects."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        seconds = request.extensions.get("timeout", {})
        silence = seconds.get("read")
        body = await request.aread()
        controller = AbortController.new()
        options = {
            "method": request.method,
            "headers": {k: v for k, v in request.headers.items() if k.lower() not in _OWN},
            "body": body or None,
            "signal": controller.signal,
            "redirect": "manual",
            "credentials": "omit",
            "cache": "no-store",
            "referrerPolicy": "no-referrer",
        }
        asked = fetch(str(request.url), to_js(options, dict_converter=Object.fromEntries))
        try:
            reply = await asyncio.wait_for(asked, silence)
        except BaseException as error:
            controller.abort()
            raise _as_known(error, request) from error
        if reply.type == "opaqueredirect":
            raise httpx.RemoteProtocolError("a redirect nobody asked for", request=request)
        headers = [(k, v) for k, v in reply.headers.entries() if k.lower() not in _PACKED]
        stream = _Reply(reply.body, controller, request, silence)
        return httpx.Response(reply.status, headers=headers, stream=stream, request=request)


class _Reply(httpx.AsyncByteStream):
    """The body of a reply as it comes in; `silence` is how long one may wait for the next part."""

    def __init__(
        self, body: Any, controller: Any, request: httpx.Request, silence: float | None
    ) -> None:
        self._reader = body.getReader() if body else None
        self._controller, self._request, self._silence = controller, request, silence

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self._reader is not None:
            try:
                part = await asyncio.wait_for(self._reader.read(), self._silence)
            except BaseException as error:
                self._controller.abort()
                raise _as_known(error, self._request) from error
            if part.done:
                self._reader = None
                return
            yield part.value.to_bytes()

    async def aclose(self) -> None:
        if self._reader is not None:
            self._controller.abort()


def _as_known(error: BaseException, request: httpx.Request) -> BaseException:
    """Return what httpx would have raised; what is no failure of the network stays what it is."""
    match error:
        case TimeoutError():
            return httpx.ReadTimeout("silence", request=request)
        case JsException():
            return httpx.ConnectError(str(error), request=request)
        case _:
            return error
