"""Uploaded lists: waiting to be looked at, being taken in, done; each with who brought it.

The file lies in the data folder for nobody else to read, and is deleted when it was taken in, when
the officer drops it, or after a day: it may hold card numbers, which are read by nothing here.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from shared.fields import NAME_LIMIT
from shared.problems import Code, Problem
from shared.roster import Roster
from shared.roster_book import Choices
from shared.text import clean, number
from sync_server.database import Cursor
from sync_server.deeds import Hand, write
from sync_server.roster_words import summary
from sync_server.rosters import Counts, Progress

LIFE_MS = 24 * 60 * 60 * 1000
FOLDER = "uploads"
"""Where files wait, in the data folder."""
_ID = re.compile(r"[0-9a-f]{32}")
_SHOWN = 20
_FIELDS = (
    "commune, id, name, size, uploaded_ms, username, officer, state, choices, total, done, result,"
    " trouble, finished_ms"
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A list that somebody uploaded, and what has become of it."""

    commune: str
    id: str
    name: str
    size: int
    uploaded_ms: int
    username: str
    officer: str
    state: str
    chosen: str
    total: int
    done: int
    told: str
    trouble: str
    finished_ms: int

    @property
    def choices(self) -> Choices:
        return _choices(self.chosen)

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.told or "{}")
        return found

    @property
    def counts(self) -> Counts:
        told = self.result.get("counts", [])
        return Counter({(kind, deed): number for kind, deed, number in told})

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "importing")

    @property
    def summary(self) -> str:
        return summary(self.counts)


def _choices(chosen: str) -> Choices:
    """Return what an officer chose; JSON has only texts for keys."""
    told = json.loads(chosen or "{}")
    fields = {
        int(kind): {int(place): field for place, field in of.items()}
        for kind, of in told.get("fields", {}).items()
    }
    return Choices(told.get("code", ""), told.get("villages", {}), fields, told.get("meant", {}))


def path_of(folder: Path, upload: str) -> Path:
    return folder / f"roster-{upload}.upload"


