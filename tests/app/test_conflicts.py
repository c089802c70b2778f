"""Contradictions: listed where nobody could know, with both values, until somebody decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import mending
from app.inputs import Naming, NewHousehold, Tick
from app.store.values import Conflict
from app.ui import presenting, settling
from app.ui.words import outbox
from shared.protocol import Receipt
from shared.records import Household
from shared.stamp import PER_MS
from tests.support.collector import VILLAGE, Collector, Phone, new_ids
from tests.support.people import VISIT_DAY


class Two:
    """Two phones of one village that know of one household, and their collector."""

    def __init__(self, folder: Path) -> None:
        self.collector = Collector(folder, (VILLAGE,))
        ids = new_ids()
        self.mine, self.other = (
            Phone(self.collector, folder / f"{name}.db", ids) for name in ("mine", "other")
        )
        for phone in (self.mine, self.other):
            phone.enrol()
        new = NewHousehold(VILLAGE.id, VISIT_DAY, head="Nguyễn Thị Hợp", people=1, adults=1)
        self.home: Household = self.mine.do(lambda actions: actions.register_household(new))
        view = self.mine.see(lambda store: store.household(self.home.id))
        assert view
        self.person = view.members[0].id
        self.sync(self.mine, self.other)

    def sync(self, *phones: Phone) -> None:
        for phone in phones:
            phone.do(lambda actions: actions.sync_now())

    def tick(self, phone: Phone, value: str | None, question: str = "esign") -> None:
        self.collector.now_ms += 1000
        made = Tick(VILLAGE.id, VISIT_DAY, "member", self.person, question, value)
        phone.do(lambda actions: actions.answer(made))

    def shown(self, phone: Phone) -> tuple[Conflict, ...]:
        return phone.see(lambda store: store.conflicts())

    def stands(self, phone: Phone) -> list[str]:
        view = phone.see(lambda store: store.household(self.home.id))
        assert view
        return [each.value for each in view.answers.values()]

    def close(self) -> None:
        for each in (self.mine, self.other, self.collector):
            each.close()


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    two = Two(tmp_path)
    yield two
    two.close()


def test_who_ticked_first_is_shown_what_beat_it(two: Two):
    two.tick(two.mine, "yes")
    two.tick(two.other, "no")
    two.sync(two.other, two.mine)

    (found,) = two.shown(two.mine)

    assert (settling.said(found.ours), settling.said(found.theirs)) == ("Có", "Chưa")
    assert found.stands == found.theirs
    assert found.home
    assert found.home.head == "Nguyễn Thị Hợp"
    assert found.person
    assert found.person.id == two.person


def test_a_newer_own_tick_that_wins_is_listed_too(two: Two):
    two.tick(two.other, "no")
    two.tick(two.mine, "yes")
    two.sync(two.other, two.mine)

    (found,) = two.shown(two.mine)

    assert found.stands == found.ours
    assert two.stands(two.mine) == ["yes"]


def test_an_old_tick_that_arrives_days_later_is_listed(two: Two):
    two.tick(two.other, "no")
    two.tick(two.mine, "yes")
    two.sync(two.mine, two.mine, two.other, two.mine)

    assert len(two.shown(two.mine)) == 1
    assert len(two.shown(two.other)) == 1


def test_an_answer_that_lost_after_it_was_sent_is_listed_on_the_phone_that_gave_it(two: Two):
    two.tick(two.mine, "yes")
    two.tick(two.other, "no")
    two.sync(two.mine, two.other, two.mine)

    (found,) = two.shown(two.mine)

    assert (settling.said(found.ours), settling.said(found.theirs)) == ("Có", "Chưa")
    assert found.stands == found.theirs
    assert found.is_unaware
    assert settling.contradiction(found, None).note == ""
    assert len(two.shown(two.other)) == 1


def test_an_answer_replaced_by_one_who_may_have_known_it_is_listed_as_replaced(two: Two):
    two.tick(two.mine, "yes")
    two.sync(two.mine)
    two.tick(two.other, "no")
    two.sync(two.other, two.mine)

    (found,) = two.shown(two.mine)

    assert not found.is_unaware
    assert settling.contradiction(found, None).note == outbox.REPLACED
    two.mine.do(lambda actions: mending.see(actions, found.ours.id))
    two.sync(two.mine)
    assert two.shown(two.mine) == ()


def test_what_changed_in_the_weeks_since_is_no_contradiction(two: Two):
    two.tick(two.mine, "no")
    two.sync(two.mine, two.other)
    two.collector.now_ms += 8 * 24 * 3_600_000
    two.tick(two.other, "yes")
    two.sync(two.other, two.mine)

    assert two.shown(two.mine) == two.shown(two.other) == ()


def test_a_decision_about_what_was_seen_is_not_listed_again(two: Two):
    two.tick(two.mine, "yes")
    two.tick(two.other, "no")
    two.sync(two.mine, two.other, two.mine)
    (found,) = two.shown(two.mine)
    two.mine.do(lambda actions: mending.see(actions, found.ours.id))

    (theirs,) = two.shown(two.other)
    two.collector.now_ms += 1000
    two.other.do(lambda actions: mending.keep(actions, theirs, theirs.ours))
    two.sync(two.other, two.mine)

    assert two.shown(two.mine) == ()


def test_the_same_answer_twice_is_no_contradiction(two: Two):
    two.tick(two.mine, "yes")
    two.tick(two.other, "yes")
    two.sync(two.other, two.mine, two.other)

    assert two.shown(two.mine) == two.shown(two.other) == ()


def test_a_correction_of_what_was_known_is_no_contradiction(two: Two):
    two.tick(two.mine, "no")
    two.sync(two.mine, two.other)
    two.tick(two.other, "yes")
    two.sync(two.other, two.mine)
    replaced = two.shown(two.mine)
    two.tick(two.mine, "no")
    two.sync(two.mine, two.other)

    assert not any(each.is_unaware for each in (*replaced, *two.shown(two.other)))
    assert two.shown(two.mine) == ()


def test_keeping_a_value_makes_it_stand_everywhere(two: Two):
    two.tick(two.mine, "yes")
    two.tick(two.other, "no")
    two.sync(two.other, two.mine)
    (found,) = two.shown(two.mine)

    two.collector.now_ms += 1000
    two.mine.do(lambda actions: mending.keep(actions, found, found.ours))
    two.sync(two.mine, two.other)

    assert two.shown(two.mine) == ()
    assert two.stands(two.mine) == two.stands(two.other) == ["yes"]


def test_what_was_seen_is_not_listed_again_after_reading_from_the_start(two: Two):
    two.tick(two.mine, "yes")
    two.tick(two.other, "no")
    two.sync(two.other, two.mine)
    (found,) = two.shown(two.mine)
    two.mine.do(lambda actions: mending.see(actions, found.ours.id))

    # A receipt that bounds a stamp makes a phone read from the start again.
    receipt = Receipt(through=2, bounded={1: two.home.stamp})
    two.mine.see(lambda store: store.keep(receipt, two.collector.now_ms))
    two.sync(two.mine)

    assert two.shown(two.mine) == ()


def test_two_corrections_of_one_household_are_listed(two: Two):
    for phone, head in ((two.mine, "Nguyễn Thị Hợp A"), (two.other, "Nguyễn Thị Hớp")):
        two.collector.now_ms += 1000
        naming = Naming(head=head, code="12")
        phone.do(
            lambda actions, naming=naming: actions.correct_household(two.home, naming, VISIT_DAY)
        )
    two.sync(two.other, two.mine)

    (found,) = two.shown(two.mine)

    shown = settling.contradiction(found, None)
    assert [side.value for side in shown.sides] == [
        "Nguyễn Thị Hợp A, Hộ số 12",
        "Nguyễn Thị Hớp, Hộ số 12",
    ]
    assert [side.stands for side in shown.sides] == [False, True]
    assert shown.sides[1].author == f"Máy khác (số {found.theirs.device.hex[-4:].upper()})"
    assert shown.sides[1].day == presenting.clock(found.theirs.stamp // PER_MS)


def test_a_third_version_decides_it(two: Two):
    two.tick(two.mine, "yes")
    two.tick(two.other, "no")
    two.sync(two.other, two.mine, two.other)
    assert two.shown(two.mine)

    two.tick(two.other, "yes")
    two.sync(two.other, two.mine)

    assert two.shown(two.mine) == ()


@pytest.mark.parametrize("last", ["mine", "other"])
def test_a_value_kept_by_mistake_goes_back_and_is_asked_about_again(two: Two, last: str):
    ticks = {"mine": "yes", "other": "no"}
    for name in sorted(ticks, key=lambda name: name == last):
        two.tick(getattr(two, name), ticks[name])
    two.sync(two.other, two.mine)
    (found,) = two.shown(two.mine)
    beaten = found.theirs if found.stands == found.ours else found.ours

    two.collector.now_ms += 1000
    kept = two.mine.do(lambda actions: mending.keep(actions, found, beaten))
    two.mine.see(lambda _: kept.back())

    (again,) = two.shown(two.mine)
    assert again == found
    assert two.stands(two.mine) == [ticks[last]]


def test_what_was_seen_by_mistake_is_listed_again(two: Two):
    two.tick(two.mine, "yes")
    two.tick(two.other, "no")
    two.sync(two.other, two.mine)
    (found,) = two.shown(two.mine)

    seen = two.mine.do(lambda actions: mending.see(actions, found.ours.id))
    two.mine.see(lambda _: seen.back())

    assert two.shown(two.mine) == (found,)
