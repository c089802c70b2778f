"""The installed app over the commune's own HTTPS: no name, no internet, as in a village."""

from __future__ import annotations

import base64
import hashlib
import ssl
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Error, sync_playwright

from sync_server.addresses import here
from tests.browser.office import golden_office
from tests.browser.pocket import NO_CARD, built_app, pocket
from tests.browser.test_journey import addresses, sync
from tests.browser.test_phone import plain_ticks, tick_and_see_saved
from tests.support import golden
from tests.support.browser import free_port, serving

pytestmark = pytest.mark.browser
HOME = "Bùi Văn Thắng"


def laptop() -> str:
    """Return the address that phones in the hotspot would use; this machine's own without one."""
    found = [str(each) for each in here().addresses if isinstance(each, IPv4Address)]
    return next(iter(found), "127.0.0.1")


def trusting(host: str, port: int) -> str:
    """Return the flag of a browser that trusts who answers there, as a phone that took in the
    commune's authority does; Chromium keeps authorities in its system's store, not in a profile."""
    certificate = x509.load_pem_x509_certificate(ssl.get_server_certificate((host, port)).encode())
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    digest = base64.b64encode(hashlib.sha256(key).digest()).decode()
    return f"--ignore-certificate-errors-spki-list={digest}"


def test_a_phone_that_trusts_the_commune_installs_works_without_a_network_and_sends_later(
    tmp_path: Path,
) -> None:
    built = built_app(tmp_path)
    office, host = golden_office(tmp_path / "office"), laptop()
    code = office.invite(*(village.id for village in golden.VILLAGES))
    trust, tick = free_port(), plain_ticks()[0]
    address = f"https://{host}:{office.port}/app/"
    command = ["sync_server.cli", "serve", "--quiet", "--https", "--port", str(office.port)]
    serves = (
        [*command, "--trust-port", str(trust)],
        f"http://127.0.0.1:{trust}/",
        office.folder,
    )

    with sync_playwright() as playwright:
        with serving(*serves, BAKHONG_PHONE=str(built)):
            with (
                pocket(playwright, tmp_path / "stranger") as own,
                pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"),
            ):
                own.page.goto(address)
            trusts = (*NO_CARD, trusting(host, office.port))
            with pocket(playwright, tmp_path / "phone", card=trusts) as own:
                screen = own.open(f"{address}#/enrol?code={code}")
                screen.press("Đăng ký")
                screen.sees(HOME)
                asked = own.page.context.new_cdp_session(own.page)
                told = asked.send("Page.getInstallabilityErrors")
                assert told["installabilityErrors"] == [], "no way onto the home screen"
                own.page.wait_for_timeout(500)
                own.kill()

        with pocket(playwright, tmp_path / "phone", card=trusts) as own:
            screen = own.open(address)
            screen.sees(HOME)
            screen.go(addresses()[tick.household, tick.who])
            tick_and_see_saved(screen, tick)
            with serving(*serves, BAKHONG_PHONE=str(built)):
                sync(screen)
