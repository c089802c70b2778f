"""`bakhong import`: a spreadsheet into a commune in one go, told line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from shared.places import Commune
from shared.problems import Code, Problem
from shared.roster import Roster
from shared.roster_book import Book, Choices, read_book
from shared.text import number
from sync_server.communes import former_names, villages
from sync_server.database import Database
from sync_server.deeds import Hand
from sync_server.roster_imports import put_on_record, remembering
from sync_server.roster_words import CODES, doubt, summary
from sync_server.rosters import Moment, Progress, changes, pieces, prepare, take_some
from sync_server.spreadsheets import read_sheets


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command was asked for; `village` is where the people of every sheet live."""

    file: Path
    commune: Commune
    village: str = ""
    code: str = ""
    is_dry: bool = False


def take_in(database: Database, wish: Wish, at: Moment) -> Iterator[str]:
    """Take a spreadsheet's households into a commune; complaints are told, row by row."""
    book = _read(database, wish, at)
    if book.code:
        yield f"Chữ trong tệp theo {CODES[book.code]}; đã đổi sang Unicode."
    yield from book.roster.left_out
    yield from map(doubt, book.roster.complaints)
    with database.reading() as cursor:
        before = changes(cursor, wish.commune.id, book.roster)
    for each in before:
        mark = "" if each.place else " (thôn mới)"
        homes, people = number(len(each.listed)), number(each.people)
        yield f"  {each.name}{mark}: {homes} hộ, {people} nhân khẩu"
        if each.echo:
            yield f"  Không nhập “{each.name}”: {each.echo.sentence}"
            yield "  Nếu đúng là hai thôn, hãy nhập ở bàn làm việc."
    absent = sum(len(each.difference.missing) for each in before)
    if wish.is_dry:
        counts = sum((each.difference.counts for each in before), start=Progress(0).counts)
        yield f"{wish.commune.name}: chưa nhập gì (--dry-run). Sẽ {summary(counts)}."
    else:
        echoed = {each.name for each in before if each.echo}
        sure = [each for each in book.roster.households if each.village not in echoed]
        yield from _write(database, wish, replace(book.roster, households=tuple(sure)), at)
    if absent:
        yield f"{number(absent)} người đã có nhưng không có trong danh sách này; không ai bị xóa."


def _read(database: Database, wish: Wish, at: Moment) -> Book:
    if not wish.file.exists():
        raise Problem(Code.NO_FILE, name=str(wish.file))
    sheets = read_sheets(wish.file.read_bytes(), wish.file.name)
    everywhere = dict.fromkeys(["", *(sheet.name for sheet in sheets)], wish.village)
    told = Choices(wish.code, everywhere if wish.village else {})
    with database.reading() as cursor:
        known = [place.name for place in villages(cursor, wish.commune.id)]
        former = former_names(cursor, wish.commune.id)
        choices = remembering(cursor, wish.commune.id, told)
    return read_book(sheets, at.day.year, choices, known, former)


def _write(database: Database, wish: Wish, roster: Roster, at: Moment) -> Iterator[str]:
    commune, file = wish.commune, wish.file.name
    hand = Hand(commune.id, "", "Lệnh bakhong", at.now_ms)
    with database.writing() as cursor:
        prepare(cursor, hand, commune, roster, file)
        put_on_record(cursor, hand, file, roster)
    progress = Progress(len(roster.households))
    work = pieces(roster, progress)
    listed, told = next(work, None), 0
    while listed:
        with database.writing() as cursor:
            taken = take_some(cursor, commune, listed, at)
        try:
            listed = work.send(taken)
        except StopIteration:
            break
        if progress.done >= told + 1000:
            told = progress.done
            yield f"  … {number(told)}/{number(progress.total)} hộ"
    yield f"{commune.name}: đã {summary(progress.counts)}."
    same = progress.total - progress.counts["household", "new"]
    if same:
        yield f"{number(same)} hộ đã có từ trước nên không nhập thêm lần nữa."
    with database.reading() as cursor:
        yield from (f"  {place.id}  {place.name}" for place in villages(cursor, commune.id))
