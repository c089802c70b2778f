"""What the preview's form says of a list: columns, villages, the code of its text."""

from __future__ import annotations

from collections.abc import Mapping

from shared.roster_book import Book, Choices
from shared.text import clean
from sync_server.desk.access import field
from sync_server.roster_words import CODE_CHOICES


def choices(form: Mapping[str, list[str]], book: Book) -> Choices:
    """Return what the form says about columns, villages, their names and the code of the text."""
    fields = {
        at: {
            column.place: field(form, f"column-{at}-{column.place}")
            for column in kind.layout.columns
            if f"column-{at}-{column.place}" in form
        }
        for at, kind in enumerate(book.kinds)
    }
    told = {each.name: clean(field(form, f"village-{at}")) for at, each in enumerate(book.listings)}
    said = {each.name: field(form, f"meant-{at}") for at, each in enumerate(book.roster.doubts)}
    code = field(form, "code")
    return Choices(
        code if code in CODE_CHOICES else "",
        {name: village for name, village in told.items() if village},
        fields,
        {name: village for name, village in said.items() if village},
    )


def is_as_shown(wanted: Choices, book: Book, before: Choices) -> bool:
    """Say whether the form asks for what the page had shown; otherwise it is looked at again."""
    shown = {
        at: {column.place: column.field for column in kind.layout.columns}
        for at, kind in enumerate(book.kinds)
    }
    same = all(shown[at][place] == f for at, of in wanted.fields.items() for place, f in of.items())
    told = {each.name: each.chosen for each in book.roster.doubts if each.chosen}
    return (
        same
        and wanted.code == before.code
        and wanted.villages == _villages(book)
        and wanted.meant == told
    )


def _villages(book: Book) -> dict[str, str]:
    return {each.name: each.village for each in book.listings if each.village}
