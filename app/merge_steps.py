"""What one merge, or its taking back, writes: all steps, each with the version before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from app.store.writing import Draft
from shared.questions import BY_KEY
from shared.records import Answer, Household, Member, Record, version

KNOWN_BY: Mapping[type[Record], tuple[str, ...]] = {
    Household: ("head", "code", "note"),
    Member: ("name", "birth_year", "age_class"),
}
"""What a survivor takes over from its duplicate where it has nothing of its own."""


def trace_of(household: UUID, member: UUID) -> UUID:
    """Return the id of the trace that `member` leaves in `household`."""
    return uuid5(household, f"stood/{member.hex}")


def pair_of(duplicate: UUID, survivor: UUID) -> UUID:
    """Return the subject of what a merge remembers of the survivor's answers, and the id of what
    it remembers of the survivor itself."""
    return uuid5(survivor, f"merged/{duplicate.hex}")


def follows(now: Record, memory: Record) -> bool:
    """Say whether `now` is what a merge wrote right after `memory`, and nobody anything since."""
    return (now.device, now.number) == (memory.device, memory.number + 1)


class Steps:
    """Steps in order; nothing is written before all are known."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.drafts: list[Draft] = []
        self.before: list[Record | None] = []

    def change(self, record: Record, **changes: Any) -> None:
        self._add(type(record), {**dict(record), "day": self.day, **changes}, record)

    def put(self, fields: Mapping[str, Any], before: Answer | None) -> None:
        self._add(Answer, fields, before)

    def trace(self, member: Member) -> None:
        fields = {
            "id": trace_of(member.household, member.id),
            "village": member.village,
            "day": self.day,
            "household": member.household,
            "slot": member.slot,
            "same_as": member.id,
        }
        self._add(Member, fields, None)

    def take_over(self, duplicate: Record, survivor: Record) -> None:
        """Let the survivor be known by what only the duplicate was known by."""
        news = _news(duplicate, survivor)
        if news:
            self.remember(duplicate.id, survivor)
            self.change(survivor, **news)

    def remember(self, duplicate: UUID, survivor: Record) -> None:
        """Keep what the survivor was, as a tombstone that is nobody."""
        memory = {"id": pair_of(duplicate, survivor.id), "deleted": True, "day": self.day}
        self._add(type(survivor), {**dict(survivor), **memory}, None)

    def answers(
        self, said: Iterable[Answer], survivor: UUID, known: Mapping[tuple[str, str], Answer]
    ) -> None:
        """Let the survivor have what the duplicate `said`, where it is more than was `known`."""
        for each in said:
            own = known.get((each.question, each.period))
            if not own or is_more(each, own):
                self.copy(each, survivor, own, own)

    def copy(self, said: Answer, survivor: UUID, own: Answer | None, memory: Answer | None) -> None:
        """Let the survivor say what was `said`, and remember what it had said before (`memory`)."""
        pair = pair_of(said.subject, survivor)
        about_pair = {"id": Answer.id_for(pair, said.question, said.period), "subject": pair}
        is_nothing = memory is None or memory.deleted
        self.put({**dict(memory or said), **about_pair, "deleted": is_nothing}, None)
        id = Answer.id_for(survivor, said.question, said.period)
        # Of the day of the merge: a quarter that is over stays as it was.
        self.put({**dict(said), "id": id, "subject": survivor, "day": self.day}, own)

    def _add(self, kind: type[Record], fields: Mapping[str, Any], before: Record | None) -> None:
        self.drafts.append((kind, fields))
        self.before.append(before)


def _news(duplicate: Record, survivor: Record) -> dict[str, Any]:
    lacks = [name for name in KNOWN_BY[type(survivor)] if not getattr(survivor, name)]
    if isinstance(survivor, Member) and survivor.birth_year:
        lacks = [name for name in lacks if name != "age_class"]
    return {name: said for name in lacks if (said := getattr(duplicate, name))}


def is_more(said: Answer, own: Answer) -> bool:
    """Say whether `said` goes before `own`: a step done is not lost, and of consent the latest
    word stands."""
    asked = BY_KEY.get(said.question)
    if asked is None:
        return False
    if asked.key == "consent":
        return version(said) > version(own)
    if asked.role == "detail":
        return False
    # Choices stand from the most done to the least.
    return asked.values.index(said.value) < asked.values.index(own.value)
