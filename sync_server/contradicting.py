"""Who gave answers that cannot both be true: how many, and what was answered when, to whom."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from shared.conditions import Facts, words_of
from shared.contradictions import contradictions
from shared.profile import facts
from shared.quarter import Quarter
from shared.questions import BY_KEY
from shared.records import Answer
from shared.stamp import PER_MS, local
from sync_server.asking import devices_of
from sync_server.database import Cursor
from sync_server.entries import record_of
from sync_server.rollup import profiles

_SAID = (
    "SELECT log.kind, log.stamp, log.record FROM current"
    " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
    " WHERE current.commune = ? AND current.subject = ? AND current.question <> ''"
    " AND current.token <> '' AND current.period IN ('', ?)"
)


# Most people are as many others are.
@lru_cache(maxsize=16_384)
def _is_contradictory(profile: str, year: int) -> bool:
    known = facts(profile, year)
    return known.get("about") == "member" and any(contradictions(known))


def count(cursor: Cursor, commune: str, quarter: Quarter) -> int:
    """Return how many people contradict themselves, as far as a quarter counts them."""
    told = profiles(cursor, commune, quarter)
    return sum(_is_contradictory(profile, quarter.year) for _, _, profile in told)


class Witnesses:
    """What people who contradict themselves said, in words."""

    def __init__(self, cursor: Cursor, commune: str, quarter: Quarter) -> None:
        self._cursor, self._commune, self._quarter = cursor, commune, quarter
        self._devices = devices_of(cursor, commune)

    def of(self, subject: bytes, known: Facts) -> tuple[str, str] | None:
        """Return the answers that say yes, and those that say it cannot be."""
        found = list(contradictions(known)) if known.get("about") == "member" else []
        if not found:
            return None
        said = self._said(subject)
        against = frozenset().union(*(words_of(implied) for _, implied in found))
        return self._told(said, [yes for yes, _ in found]), self._told(said, against)

    def _said(self, subject: bytes) -> dict[str, Answer]:
        where = (self._commune, bytearray(subject), str(self._quarter))
        records = (record_of(*row) for row in self._cursor.all(_SAID, where))
        return {each.question: each for each in records if isinstance(each, Answer)}

    def _told(self, said: dict[str, Answer], keys: Iterable[str]) -> str:
        order = [*BY_KEY]
        told = [said[key] for key in sorted(keys, key=order.index) if key in said]
        return "; ".join(map(self._one, told))

    def _one(self, answer: Answer) -> str:
        asked = BY_KEY[answer.question]
        when = local(answer.stamp // PER_MS)
        who = answer.by or self._device(answer.device)
        said = f"{when:%H:%M} {when:%d/%m/%Y}{f', {who}' if who else ''}"
        return f"{asked.label}: {asked.word(answer.value)} ({said})"

    def _device(self, own: UUID) -> str:
        return self._devices.get(own.bytes, "")
