"""The words: every one is used, in one Unicode form, and nothing is said anywhere else."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from app.ui import words

UI = Path(words.__file__).parent
VIETNAMESE = re.compile(r"[à-ỹđÀ-ỸĐ]")


def test_nothing_in_words_is_unused():
    source = "\n".join(
        path.read_text("utf-8") for path in UI.rglob("*.py") if path.name != "words.py"
    )

    unused = [name for name in _public() if not re.search(rf"\bwords\.{name}\b", source)]

    assert unused == []


def test_every_word_is_in_one_unicode_form():
    text = Path(words.__file__).read_text("utf-8")

    assert text == unicodedata.normalize("NFC", text)


def test_no_screen_or_component_has_words_of_its_own():
    strays = [
        f"{path.name}: {text}"
        for path in UI.rglob("*.py")
        if path.name != "words.py"
        for text in _strings(path)
        if VIETNAMESE.search(text)
    ]

    assert strays == []


def _public() -> list[str]:
    return [name for name in vars(words) if not name.startswith("_") and name != "annotations"]


def _strings(path: Path) -> Iterator[str]:
    """Yield the texts of a module that are not documentation."""
    tree = ast.parse(path.read_text("utf-8"))
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in documentation:
                yield text
