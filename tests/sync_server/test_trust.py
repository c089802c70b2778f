"""The trust page: what a phone gets over plain HTTP, and what it does not."""

from __future__ import annotations

import hashlib
import plistlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address

import pytest
from fastapi.testclient import TestClient

from sync_server.addresses import Hosts, Ways
from sync_server.authority import Authority, authority
from sync_server.trust import create_trust_app

LAPTOP = Hosts(("may-1",), (ip_address("192.168.1.5"), ip_address("10.0.0.5")))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("certificates"), LAPTOP, datetime.now(UTC))


@pytest.fixture
def phone(own: Authority) -> Iterator[TestClient]:
    ways = Ways("https", 8443, look=lambda: LAPTOP, bound="0.0.0.0", trust_port=8080)  # noqa: S104
    app = create_trust_app(own, ways)
    with TestClient(app, base_url="http://10.0.0.5:8080", follow_redirects=False) as phone:
        yield phone


def test_the_page_shows_the_fingerprint_of_the_certificate_that_it_gives(
    phone: TestClient, own: Authority
) -> None:
    given = phone.get("/ba-khong.crt")
    page = phone.get("/").text

    shown = re.findall(r"<span>([0-9A-F]{4})</span>", page)
    assert "".join(shown) == hashlib.sha256(given.content).hexdigest().upper()
    assert given.content == own.der
    assert given.headers["content-type"] == "application/x-x509-ca-cert"
    assert "ba-khong.crt" in given.headers["content-disposition"]


def test_an_iphone_gets_the_same_certificate_in_a_profile(
    phone: TestClient, own: Authority
) -> None:
    answer = phone.get("/ba-khong.mobileconfig")

    assert answer.headers["content-type"] == "application/x-apple-aspen-config"
    profile = plistlib.loads(answer.content)
    (payload,) = profile["PayloadContent"]
    assert (profile["PayloadType"], payload["PayloadType"]) == (
        "Configuration",
        "com.apple.security.root",
    )
    assert payload["PayloadContent"] == own.der
    assert profile["PayloadUUID"] != payload["PayloadUUID"]
    assert phone.get("/ba-khong.mobileconfig").content == answer.content


@pytest.mark.parametrize(
    ("agent", "opened"),
    [
        ("Mozilla/5.0 (Linux; Android 14; K) Chrome/130", ["Điện thoại Android"]),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)", ["iPhone"]),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", ["Máy tính Windows"]),
        ("something else", ["Điện thoại Android", "iPhone"]),
    ],
)
def test_the_steps_for_the_phone_in_hand_are_open(
    phone: TestClient, agent: str, opened: list[str]
) -> None:
    page = phone.get("/", headers={"user-agent": agent}).text

    assert re.findall(r"<details open>\s*<summary>([^<]*)</summary>", page) == opened


@pytest.mark.parametrize(
    ("host", "onward"),
    [
        ("10.0.0.5:8080", "https://10.0.0.5:8443/app/"),
        ("192.168.1.5:8080", "https://192.168.1.5:8443/app/"),
        ("evil.example.org", "https://192.168.1.5:8443/app/"),
    ],
)
def test_the_way_onward_is_https_and_to_ourselves_only(
    phone: TestClient, host: str, onward: str
) -> None:
    page = phone.get("/", headers={"host": host}).text

    assert set(re.findall(r'(?:href|data-ask)="(https?://[^"]*)"', page)) == {onward}
    assert "evil" not in page


@pytest.mark.parametrize(
    "path", ["/login", "/v1/health", "/docs", "/app/", "/communes/15178", "/desk/desk.css"]
)
def test_everything_else_leads_back_to_the_page(phone: TestClient, path: str) -> None:
    answer = phone.get(path)

    assert (answer.status_code, answer.headers["location"]) == (302, "/")
    assert phone.post(path, content=b"x").status_code == 405


def test_the_page_takes_nothing_and_keeps_nothing(phone: TestClient) -> None:
    answer = phone.get("/")

    assert "<form" not in answer.text
    assert "<input" not in answer.text
    assert "set-cookie" not in answer.headers
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert phone.get("/trust.css").status_code == phone.get("/trust.js").status_code == 200
