"""The commune's own certificates: what phones are asked to trust, and what they then believe."""

from __future__ import annotations

import ssl
import stat
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.problems import Code, Problem
from sync_server.addresses import Hosts
from sync_server.authority import Authority, authority, read
from sync_server.certificates import (
    GivenCertificate,
    ServerCertificate,
    names_of,
    new_server,
)

NOW = datetime.now(UTC).replace(microsecond=0)
LAPTOP = Hosts(("may-1", "may-1.local"), (ip_address("192.168.1.5"), ip_address("fd00::5")))
HOTSPOT = Hosts(LAPTOP.names, (ip_address("192.168.137.1"),))
BANK = Hosts(("bank.example.vn", "vn"), (ip_address("8.8.8.8"),))


@pytest.fixture
def own(tmp_path: Path) -> Authority:
    return authority(tmp_path / "certificates", LAPTOP, NOW)


def server_of(own: Authority, folder: Path, hosts: Hosts = LAPTOP) -> ServerCertificate:
    server = ServerCertificate(folder / "server.pem", own, lambda: hosts, lambda: NOW)
    server.refresh()
    return server


def shake_hands(own: Authority, context: ssl.SSLContext, host: str) -> str:
    """Do a TLS handshake in memory as a phone that trusts `own`; return the server's serial."""
    phone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    phone.load_verify_locations(cadata=own.der)
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    caller = phone.wrap_bio(back, there, server_hostname=host)
    called = context.wrap_bio(there, back, server_side=True)
    for side in (caller, called, caller, called):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    certificate = caller.getpeercert()
    assert certificate
    return str(certificate["serialNumber"])


def context_of(server: ServerCertificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server.path)
    return context


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "::1", "may-1", "may-1.local", "192.168.1.5", "fd00::5"],
)
def test_a_phone_that_trusts_the_authority_believes_the_server_under_each_of_its_names(
    own: Authority, tmp_path: Path, host: str
) -> None:
    server = server_of(own, tmp_path)

    assert shake_hands(own, context_of(server), host)


@pytest.mark.parametrize("host", ["192.168.1.6", "example.org", "may-2.local"])
def test_under_any_other_name_it_is_refused(own: Authority, tmp_path: Path, host: str) -> None:
    server = server_of(own, tmp_path)

    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        shake_hands(own, context_of(server), host)


@pytest.mark.parametrize("host", ["bank.example.vn", "8.8.8.8"])
def test_even_a_thief_of_the_key_cannot_pose_as_somebody_on_the_internet(
    own: Authority, tmp_path: Path, host: str
) -> None:
    certificate, key = new_server(own, BANK, NOW)
    forged = server_of(own, tmp_path)
    forged.path.write_bytes(_pem(certificate, key))

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(own, context_of(forged), host)
    assert own.vouches_for(BANK) == Hosts((), ())


def test_a_laptop_whose_name_ends_domains_is_vouched_for_only_within_the_network(
    tmp_path: Path,
) -> None:
    hosts = Hosts(("vn", "vn.local"), ())

    assert authority(tmp_path, hosts, NOW).vouches_for(hosts).names == ("vn.local",)


def test_times_and_uses_are_what_phones_accept(own: Authority, tmp_path: Path) -> None:
    leaf = read(server_of(own, tmp_path).path).certificate

    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=397)
    assert leaf.not_valid_before_utc < NOW - timedelta(hours=23)
    assert own.certificate.not_valid_after_utc - NOW > timedelta(days=3600)
    uses = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [use.dotted_string for use in uses] == ["1.3.6.1.5.5.7.3.1"]
    bounds = own.certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (bounds.value.ca, bounds.value.path_length, bounds.critical) == (True, 0, True)


def test_the_authority_is_made_once_and_kept(own: Authority, tmp_path: Path) -> None:
    folder = tmp_path / "certificates"

    again = authority(folder, HOTSPOT, NOW + timedelta(days=3000))
    later = authority(folder, HOTSPOT, NOW + timedelta(days=3640))

    assert again.fingerprint == own.fingerprint
    assert later.fingerprint != own.fingerprint


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps other rights")
def test_keys_are_for_nobody_else_to_read(own: Authority, tmp_path: Path) -> None:
    folder = tmp_path / "certificates"
    server_of(own, folder)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name for path in folder.iterdir()} == {"authority.pem", "server.pem"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_broken_authority_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "authority.pem").write_text("not a certificate")

    with pytest.raises(Problem) as refused:
        authority(tmp_path, LAPTOP, NOW)

    assert refused.value.kind is Code.BAD_CERTIFICATE
    assert (tmp_path / "authority.pem").read_text() == "not a certificate"


def test_in_another_network_the_server_gets_another_certificate_and_callers_see_it(
    own: Authority, tmp_path: Path
) -> None:
    before = server_of(own, tmp_path)
    context = context_of(before)
    old = shake_hands(own, context, "192.168.1.5")
    moved = replace(before, look=lambda: HOTSPOT)

    assert not before.refresh()
    assert moved.refresh()
    context.load_cert_chain(moved.path)

    assert shake_hands(own, context, "192.168.137.1") != old
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(own, context, "192.168.1.5")


@pytest.mark.parametrize(("days", "renewed"), [(0, False), (300, False), (366, True), (500, True)])
def test_a_certificate_is_made_anew_before_it_expires(
    own: Authority, tmp_path: Path, days: int, renewed: bool
) -> None:
    server = server_of(own, tmp_path)

    later = replace(server, now=lambda: NOW + timedelta(days=days))

    assert later.refresh() is renewed


@pytest.mark.parametrize("content", [None, b"", b"half a certif"])
def test_a_damaged_server_certificate_is_made_anew(
    own: Authority, tmp_path: Path, content: bytes | None
) -> None:
    server = server_of(own, tmp_path)
    server.path.unlink() if content is None else server.path.write_bytes(content)

    assert server.refresh()


def test_a_certificate_of_another_authority_is_made_anew(own: Authority, tmp_path: Path) -> None:
    server = server_of(own, tmp_path)
    other = authority(tmp_path / "other", LAPTOP, NOW)

    assert replace(server, issuer=other).refresh()


def test_a_given_certificate_says_its_names_and_must_fit_its_key(
    own: Authority, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        certificate, key = new_server(own, LAPTOP, NOW)
        (tmp_path / f"{name}.pem").write_bytes(_pem(certificate, key))

    whole = GivenCertificate(tmp_path / "a.pem", tmp_path / "a.pem")
    mixed = GivenCertificate(tmp_path / "a.pem", tmp_path / "b.pem")
    absent = GivenCertificate(tmp_path / "a.pem", tmp_path / "c.pem")

    assert set(whole.check()) == {*LAPTOP.names, *map(str, LAPTOP.addresses)}
    for unfit in (mixed, absent):
        with pytest.raises(Problem) as refused:
            unfit.check()
        assert refused.value.kind is Code.BAD_CERTIFICATE


def test_a_certificate_without_names_has_none(own: Authority) -> None:
    assert names_of(own.certificate) == set()


def _pem(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> bytes:
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return certificate.public_bytes(Encoding.PEM) + secret
