"""Settings of the collector, read once from the environment and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the collector keeps its data: `data` a folder, `database_url` as SQLAlchemy's."""

    data: Path
    database_url: str

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings:
        data = Path(environ.get("BAKHONG_DATA") or Path.home() / ".bakhong").expanduser()
        url = environ.get("BAKHONG_DATABASE_URL") or f"sqlite:///{data / 'collector.db'}"
        return cls(data, url)
