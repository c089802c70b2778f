"""Under which names and addresses phones find this machine."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from urllib.parse import urlsplit

import ifaddr

from shared.problems import Code, Problem

Address = IPv4Address | IPv6Address
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - to recognise it
PORT, HTTPS_PORT, TRUST_PORT = 8000, 8443, 8080
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# What a second process, such as `bakhong enrol`, knows of where the collector serves.
_KEPT = "address"
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Networks that exist inside this machine only, so no phone is in them.
_VIRTUAL = re.compile(r"docker|^br-|veth|virbr|vmnet|vmware|virtualbox|vethernet|^tun|^tap", re.I)
# Where a packet to the internet would leave from; nothing is sent there (RFC 5737).
_ELSEWHERE = ("203.0.113.1", 9)


@dataclass(frozen=True, slots=True)
class Hosts:
    """What this machine is called, and its addresses in local networks, the likeliest first."""

    names: tuple[str, ...]
    addresses: tuple[Address, ...]


def here() -> Hosts:
    """Return how this machine can be reached right now; a laptop changes networks all day."""
    name = socket.gethostname().lower().partition(".")[0]
    names = (name, f"{name}.local") if re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", name) else ()
    outward = _outward()
    ranked = sorted(
        (
            (bool(_VIRTUAL.search(str(card.nice_name))), address != outward, address.version),
            position,
            address,
        )
        for position, card in enumerate(ifaddr.get_adapters())
        for each in card.ips
        if _is_reachable(address := ip_address(each.ip if isinstance(each.ip, str) else each.ip[0]))
    )
    return Hosts(names, tuple(dict.fromkeys(address for *_, address in ranked)))


def _is_reachable(address: Address) -> bool:
    # A browser cannot name the network card that an IPv6 link-local address needs.
    local_six = address.version == 6 and address.is_link_local
    return not (address.is_loopback or address.is_unspecified or local_six)


def _outward() -> Address | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
        except OSError:
            return None
        return ip_address(probe.getsockname()[0])


def is_loopback(host: str) -> bool:
    return host in LOOPBACK or host.startswith("127.")


def web(scheme: str, host: str | Address, port: int) -> str:
    """Write an address as a browser takes it."""
    shown = f"[{host}]" if ":" in str(host) else str(host)
    return f"{scheme}://{shown}" + ("" if _DEFAULT_PORTS.get(scheme) == port else f":{port}")


def as_public(text: str) -> str:
    """Return the address that an officer set for the outside, without a slash at its end."""
    if not text:
        return ""
    parts = urlsplit(text.strip())
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.query or parts.fragment:
        raise Problem(Code.BAD_ADDRESS)
    return text.strip().rstrip("/")


def kept_address(folder: Path) -> str:
    """Return where the collector served last, as far as known."""
    path = folder / _KEPT
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def keep_address(folder: Path, address: str) -> None:
    if address != kept_address(folder):
        (folder / _KEPT).write_text(address, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Ways:
    """How phones come in: scheme and port, the trust page's port, and an address set by hand."""

    scheme: str
    port: int
    look: Callable[[], Hosts] = here
    public: str = ""
    phone: str = ""
    certified: tuple[str, ...] = ()
    """The names of a real certificate: no other name would be believed."""
    trust_port: int | None = None
    fingerprint: str = ""
    bound: str = "127.0.0.1"
    """Where the collector listens: one address, or every one of a family."""

    @property
    def is_local(self) -> bool:
        """Say whether only this machine can connect."""
        return is_loopback(self.bound) and not self.public

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return the collector's addresses for others, the one to use first."""
        if self.public:
            return (self.public,)
        hosts = self.certified or self._listening()
        return tuple(web(self.scheme, host, self.port) for host in hosts)

    def _listening(self) -> tuple[str, ...]:
        if self.bound not in _EVERYWHERE:
            return (self.bound,)
        found = self.look().addresses
        heard = [str(each) for each in found if self.bound == "::" or each.version == 4]
        return tuple(heard) or ("127.0.0.1",)

    @property
    def trust_addresses(self) -> tuple[str, ...]:
        """Return the addresses of the trust page, in the order of `addresses`."""
        if self.trust_port is None:
            return ()
        hosts = (urlsplit(address).hostname or "" for address in self.addresses)
        return tuple(web("http", host, self.trust_port) for host in hosts)
