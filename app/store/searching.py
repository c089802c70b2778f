"""Finding names by the beginnings of their words, as SQLite says it."""

from __future__ import annotations

import re

from shared.fields import NAME_LIMIT

NAMED = "((' ' || {0}) LIKE :words ESCAPE '!')"
"""What `shared.text.matches` says of a column with folded text, without a call into Python for each
name; a query without words finds all."""


def words_of(query: str) -> str:
    """Return the `:words` of a folded query; no name is longer than what is looked at of it."""
    plain = re.sub("[!%_]", r"!\g<0>", query[:NAME_LIMIT])
    return "".join(f"% {word}" for word in plain.split()) + "%"
