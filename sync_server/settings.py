"""Settings of the collector, read once from the environment and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sync_server.addresses import as_public


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the collector keeps its data: `data` a folder, `database_url` as SQLAlchemy's.

    `public_url` is the address for links and QR codes when a proxy or a name stands in front;
    `proxies` says whose word about the caller's address and scheme is taken (addresses, networks).
    """

    data: Path
    database_url: str
    public_url: str = ""
    proxies: str = ""

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings:
        data = Path(environ.get("BAKHONG_DATA") or Path.home() / ".bakhong").expanduser()
        url = environ.get("BAKHONG_DATABASE_URL") or f"sqlite:///{data / 'collector.db'}"
        public = as_public(environ.get("BAKHONG_PUBLIC_URL", ""))
        return cls(data, url, public, environ.get("BAKHONG_PROXIES", ""))
