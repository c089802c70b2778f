"""HTTP by the byte: requests as the courier sends them, over one kept-alive socket, counted."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import Self

import httpx


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, and how many bytes went each way, headers included."""

    status: int
    body: bytes
    up: int
    down: int


class Wire:
    """A connection to the collector in the name of a device."""

    def __init__(self, port: int, token: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # httpx decides on the headers, so that what is counted is what a phone sends.
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {token}"}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        self._client.close()

    def push(self, body: bytes) -> Reply:
        return self.send(self.packed(body))

    def pull(self, after: int = 0) -> Reply:
        headers = {"Accept-Encoding": "gzip"}
        return self.send(
            _raw(self._client.build_request("GET", f"/v1/pull?after={after}", headers=headers))
        )

    def packed(self, body: bytes) -> bytes:
        """Return a whole push as it goes over the wire."""
        headers = {
            "Accept-Encoding": "gzip",
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
        }
        return _raw(self._client.build_request("POST", "/v1/push", content=body, headers=headers))

    def send(self, raw: bytes) -> Reply:
        """Send a whole request and read the whole reply."""
        self._socket.sendall(raw)
        received = bytearray()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head = bytes(received[:end]).decode("latin-1").lower()
        length = int(head.partition("content-length:")[2].split(None, 1)[0])
        while len(received) < end + 4 + length:
            received += self._more()
        status = int(head.split(None, 2)[1])
        assert status == 200, bytes(received)
        return Reply(status, bytes(received[end + 4 :]), len(raw), len(received))

    def _more(self) -> bytes:
        if not (part := self._socket.recv(1 << 18)):
            raise ConnectionError("closed")
        return part


def _raw(request: httpx.Request) -> bytes:
    lines = [f"{request.method} {request.url.raw_path.decode()} HTTP/1.1".encode()]
    lines += [name + b": " + value for name, value in request.headers.raw]
    return b"\r\n".join([*lines, b"", request.read()])
