"""The register of Thanh Hóa's units, read from the table that comes with the collector."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from shared.units import Register, read_register


@cache
def thanh_hoa() -> Register:
    """Return 547 former and 166 present units (Resolution 1686/NQ-UBTVQH15)."""
    table = files("sync_server").joinpath("data", "thanhhoa_units.tsv")
    return read_register(table.read_text(encoding="utf-8"))
