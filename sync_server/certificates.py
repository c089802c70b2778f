"""The collector's own server certificate, kept current; or a real one that somebody gave."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from shared.problems import Code, Problem
from sync_server.addresses import Address, Hosts
from sync_server.authority import (
    DATED_BACK,
    RENEW_BEFORE,
    Authority,
    read,
    unsigned,
    usage,
    write_private,
)

# Apple refuses more than 398 days; the margin is for what we date back.
_SERVER_LIFE = timedelta(days=396)
_SERVER_NAME = "Máy chủ Ba Không"
_ALWAYS = Hosts(("localhost",), (ip_address("127.0.0.1"), ip_address("::1")))


def new_server(
    issuer: Authority, hosts: Hosts, now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Return a certificate of the collector itself for `hosts`, with a key of its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _SERVER_NAME)])
    life = min(_SERVER_LIFE, issuer.certificate.not_valid_after_utc - now + DATED_BACK)
    builder = (
        unsigned(key, name, now, life)
        .issuer_name(issuer.certificate.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()),
            critical=False,
        )
        .add_extension(x509.SubjectAlternativeName(_names(hosts)), critical=False)
    )
    return builder.sign(issuer.key, hashes.SHA256()), key


def _names(hosts: Hosts) -> list[x509.GeneralName]:
    return [
        *(x509.DNSName(name) for name in hosts.names),
        *(x509.IPAddress(address) for address in hosts.addresses),
    ]


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """The collector's certificate in `path`, made anew when the machine's addresses change."""

    path: Path
    issuer: Authority
    look: Callable[[], Hosts]
    now: Callable[[], datetime]

    def refresh(self) -> bool:
        """Make the certificate anew if there is a reason to; say whether it was."""
        seen, now = self.look(), self.now()
        wanted = self.issuer.vouches_for(
            Hosts(
                tuple(dict.fromkeys([*_ALWAYS.names, *seen.names])),
                tuple(dict.fromkeys([*_ALWAYS.addresses, *seen.addresses])),
            )
        )
        if self._is_current(wanted, now):
            return False
        write_private(self.path, *new_server(self.issuer, wanted, now))
        return True

    def _is_current(self, wanted: Hosts, now: datetime) -> bool:
        try:
            kept = read(self.path).certificate
            kept.verify_directly_issued_by(self.issuer.certificate)
        except (OSError, ValueError, TypeError, InvalidSignature):
            return False
        in_time = kept.not_valid_before_utc <= now < kept.not_valid_after_utc - RENEW_BEFORE
        return in_time and names_of(kept) >= {*wanted.names, *wanted.addresses}


def names_of(certificate: x509.Certificate) -> set[str | Address]:
    """Return the names and addresses that `certificate` was made for."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return set()
    return {
        *names.get_values_for_type(x509.DNSName),
        # Python's own addresses; networks stand in the bounds of authorities only.
        *(a for a in names.get_values_for_type(x509.IPAddress) if isinstance(a, Address)),
    }


@dataclass(frozen=True, slots=True)
class GivenCertificate:
    """A real certificate and its key in files of the officer's, read again when they change."""

    certificate: Path
    key: Path

    def check(self) -> tuple[str, ...]:
        """Return the names that the certificate was made for, or refuse files that do not fit."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            # A password would be asked for on the terminal; nobody may sit there after a restart.
            context.load_cert_chain(self.certificate, self.key, password="")
            found = x509.load_pem_x509_certificates(self.certificate.read_bytes())
        except (OSError, ValueError) as error:
            names = f"{self.certificate.name}, {self.key.name}"
            raise Problem(Code.BAD_CERTIFICATE, name=names) from error
        return tuple(sorted(str(name) for name in names_of(found[0]) if "*" not in str(name)))

    def changed(self) -> tuple[float, float]:
        """Return when the files were last written: a renewed certificate has new files."""
        return self.certificate.stat().st_mtime, self.key.stat().st_mtime
