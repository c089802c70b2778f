"""The very first start: from an empty collector to a commune, chosen or typed, with its officer.

Until a commune is chosen its officer waits under no commune (`NO_COMMUNE`), with the same one-time
link that then sets the password. While nothing was entered, another commune can be chosen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.places import ALWAYS, REFORM, Commune
from shared.plan import Plan, plan_for, read_written, written
from shared.problems import Code, Problem
from shared.quarter import Quarter
from shared.text import accept, fold
from shared.units import id_of
from sync_server import communes, deeds, plans
from sync_server.database import Cursor, Row
from sync_server.deeds import Hand
from sync_server.devices import digest
from sync_server.units import thanh_hoa

NO_COMMUNE = ""
KINDS = ("Xã", "Phường", "Đặc khu")
_ABOVE = ("Tỉnh", "Thành phố")
_CITIES = ("ha noi", "hai phong", "hue", "da nang", "ho chi minh", "can tho")
_NAME_LIMIT = 80
_GO_OVER = (
    "UPDATE officer SET commune = ? WHERE commune = ?",
    "UPDATE officer_session SET commune = ? WHERE commune = ?",
    "UPDATE audit SET commune = ? WHERE commune = ?",
)
_GO = (
    "DELETE FROM village WHERE commune = ?",
    "DELETE FROM enrolment_code WHERE commune = ?",
    "DELETE FROM commune WHERE id = ?",
)


def is_awaited(cursor: Cursor, token: str, now_ms: int) -> bool:
    """Say whether `token` is the link of an officer who has to choose a commune first."""
    return _awaited(cursor, token, now_ms) is not None


def _awaited(cursor: Cursor, token: str, now_ms: int) -> Row | None:
    """Return username and name of the officer who waits with this link, if there is one."""
    return cursor.one(
        "SELECT username, name FROM officer"
        " WHERE commune = ? AND link_hash = ? AND link_expires_ms >= ?",
        (NO_COMMUNE, digest(token), now_ms),
    )


def begin(cursor: Cursor, token: str, commune: Commune, now_ms: int) -> None:
    """Serve `commune` and give it the officer who holds the link, which stays good."""
    if (officer := _awaited(cursor, token, now_ms)) is None:
        raise Problem(Code.LINK_USED)
    waiting, name = officer
    communes.found(cursor, commune)
    taken = cursor.one(
        "SELECT 1 FROM officer WHERE commune = ? AND password_hash IS NOT NULL", (commune.id,)
    )
    if taken:
        # Somebody works there already; a link of before must not open their desk.
        raise Problem(Code.LINK_USED)
    elsewhere = cursor.one(
        "SELECT 1 FROM officer WHERE commune NOT IN (?, ?) AND username = ?",
        (NO_COMMUNE, commune.id, waiting),
    )
    # A name opens one desk only, whatever the password.
    username = f"{waiting}-{commune.code}" if elsewhere else waiting
    cursor.run("DELETE FROM officer WHERE commune = ? AND username = ?", (commune.id, username))
    cursor.run(
        "UPDATE officer SET commune = ?, username = ? WHERE commune = ? AND username = ?",
        (commune.id, username, NO_COMMUNE, waiting),
    )
    hand = Hand(commune.id, username, name, now_ms)
    deeds.write(cursor, hand, "commune", f"Chọn {commune.name} ({commune.code})")


def chosen(unit: str, typed: Mapping[str, str], day: date) -> Commune:
    """Return the unit of the register with this id, or the one that was typed by hand."""
    if unit:
        known = thanh_hoa().unit(unit)
        if known is None or not known.exists_on(day):
            raise Problem(Code.UNKNOWN_UNIT)
        return known
    if not any(typed.get(name, "").strip() for name in ("name", "province", "code")):
        raise Problem(Code.UNKNOWN_UNIT)
    name = accept(typed.get("name", ""), "Tên xã", _NAME_LIMIT)
    province = accept(typed.get("province", ""), "Tỉnh, thành phố", _NAME_LIMIT)
    code = "".join(typed.get("code", "").split())
    if not (name and province and id_of(name)):
        raise Problem(Code.NO_UNIT_NAME)
    if not re.fullmatch(r"\d{5}", code, re.ASCII):
        raise Problem(Code.BAD_UNIT_CODE)
    kind = typed.get("kind", "") if typed.get("kind", "") in KINDS else KINDS[0]
    named = _with_kind(name, KINDS, kind)
    usual = "Thành phố" if fold(province) in _CITIES else "Tỉnh"
    above = _with_kind(re.sub(r"(?i)^tp\b[. ]*", "Thành phố ", province), _ABOVE, usual)
    since = REFORM if day >= REFORM else ALWAYS
    return Commune(f"{id_of(named)}-{code}", code, named, "", above, since)


def _with_kind(name: str, kinds: Sequence[str], usual: str) -> str:
    """Return a unit's name with what it is before it, as it begins a line: Xã Yên Bình."""
    for each in kinds:
        if name.casefold().startswith(f"{each.casefold()} "):
            return f"{each}{name[len(each) :]}"
    return f"{usual} {name}"


def is_untouched(cursor: Cursor, commune: str) -> bool:
    """Say whether nothing was entered and no device enrolled, so that all may still change."""
    row = cursor.one("SELECT next_seq FROM commune WHERE id = ?", (commune,))
    device = cursor.one("SELECT 1 FROM device WHERE commune = ?", (commune,))
    return row is not None and row[0] == 1 and device is None


def choose_again(cursor: Cursor, hand: Hand, other: Commune) -> Hand:
    """Take back a wrong choice: villages, plans and accounts go over to `other`."""
    before = communes.by_id(cursor, hand.commune)
    if other == before:
        return hand
    if not is_untouched(cursor, before.id) or other.id in {c.id for c in communes.served(cursor)}:
        raise Problem(Code.COMMUNE_IN_USE, name=before.name)
    communes.found(cursor, other)
    names = [place.name for place in communes.villages(cursor, before.id)]
    communes.settle(cursor, communes.new_villages(other, names, ()))
    kept = cursor.all("SELECT year, version, content FROM plan WHERE commune = ?", (before.id,))
    for year, version, content in kept:
        own = content if version == plans.DRAFT else _of(content, other.id)
        cursor.run(
            "UPDATE plan SET commune = ?, content = ? WHERE commune = ? AND year = ?"
            " AND version = ?",
            (other.id, own, before.id, year, version),
        )
    for sql in _GO_OVER:
        cursor.run(sql, (other.id, before.id))
    for sql in _GO:
        cursor.run(sql, (before.id,))
    hand = replace(hand, commune=other.id)
    deeds.write(cursor, hand, "commune", f"Chọn lại xã: {other.name} thay {before.name}")
    return hand


def _of(content: str, commune: str) -> str:
    return written(replace(read_written(content), commune=commune))


@dataclass(frozen=True, slots=True)
class Begun:
    """How far a commune has come: what is there of its villages, plan and people."""

    villages: int
    plan: Plan | None
    is_own_plan: bool
    people: int


def begun(cursor: Cursor, commune: str, quarter: Quarter) -> Begun:
    row = cursor.one("SELECT count(*) FROM village WHERE commune = ?", (commune,))
    people = cursor.one("SELECT count(*) FROM officer WHERE commune = ? AND role <> ''", (commune,))
    stored = plans.stored(cursor, commune)
    try:
        plan = plan_for(commune, quarter, stored)
    except Problem:
        plan = None
    return Begun(row[0] if row else 0, plan, plan in stored, people[0] if people else 0)
