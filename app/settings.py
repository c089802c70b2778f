"""Where the data lies and where the collector is: read once from the environment, then frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_COLLECTOR = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Settings:
    """`BAKHONG_DATA` names the folder, `BAKHONG_COLLECTOR` the address offered when enrolling;
    `second` is where the second copy lies, where that is not for us to choose."""

    folder: Path
    collector: str = DEFAULT_COLLECTOR
    second: Path | None = None

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings:
        folder = environ.get("BAKHONG_DATA")
        return cls(
            Path(folder) if folder else Path.home() / ".bakhong",
            environ.get("BAKHONG_COLLECTOR") or DEFAULT_COLLECTOR,
        )

    @property
    def database(self) -> Path:
        return self.folder / "phone.sqlite3"

    @property
    def second_copy(self) -> Path:
        """Return a folder that is not the database's own, unless there is only one."""
        return self.second or self.folder / "second"
