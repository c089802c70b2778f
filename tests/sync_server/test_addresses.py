"""Under which addresses phones find the collector."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

import pytest

from shared.problems import Code, Problem
from sync_server.addresses import Hosts, Ways, as_public, here, web

LAPTOP = Hosts(
    ("may-1", "may-1.local"),
    (ip_address("192.168.1.5"), ip_address("10.0.0.5"), ip_address("fd00::5")),
)
TRUSTING = Ways("https", 8443, look=lambda: LAPTOP, bound="0.0.0.0", trust_port=8080)  # noqa: S104


def test_this_machine_has_addresses_that_others_can_name() -> None:
    found = here()

    assert not any(each.is_loopback or each.is_unspecified for each in found.addresses)
    assert len(set(found.addresses)) == len(found.addresses)


def test_every_address_that_is_listened_to_is_offered_with_its_trust_page() -> None:
    assert TRUSTING.addresses == ("https://192.168.1.5:8443", "https://10.0.0.5:8443")
    assert TRUSTING.trust_addresses == ("http://192.168.1.5:8080", "http://10.0.0.5:8080")
    assert replace(TRUSTING, bound="::").addresses[-1] == "https://[fd00::5]:8443"
    assert replace(TRUSTING, bound="10.0.0.5").addresses == ("https://10.0.0.5:8443",)


def test_without_any_network_this_machine_is_all_there_is() -> None:
    alone = replace(TRUSTING, look=lambda: Hosts((), ()))

    assert alone.addresses == ("https://127.0.0.1:8443",)


def test_an_address_set_by_hand_goes_before_all_others() -> None:
    set_by_hand = replace(TRUSTING, public="https://bakhong.example.vn")

    assert set_by_hand.addresses == ("https://bakhong.example.vn",)
    assert not set_by_hand.is_local


def test_a_real_certificate_offers_the_names_it_is_for() -> None:
    real = Ways("https", 443, look=lambda: LAPTOP, certified=("bakhong.example.vn",))

    assert real.addresses == ("https://bakhong.example.vn",)
    assert real.trust_addresses == ()


@pytest.mark.parametrize(
    ("scheme", "host", "port", "written"),
    [
        ("http", "10.0.0.5", 80, "http://10.0.0.5"),
        ("https", "10.0.0.5", 443, "https://10.0.0.5"),
        ("https", "10.0.0.5", 80, "https://10.0.0.5:80"),
        ("https", "fd00::5", 8443, "https://[fd00::5]:8443"),
    ],
)
def test_an_address_is_written_as_browsers_take_it(
    scheme: str, host: str, port: int, written: str
) -> None:
    assert web(scheme, host, port) == written


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" https://bakhong.example.vn/ ", "https://bakhong.example.vn"),
        ("http://10.0.0.5:8000/xa", "http://10.0.0.5:8000/xa"),
    ],
)
def test_a_public_address_is_kept_without_its_last_slash(typed: str, kept: str) -> None:
    assert as_public(typed) == kept


@pytest.mark.parametrize("typed", ["bakhong.example.vn", "ftp://x", "https://", "https://x/?a=1"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Problem) as refused:
        as_public(typed)

    assert refused.value.kind is Code.BAD_ADDRESS
