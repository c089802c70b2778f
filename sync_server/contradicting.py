"""Who gave answers that cannot both be true: how many, and what was answered when, to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import starmap

from shared.conditions import Facts, words_of
from shared.contradictions import contradictions
from shared.profile import Profile, facts
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
    " WHERE current.commune = ? AND current.question <> '' AND current.token <> ''"
    " AND current.subject IN ({})"
)


# Most people are as many others are.
@lru_cache(maxsize=16_384)
def _is_contradictory(profile: str, year: int) -> bool:
    known = facts(profile, year)
    return known.get("about") == "member" and any(contradictions(known))


def count(cursor: Cursor, commune: str, quarter: Quarter) -> int:
    """Return how many people contradict themselves, as far as a quarter counts them."""
    return sum(1 for _ in _contradictory(cursor, commune, quarter))


def _contradictory(
    cursor: Cursor, commune: str, quarter: Quarter
) -> Iterator[tuple[bytes, Profile]]:
    for subject, _, profile in profiles(cursor, commune, quarter):
        if _is_contradictory(profile, quarter.year):
            yield subject, profile


def told(cursor: Cursor, commune: str, quarter: Quarter) -> dict[bytes, tuple[str, str]]:
    """Return of who contradicts themselves the answers that say yes, and those that say it cannot
    be, in words.
    """
    people = dict(_contradictory(cursor, commune, quarter))
    said: dict[bytes, dict[str, Answer]] = {subject: {} for subject in people}
    for each in starmap(record_of, cursor.among(_SAID, commune, people)):
        if isinstance(each, Answer) and each.period in ("", str(quarter)):
            said[each.subject.bytes][each.question] = each
    devices = devices_of(cursor, commune)
    return {
        subject: _sides(facts(profile, quarter.year), said[subject], devices)
        for subject, profile in people.items()
    }


def _sides(
    known: Facts, said: Mapping[str, Answer], devices: Mapping[bytes, str]
) -> tuple[str, str]:
    found = list(contradictions(known))
    against = frozenset().union(*(words_of(implied) for _, implied in found))
    yes, no = (
        "; ".join(_in_words(said[key], devices) for key in BY_KEY if key in keys and key in said)
        for keys in ([yes for yes, _ in found], against)
    )
    return yes, no


def _in_words(answer: Answer, devices: Mapping[bytes, str]) -> str:
    asked = BY_KEY[answer.question]
    when = local(answer.stamp // PER_MS)
    who = answer.by or devices.get(answer.device.bytes, "")
    said = f"{when:%H:%M} {when:%d/%m/%Y}{f', {who}' if who else ''}"
    return f"{asked.label}: {asked.word(answer.value)} ({said})"
