"""The trust page: how a phone comes to trust the commune's certificate, over plain HTTP.

A phone that does not trust the certificate yet cannot be told so over HTTPS, so this one page, its
two files and its looks are served without it, and nothing else: no sign-in, no data, no cookie.
Whoever can alter what comes over plain HTTP can also swap the certificate in it, hence the
fingerprint to compare with the officer's screen or print.
"""

from __future__ import annotations

import plistlib
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sync_server.addresses import Ways
from sync_server.authority import Authority

CERTIFICATE, PROFILE = "/ba-khong.crt", "/ba-khong.mobileconfig"
_HERE = Path(__file__).parent
_PAGES = Environment(
    loader=FileSystemLoader(_HERE),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_HEADERS = {
    # `https:` for the one question whether this phone trusts the certificate by now.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self';"
    " connect-src https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_trust_app(authority: Authority, ways: Ways) -> Starlette:
    """Return the application of the plain port."""

    def page(request: Request) -> Response:
        html = _PAGES.get_template("trust.html").render(
            groups=authority.fingerprint.split(),
            onward=onward(ways.addresses, request.url.hostname or ""),
            kind=kind_of(request.headers.get("user-agent", "")),
            until=authority.certificate.not_valid_after_utc.date(),
            certificate=CERTIFICATE,
            profile=PROFILE,
        )
        return HTMLResponse(html, headers=_HEADERS)

    def to_the_page(_request: Request) -> Response:
        return RedirectResponse("/", status_code=302, headers=_HEADERS)

    return Starlette(
        routes=[
            Route("/", page),
            Route(CERTIFICATE, _file(authority.der, "application/x-x509-ca-cert", CERTIFICATE)),
            # Not as a download: Safari hands a profile to the settings only when it is shown one.
            Route(PROFILE, _file(profile(authority), "application/x-apple-aspen-config")),
            Route("/trust.css", _file((_HERE / "trust.css").read_bytes(), "text/css")),
            Route("/trust.js", _file((_HERE / "trust.js").read_bytes(), "text/javascript")),
            Route("/{path:path}", to_the_page),
        ]
    )


def _file(content: bytes, kind: str, name: str = "") -> Callable[[Request], Response]:
    saved_as = {"Content-Disposition": f'attachment; filename="{name[1:]}"'} if name else {}
    headers = {**_HEADERS, **saved_as}
    return lambda _request: Response(content, media_type=kind, headers=headers)


def kind_of(agent: str) -> str:
    """Guess from what a browser says of itself which steps to open; the others stay at hand."""
    if "Android" in agent:
        return "android"
    if any(word in agent for word in ("iPhone", "iPad", "iPod")):
        return "iphone"
    return "windows" if "Windows" in agent else ""


def onward(addresses: Sequence[str], host: str) -> str:
    """Return the app's address over HTTPS: by the name that the phone came by, if it is ours."""
    own = next((each for each in addresses if urlsplit(each).hostname == host), addresses[0])
    return f"{own}/app/"


def profile(authority: Authority) -> bytes:
    """Return the certificate as a profile that an iPhone installs; the same one each time."""
    own = uuid5(NAMESPACE_URL, authority.fingerprint)
    title = "Chứng chỉ Ba Không của xã"
    certificate = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": "vn.bakhong.authority.root",
        "PayloadUUID": str(uuid5(own, "root")).upper(),
        "PayloadDisplayName": title,
        "PayloadCertificateFileName": CERTIFICATE[1:],
        "PayloadContent": authority.der,
    }
    return plistlib.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": "vn.bakhong.authority",
            "PayloadUUID": str(own).upper(),
            "PayloadDisplayName": title,
            "PayloadDescription": "Để điện thoại tin cậy máy chủ Ba Không của xã.",
            "PayloadOrganization": "Ba Không",
            "PayloadRemovalDisallowed": False,
            "PayloadContent": [certificate],
        }
    )
