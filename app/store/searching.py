"""Finding names by the beginnings of their words, as SQLite says it."""

from __future__ import annotations

import re

from shared.fields import NAME_LIMIT
from shared.text import GAP, REST, SIGNS, ways

# A name that has not even the letters in order is passed over by two patterns, and most have not;
# one without a blank before it, or with one: to join a blank to every name would take longer.
NAMED = """(({0} GLOB :letters OR {0} GLOB :in_letters) AND (
    {0} GLOB :apart OR {0} GLOB :in_apart OR {0} GLOB :joined OR {0} GLOB :in_joined))"""
"""What `shared.text.matches` says of a column with folded text, without a call into Python for each
name; a query without words finds all."""

_PARTS = {" ": "* ", GAP: f"[ {SIGNS}]", REST: "*", "*": "[*]", "?": "[?]", "[": "[[]"}
_SPECIAL = re.compile(r"[ \n\r*?[]")


def wanted(query: str) -> dict[str, str]:
    """Return the arguments of `NAMED` for a folded query; no name is longer than what is looked at
    of it."""
    apart, joined = ways(query[:NAME_LIMIT].strip())
    patterns = {
        "letters": _pattern(re.sub(f"[ {GAP}]", REST, joined)),
        "apart": _pattern(apart),
        "joined": _pattern(joined),
    }
    return {**patterns, **{f"in_{name}": f"* {each}" for name, each in patterns.items()}}


def _pattern(way: str) -> str:
    return _SPECIAL.sub(lambda found: _PARTS[found[0]], way) + "*"
