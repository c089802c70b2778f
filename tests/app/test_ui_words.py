"""The words: every one is used, in one Unicode form, and nothing is said anywhere else."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from app.ui import words

WORDS = Path(words.__file__).parent
UI = WORDS.parent
VIETNAMESE = re.compile(r"[à-ỹđÀ-ỸĐ]")


def test_nothing_in_words_is_unused():
    source = "\n".join(path.read_text("utf-8") for path in _screens())

    unused = [
        f"{module}.{name}"
        for module, names in _public()
        for name in names
        if not re.search(rf"\b{module}\.{name}\b", source)
    ]

    assert unused == []


def test_every_word_is_in_one_unicode_form():
    text = "".join(path.read_text("utf-8") for path in WORDS.glob("*.py"))

    assert text == unicodedata.normalize("NFC", text)


def test_no_screen_or_component_has_words_of_its_own():
    strays = [
        f"{path.name}: {text}"
        for path in _screens()
        for text in _strings(path)
        if VIETNAMESE.search(text)
    ]

    assert strays == []


def _screens() -> list[Path]:
    return [path for path in UI.rglob("*.py") if WORDS not in path.parents]


def _public() -> Iterator[tuple[str, list[str]]]:
    """Yield each module of words, as screens call it, with what it says."""
    for path in WORDS.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        names = [
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        ]
        names += [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        module = "words" if path.stem == "__init__" else path.stem
        yield module, [name for name in names if not name.startswith("_")]


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
