"""The conversation alone: no store, no network, a collector that is a few lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pytest

from app.store.values import Position
from app.sync.conversation import Keep, Merge, Outcome, Pull, Push, Step, Take, Where, conversation
from shared.problems import Code, Problem
from shared.protocol import Page, Place, Receipt, Refusal
from shared.records import Record
from tests.app.phones import PLACES, a_page
from tests.support.people import a_household, numbered

MANY = 10_000


@dataclass
class Talk:
    """A device and a collector in memory; `heard` is what the conversation asked for."""

    entries: list[Record] = field(default_factory=list)
    receipt: Receipt = field(default_factory=Receipt)
    position: Position = field(default_factory=lambda: Position(0, "first", PLACES))
    pages: Callable[[int], Page] = lambda after: a_page(cursor=max(after, 1))
    push: Callable[[Receipt, Sequence[Record]], Receipt] = lambda known, records: known.adding(
        record.number for record in records
    )
    heard: list[Step] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def told(self, step: Step) -> Any:
        self.heard.append(step)
        match step:
            case Take(limit):
                unsent = (each for each in self.entries if not self.receipt.has(each.number))
                return tuple(islice(unsent, limit))
            case Push(records):
                return self.push(self.receipt, records)
            case Keep(receipt):
                self.receipt = receipt
            case Where():
                return self.position
            case Pull(after):
                return self.pages(after)
            case Merge(page, _):
                self.position = Position(page.cursor, page.history, page.villages)
                self.receipt = page.receipt or self.receipt
                ids = {each for columns in page.records.values() for each in columns["id"]}
                news = ids - self.known
                self.known |= ids
                return len(news)
        return None

    def sync(self, limit: int = 500) -> Outcome:
        talk = conversation(limit)
        step = next(talk)
        for _ in range(MANY):
            try:
                step = talk.send(self.told(step))
            except StopIteration as end:
                outcome: Outcome = end.value
                return outcome
        raise AssertionError("it never ends")

    def all_heard(self, kind: type[Step]) -> list[Any]:
        return [step for step in self.heard if isinstance(step, kind)]


def some_entries(count: int) -> list[Record]:
    return list(numbered(a_household() for _ in range(count)))


def test_everything_goes_up_in_batches_of_the_limit_before_anything_comes_down() -> None:
    talk = Talk(some_entries(5))

    outcome = talk.sync(limit=2)

    assert [len(step.records) for step in talk.all_heard(Push)] == [2, 2, 1]
    assert outcome == Outcome(pushed=5, pulled=0, refused=0)
    order = [type(step) for step in talk.heard]
    assert order.index(Pull) > max(place for place, each in enumerate(order) if each is Push)


def test_a_device_with_nothing_new_only_asks_once() -> None:
    talk = Talk()

    talk.sync()

    assert [type(step) for step in talk.heard] == [Take, Where, Pull, Merge, Take]


def test_pages_are_read_until_there_is_no_more_each_from_where_the_last_ended() -> None:
    houses = [a_household() for _ in range(3)]
    pages = {
        0: a_page(houses[:2], cursor=10, more=True),
        10: a_page(houses[2:], cursor=20, more=True),
        20: a_page(cursor=25),
    }
    talk = Talk(pages=pages.__getitem__)

    outcome = talk.sync()

    assert [step.after for step in talk.all_heard(Pull)] == [0, 10, 20]
    assert outcome.pulled == 3
    assert talk.position.cursor == 25


def test_refused_entries_are_counted_and_block_nothing() -> None:
    refusal = Refusal(number=1, code="BK101", sentence="…")
    talk = Talk(
        some_entries(2),
        push=lambda known, records: known.adding(each.number for each in records).model_copy(
            update={"refused": (refusal,)}
        ),
    )

    assert talk.sync() == Outcome(pushed=2, refused=1)


def test_a_collector_that_never_acknowledges_is_given_up_after_reading() -> None:
    talk = Talk(some_entries(3), push=lambda known, records: known)

    with pytest.raises(Problem) as refusal:
        talk.sync()

    assert refusal.value.kind is Code.BUSY
    assert len(talk.all_heard(Push)) == 2
    assert len(talk.all_heard(Merge)) == 1


def test_one_acknowledgement_at_a_time_still_ends() -> None:
    talk = Talk(some_entries(4), push=lambda known, records: known.adding([records[0].number]))

    assert talk.sync() == Outcome(pushed=4)


@pytest.mark.parametrize("news", [{"history": "second"}, {"villages": (Place(id="x", name="X"),)}])
def test_another_log_or_another_scope_is_read_from_the_beginning(news: dict[str, Any]) -> None:
    talk = Talk(position=Position(40, "first", PLACES))
    house = a_household()
    talk.pages = lambda after: a_page([house], cursor=50, **news)

    outcome = talk.sync()

    assert [step.after for step in talk.all_heard(Pull)] == [40, 0]
    assert [step.page.cursor for step in talk.all_heard(Merge)] == [0, 50]
    assert outcome.pulled == 1


def test_a_cut_before_reading_again_does_not_make_the_device_forget_to() -> None:
    talk = Talk(position=Position(40, "first", PLACES))
    talk.pages = lambda after: a_page(cursor=50, history="second")
    half = conversation(500)
    step = next(half)
    while not isinstance(step, Pull) or step.after:
        step = half.send(talk.told(step))
    half.close()
    talk.heard.clear()

    talk.sync()

    assert [step.after for step in talk.all_heard(Pull)] == [0]


def test_a_new_device_reads_from_the_beginning_only_once() -> None:
    talk = Talk(position=Position(0, "", ()))

    talk.sync()

    assert [step.after for step in talk.all_heard(Pull)] == [0]


def test_a_history_that_changes_with_every_reply_does_not_keep_it_reading() -> None:
    talk = Talk(position=Position(40, "first", PLACES))
    talk.pages = lambda after: a_page(cursor=50, history=str(len(talk.heard)), more=after == 0)

    with pytest.raises(Problem) as refusal:
        talk.sync()

    assert refusal.value.kind is Code.BAD_CURSOR


def test_a_page_that_leads_nowhere_is_refused() -> None:
    talk = Talk(position=Position(40, "first", PLACES))
    talk.pages = lambda after: a_page(cursor=40, more=True)

    with pytest.raises(Problem) as refusal:
        talk.sync()

    assert refusal.value.kind is Code.BAD_CURSOR
    assert talk.all_heard(Merge) == []


def test_what_a_restored_collector_lost_goes_up_in_the_same_sync() -> None:
    talk = Talk(some_entries(3), receipt=Receipt(through=3), position=Position(9, "first", PLACES))
    talk.pages = lambda after: a_page(
        cursor=9, history="restored", receipt=Receipt(through=1) if after else None
    )

    outcome = talk.sync()

    assert outcome.pushed == 2
    assert talk.receipt.through == 3


def test_what_is_saved_meanwhile_goes_up_at_the_end() -> None:
    talk = Talk(some_entries(1))

    def page(after: int) -> Page:
        talk.entries = [*talk.entries, *numbered([a_household()], start=2)]
        return a_page()

    talk.pages = page

    assert talk.sync() == Outcome(pushed=2)


def test_a_failure_thrown_in_ends_it() -> None:
    talk = conversation(500)
    next(talk)

    with pytest.raises(Problem):
        talk.throw(Problem(Code.NO_NETWORK))
