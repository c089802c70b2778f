"""Who asked whom last, and what was in the way: kept per subject, brought up to date like rates.

A subject belongs to whoever made its newest standing answer, so teams add up to the commune.
Everything here can be forgotten at any time.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

from sync_server.database import Cursor, Row
from sync_server.rollup import who_moved

_ANSWERS = (
    "SELECT current.subject, current.question, current.period, current.token, current.stamp,"
    " current.device, current.number, {wanted} FROM current JOIN log"
    " ON log.commune = current.commune AND log.seq = current.seq"
    " WHERE current.commune = ? AND current.question <> '' AND current.token <> ''"
)
# Most answers have neither, and a text that nobody needs is not worth fetching.
_WANTED = "CASE WHEN log.record LIKE ? OR log.record LIKE ? THEN log.record ELSE '' END"
_NAMES = ('%"obstacles"%', '%"by"%')
CARRIER = "carrier"
Version = tuple[int, bytes, int]
_NEVER: Version = (0, b"", 0)


# Tuples, for they are hashed by the ten thousand.
class Asker(NamedTuple):
    """Who wrote an answer down: the device, and the volunteer's name where several share it."""

    device: bytes
    by: str = ""


Hindered = tuple[str, str, tuple[str, ...]]
"""One standing answer that names obstacles: its question, its period, and which they are."""


class Told:
    """All that hinders somebody. Whoever is hindered alike has the very same one (`told`), so that
    tens of thousands are grouped without being compared.
    """

    __slots__ = ("answers",)

    def __init__(self, answers: tuple[Hindered, ...]) -> None:
        self.answers = answers


told = lru_cache(maxsize=65_536)(Told)


@dataclass(slots=True)
class Asked:
    """What is known of a commune's subjects when its log stood at `seq`."""

    seq: int = 0
    askers: dict[bytes, Asker] = field(default_factory=dict)
    hindered: dict[bytes, Told] = field(default_factory=dict)
    carriers: dict[bytes, str] = field(default_factory=dict)


class Book:
    """What was asked in the latest few communes."""

    _KEPT = 16

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Asked] = OrderedDict()
        self._lock = Lock()

    def clear(self) -> None:
        self._kept.clear()

    def at(self, cursor: Cursor, commune: str) -> Asked:
        """Return what was asked in `commune` as `cursor` sees it; not to be changed."""
        history, last = cursor.one(
            "SELECT history, next_seq - 1 FROM commune WHERE id = ?", (commune,)
        ) or ("", 0)
        with self._lock:
            kept = self._kept.get(history)
            if kept is None or kept.seq > last:
                kept = Asked()
            if kept.seq != last:
                kept = _advanced(cursor, commune, kept, last)
            self._kept[history] = kept
            self._kept.move_to_end(history)
            if len(self._kept) > self._KEPT:
                self._kept.popitem(last=False)
            return kept


BOOK = Book()


def _advanced(cursor: Cursor, commune: str, kept: Asked, last: int) -> Asked:
    """Return what is known at `last`; what was handed out before stays as it is."""
    moved = who_moved(cursor, commune, kept.seq) if kept.seq else None
    if moved is None:
        fresh = Asked(last)
        _enter(fresh, _answers(cursor, commune, None))
        return fresh
    fresh = Asked(last, dict(kept.askers), dict(kept.hindered), dict(kept.carriers))
    for subject in moved:
        for known in (fresh.askers, fresh.hindered, fresh.carriers):
            known.pop(subject, None)
    _enter(fresh, _answers(cursor, commune, moved))
    return fresh


def _enter(into: Asked, answers: Iterable[Any]) -> None:
    newest: dict[bytes, Version] = {}
    hindered: dict[bytes, list[Hindered]] = {}
    for subject, question, period, token, version, text in answers:
        said = json.loads(text) if text else {}
        if newest.get(subject, _NEVER) < version:
            newest[subject] = version
            into.askers[subject] = Asker(version[1], said.get("by", ""))
        if codes := said.get("obstacles"):
            hindered.setdefault(subject, []).append((question, period, tuple(codes)))
        if question == CARRIER:
            into.carriers[subject] = token.partition("=")[2]
    for subject, those in hindered.items():
        into.hindered[subject] = told(tuple(sorted(those)))


def as_one(books: Mapping[str, Asked], rows: Iterable[Row]) -> Asked:
    """Return what is known of subjects who stand in several books, from the rows that stand of
    them in all logs read as one (`province.standing`): each book tells where its answer stands.
    """
    told_in: dict[bytes, dict[tuple[str, str], str]] = {}
    newest: dict[bytes, tuple[Version, str]] = {}
    for commune, of, question, period, _, token, stamp, device, number in rows:
        if question and token:
            subject, version = bytes(of), (stamp, bytes(device), number)
            told_in.setdefault(subject, {})[question, period] = commune
            newest[subject] = max(newest.get(subject, (_NEVER, "")), (version, commune))
    found = Asked()
    for subject, where in told_in.items():
        if asker := books[newest[subject][1]].askers.get(subject):
            found.askers[subject] = asker
        if last := where.get((CARRIER, "")):
            found.carriers[subject] = books[last].carriers.get(subject, "")
        named = [
            each
            for commune, book in books.items()
            for each in book.hindered.get(subject, told(())).answers
            if where.get(each[:2]) == commune
        ]
        if named:
            found.hindered[subject] = told(tuple(sorted(named)))
    return found


def _answers(cursor: Cursor, commune: str, subjects: list[bytes] | None) -> Iterable[Any]:
    sql, given = _ANSWERS.format(wanted=_WANTED), [*_NAMES, commune]
    if subjects is not None:
        sql += f" AND current.subject IN ({', '.join('?' * len(subjects)) or 'NULL'})"
    rows = cursor.all(sql, [*given, *(subjects or ())])
    for subject, question, period, token, stamp, device, number, text in rows:
        yield bytes(subject), question, period, token, (stamp, bytes(device), number), text


def devices_of(cursor: Cursor, commune: str) -> Mapping[bytes, str]:
    """Return the name of every device."""
    rows = cursor.all("SELECT id, name FROM device WHERE commune = ?", (commune,))
    return {bytes(own): name for own, name in rows}
