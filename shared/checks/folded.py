"""Folded text, remembered: the same words are looked at by many rules."""

from __future__ import annotations

from functools import lru_cache

from shared import text


@lru_cache(maxsize=8192)
def fold(words: str) -> str:
    """Return `words` without diacritics, in small letters, as `shared.text.fold` does."""
    return text.fold(words)