def keep(cursor: Cursor, folder: Path, hand: Hand, name: str, data: bytes) -> str:
    """Keep a file until somebody has looked at it; return its id."""
    upload = uuid4().hex
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = os.open(path_of(folder, upload), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(held, "wb") as file:
        file.write(data)
    shown = "".join(filter(str.isprintable, clean(name)))[-NAME_LIMIT:] or "danh sách"
    who = (hand.now_ms, hand.username, hand.name)
    cursor.run(
        f"INSERT INTO roster_import ({_FIELDS})"  # noqa: S608 - names of ours
        " VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', '', 0, 0, '', '', 0)",
        (hand.commune, upload, shown, len(data), *who),
    )
    return upload


def find(cursor: Cursor, commune: str, upload: str) -> Upload:
    """Return an upload of `commune`, or refuse."""
    row = _ID.fullmatch(upload) and cursor.one(
        f"SELECT {_FIELDS} FROM roster_import WHERE commune = ? AND id = ?",  # noqa: S608
        (commune, upload),
    )
    if not row:
        raise Problem(Code.NOT_FOUND)
    return Upload(*row)


def latest(cursor: Cursor, commune: str) -> list[Upload]:
    rows = cursor.all(
        f"SELECT {_FIELDS} FROM roster_import WHERE commune = ?"  # noqa: S608
        " ORDER BY uploaded_ms DESC, id LIMIT ?",
        (commune, _SHOWN),
    )
    return [Upload(*row) for row in rows]


def content(folder: Path, upload: Upload) -> bytes:
    """Return the file of an upload, or refuse: it is gone after a day."""
    path = path_of(folder, upload.id)
    if not upload.is_open or not path.exists():
        raise Problem(Code.UPLOAD_GONE)
    return path.read_bytes()


def choose(cursor: Cursor, upload: Upload, choices: Choices) -> None:
    _set(cursor, upload, choices=json.dumps(asdict(choices), ensure_ascii=False))


def remembering(cursor: Cursor, commune: str, choices: Choices) -> Choices:
    """Add to `choices` which villages doubtful names meant in the lists that were taken in."""
    rows = cursor.all(
        "SELECT choices FROM roster_import WHERE commune = ? AND state IN ('importing', 'done')"
        " ORDER BY CASE state WHEN 'importing' THEN 1 ELSE 0 END, finished_ms, uploaded_ms",
        (commune,),
    )
    meant: dict[str, str] = {}
    for (chosen,) in rows:
        meant |= _choices(chosen).meant
    return replace(choices, meant={**meant, **choices.meant})


def begin(cursor: Cursor, upload: Upload, hand: Hand, roster: Roster) -> None:
    """Note that an officer confirmed a list, or goes on with one that was broken off."""
    other = cursor.one(
        "SELECT 1 FROM roster_import WHERE commune = ? AND state = 'importing' AND id <> ?",
        (upload.commune, upload.id),
    )
    if other:
        raise Problem(Code.ALREADY_IMPORTING)
    total = len(roster.households)
    _set(cursor, upload, state="importing", total=total, done=0, trouble="")
    word = "Nhập" if upload.state == "waiting" else "Nhập tiếp"
    put_on_record(cursor, hand, upload.name, roster, word)


def put_on_record(
    cursor: Cursor, hand: Hand, file: str, roster: Roster, word: str = "Nhập"
) -> None:
    """Write down who takes in which list, and what was chosen for its doubtful names."""
    said = [f"{word} danh sách hộ “{file}” ({number(len(roster.households))} hộ)"]
    said += [
        f"“{each.name}” là {f'“{each.chosen}”' if each.chosen != each.name else 'thôn riêng'}"
        for each in roster.doubts
        if each.chosen
    ]
    write(cursor, hand, "roster", "; ".join(said))


def advance(cursor: Cursor, upload: Upload, progress: Progress) -> None:
    """Note how far it is, in the transaction of what was just written."""
    told = json.dumps({"counts": told_counts(progress.counts)})
    _set(cursor, upload, done=progress.done, result=told)


def told_counts(counts: Counts) -> Sequence[tuple[str, str, int]]:
    """Return counts as JSON holds them; `Upload.counts` reads them."""
    return [(kind, deed, number) for (kind, deed), number in counts.items()]


def stop(cursor: Cursor, upload: Upload, trouble: str) -> None:
    """Note why an import broke off; it can be gone on with."""
    _set(cursor, upload, trouble=trouble)


def finish(cursor: Cursor, upload: Upload, told: Mapping[str, Any], now_ms: int) -> None:
    _set(cursor, upload, state="done", result=json.dumps(told), trouble="", finished_ms=now_ms)


def drop(cursor: Cursor, folder: Path, upload: Upload, hand: Hand) -> None:
    """Let a list go that was not taken in."""
    _set(cursor, upload, state="dropped", finished_ms=hand.now_ms)
    path_of(folder, upload.id).unlink(missing_ok=True)
    write(cursor, hand, "roster", f"Bỏ danh sách hộ “{upload.name}”, không nhập")


def sweep(cursor: Cursor, folder: Path, now_ms: int) -> None:
    """Delete the files of the day before; one that is being taken in stays until it is done."""
    old = now_ms - LIFE_MS
    cursor.run(
        "UPDATE roster_import SET state = 'gone' WHERE commune IN (SELECT id FROM commune)"
        " AND state = 'waiting' AND uploaded_ms < ?",
        (old,),
    )
    rows = cursor.all(
        "SELECT id FROM roster_import WHERE commune IN (SELECT id FROM commune)"
        " AND state IN ('waiting', 'importing')"
    )
    needed = {path_of(folder, upload) for (upload,) in rows}
    for path in folder.glob("roster-*.upload"):
        if path not in needed:
            path.unlink(missing_ok=True)


def _set(cursor: Cursor, upload: Upload, **values: str | int) -> None:
    names = ", ".join(f"{name} = ?" for name in values)
    cursor.run(
        f"UPDATE roster_import SET {names} WHERE commune = ? AND id = ?",  # noqa: S608
        (*values.values(), upload.commune, upload.id),
    )
