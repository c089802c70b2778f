"""AES-256-GCM on the phone: the browser's own (WebCrypto), so no library need travel there."""

from __future__ import annotations

from typing import Any

from js import Object, Uint8Array, crypto
from pyodide.ffi import JsException, to_js

from app.sync.carrier import Cipher, NotAuthentic
from shared.bundle import NONCE_BYTES


async def _seal(key: bytes, nonce: bytes, text: bytes, lead: bytes) -> bytes:
    sealed = await crypto.subtle.encrypt(_way(nonce, lead), await _key(key), to_js(text))
    return bytes(sealed.to_bytes())


async def _unseal(key: bytes, nonce: bytes, sealed: bytes, lead: bytes) -> bytes:
    try:
        text = await crypto.subtle.decrypt(_way(nonce, lead), await _key(key), to_js(sealed))
    except JsException as error:
        raise NotAuthentic from error
    return bytes(text.to_bytes())


def _way(nonce: bytes, lead: bytes) -> Any:
    said = {"name": "AES-GCM", "iv": to_js(nonce), "additionalData": to_js(lead)}
    return to_js(said, dict_converter=Object.fromEntries)


async def _key(key: bytes) -> Any:
    uses = to_js(["encrypt", "decrypt"])
    return await crypto.subtle.importKey("raw", to_js(key), "AES-GCM", False, uses)


def a_nonce() -> bytes:
    return bytes(crypto.getRandomValues(Uint8Array.new(NONCE_BYTES)).to_bytes())


BROWSER = Cipher(_seal, _unseal, a_nonce)
