"""The commune's own certificate authority ("chứng chỉ của xã"), made on first use.

Browsers keep an app offline only when it came over HTTPS, and many communes have no name on the
internet that a public authority could vouch for. So the collector makes an authority of its own,
which phones are told to trust. It is bound to local names and private addresses: whoever steals its
key still cannot pose as a bank.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.problems import Code, Problem
from sync_server.addresses import Hosts

_AUTHORITY_LIFE = timedelta(days=3650)
RENEW_BEFORE = timedelta(days=30)
# A phone's clock may be behind, and so may have been the laptop's.
DATED_BACK = timedelta(days=1)
_LOCAL_NAMES = ("localhost", "local")
_LOCAL_NETWORKS = (
    "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Authority:
    """The commune's certificate authority ("chứng chỉ của xã")."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 fingerprint in groups that two people can read to each other."""
        digits = self.certificate.fingerprint(hashes.SHA256()).hex().upper()
        return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))

    def vouches_for(self, hosts: Hosts) -> Hosts:
        """Return those of `hosts` that the authority is allowed to certify."""
        bounds = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        permitted = bounds.permitted_subtrees or []
        suffixes = [each.value for each in permitted if isinstance(each, x509.DNSName)]
        networks = [each.value for each in permitted if isinstance(each, x509.IPAddress)]
        return Hosts(
            tuple(n for n in hosts.names if any(f".{n}".endswith(f".{s}") for s in suffixes)),
            tuple(a for a in hosts.addresses if any(a in ip_network(str(n)) for n in networks)),
        )


def authority(folder: Path, hosts: Hosts, now: datetime) -> Authority:
    """Return the authority kept in `folder`, made on first use, or anew when its time is up."""
    path = folder / "authority.pem"
    if path.exists():
        try:
            kept = read(path)
        except (ValueError, TypeError) as error:
            raise Problem(Code.BAD_CERTIFICATE, name=str(path)) from error
        if now < kept.certificate.not_valid_after_utc - RENEW_BEFORE:
            return kept
    made = _new_authority(hosts, now)
    write_private(path, made.certificate, made.key)
    return made


def _new_authority(hosts: Hosts, now: datetime) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    title = f"Ba Không, máy chủ xã {now:%d/%m/%Y}"
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title)])
    # The machine's own addresses as well: some offices use ranges that are not private.
    networks = [*_LOCAL_NETWORKS, *(str(address) for address in hosts.addresses)]
    bounds = [
        *(x509.DNSName(each) for each in [*_LOCAL_NAMES, *filter(_is_no_domain, hosts.names)]),
        *(x509.IPAddress(ip_network(each)) for each in networks),
    ]
    builder = (
        unsigned(key, name, now, _AUTHORITY_LIFE)
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(bounds, None), critical=True)
    )
    return Authority(builder.sign(key, hashes.SHA256()), key)


def _is_no_domain(name: str) -> bool:
    """Say whether nothing on the internet can end like `name`: a laptop may be called "vn".

    Endings of domains are letters alone, or begin with xn--.
    """
    return re.search("[0-9-]", name) is not None and "." not in name and name[:4] != "xn--"


def unsigned(
    key: ec.EllipticCurvePrivateKey, name: x509.Name, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    begin = now - DATED_BACK
    subject = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + life)
        .add_extension(subject, critical=False)
    )


def usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def read(path: Path) -> Authority:
    """Return a certificate with its key, as `write_private` left them."""
    pem = path.read_bytes()
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("another kind of key")
    return Authority(x509.load_pem_x509_certificate(pem), key)


def write_private(
    path: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> None:
    """Write both into one file, so that they never fit badly; nobody else may ever read it."""
    pem = certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
