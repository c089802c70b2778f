"""README is held to the code: what it names exists, and what exists is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sync_server.cli import app
from sync_server.main import create_app

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGES = sorted(
    folder.parent.relative_to(ROOT)
    for package in ("app", "shared", "sync_server")
    for folder in (ROOT / package).rglob("__init__.py")
)


@pytest.mark.parametrize("package", PACKAGES, ids=str)
def test_every_module_stands_in_the_map_with_its_own_first_sentence(package: Path) -> None:
    heading = f"**`{package}/`"
    assert heading in README
    section = README.split(heading, 1)[1].split("\n**", 1)[0]

    for path in sorted((ROOT / package).glob("*.py")):
        if path.stem != "__init__":
            docstring = path.read_text(encoding="utf-8").split('"""')[1]
            sentence = " ".join(docstring.split("\n\n")[0].split())
            assert f"- `{path.stem}`: {sentence}" in section
    named = set(re.findall(r"^- `(\w+)`:", section, re.MULTILINE))
    assert named <= {path.stem for path in (ROOT / package).glob("*.py")}


def test_every_make_word_is_explained_and_no_other() -> None:
    words = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    said = set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.MULTILINE))

    assert said == words - {"help"}


def test_every_command_is_explained_and_no_other() -> None:
    commands = {
        command.name or (command.callback.__name__ if command.callback else "")
        for command in app.registered_commands
    }
    said = set(re.findall(r"^\| `(\w+)[^|]*\|", README, re.MULTILINE))

    assert said == commands


def test_every_address_of_the_interface_is_named(sqlite_app_paths: set[str]) -> None:
    for path in sqlite_app_paths:
        assert path.replace("{quarter}.{suffix}", "2025-Q1.{docx,xlsx,csv,json}") in README


@pytest.fixture
def sqlite_app_paths(tmp_path: Path) -> set[str]:
    from sync_server.main import open_database  # noqa: PLC0415 - only this test opens one
    from sync_server.settings import Settings  # noqa: PLC0415

    database = open_database(Settings.read({"BAKHONG_DATA": str(tmp_path)}))
    try:
        return set(create_app(database).openapi()["paths"])
    finally:
        database.close()


def test_every_picture_exists() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)

    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)


def test_every_setting_is_named_and_read_somewhere() -> None:
    sources = [
        *ROOT.glob("app/**/*.py"),
        *ROOT.glob("sync_server/**/*.py"),
        *ROOT.glob("tests/**/*.py"),
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    settings = set(re.findall(r'"((?:BAKHONG|TEST)_[A-Z_]+)"', text))

    assert settings == set(re.findall(r"`((?:BAKHONG|TEST)_[A-Z_]+)`", README))


def test_the_files_that_it_points_to_exist() -> None:
    for path in re.findall(r"`((?:app|shared|sync_server|tests|assets)/[\w/]+)`", README):
        assert (ROOT / path).exists() or (ROOT / f"{path}.py").exists(), path
