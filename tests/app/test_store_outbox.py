"""The outbox: what is unsent follows from the last receipt alone."""

from __future__ import annotations

import pytest

from app.store.store import Store
from shared.protocol import BATCH_BYTES, Held, Refusal
from shared.records import Record
from tests.app.phones import a_page, a_receipt, draft
from tests.support.people import NOW_MS, a_business, a_household, a_member, a_visit, an_answer

pytestmark = pytest.mark.anyio


async def five_entries(store: Store) -> tuple[Record, ...]:
    return await store.append([draft(a_household()) for _ in range(5)], NOW_MS)


async def test_everything_is_unsent_at_first_and_nothing_after_the_receipt(store: Store) -> None:
    await five_entries(store)
    before = await store.outbox()

    await store.keep(a_receipt(through=5), NOW_MS)

    after = await store.outbox()
    assert (before.total, before.received, before.unsent) == (5, 0, 5)
    assert (after.total, after.received, after.unsent) == (5, 5, 0)
    assert await store.batch(10) == ()


async def test_what_waits_to_be_sent_is_listed_newest_first_and_no_more_of_it_than_asked_for(
    store: Store,
) -> None:
    made = await five_entries(store)
    await store.keep(a_receipt(through=4, missing=((2, 2),)), NOW_MS)

    some, every = await store.newest_unsent(1), await store.newest_unsent(15)

    assert [each.record for each in some] == [made[4]]
    assert [each.record for each in every] == [made[4], made[1]]
    await store.keep(a_receipt(through=5), NOW_MS)
    assert await store.newest_unsent(15) == ()


async def test_what_waits_to_be_sent_tells_whom_it_is_about_and_where_they_live(
    store: Store,
) -> None:
    home = a_household("Đặng Thị Hợp")
    person, shop = a_member(home), a_business()
    records = (home, person, an_answer(person), a_visit(home), shop, an_answer(shop, "qr_payment"))
    made = await store.append([draft(each) for each in records], NOW_MS)

    entries = {each.record.number: each for each in await store.newest_unsent(15)}

    house, member, answer, visit, trade, paid = (entries[each.number] for each in made)
    assert [each.about for each in (house, trade)] == [(), ()]
    assert member.about == visit.about == (made[0],)
    assert answer.about == (made[1], made[0])
    assert paid.about == (made[4],)
    assert (answer.home, paid.home) == (home.id, None)


async def test_a_gap_in_the_receipt_is_sent_again_oldest_first(store: Store) -> None:
    made = await five_entries(store)

    await store.keep(a_receipt(through=4, missing=((2, 3),)), NOW_MS)

    assert await store.batch(10) == (made[1], made[2], made[4])
    assert await store.batch(2) == (made[1], made[2])
    assert (await store.outbox()).unsent == 3


async def test_a_receipt_full_of_holes_is_still_a_question_sqlite_can_answer(store: Store) -> None:
    await store.append([draft(a_household()) for _ in range(1200)], NOW_MS)
    every_other = tuple((number, number) for number in range(1, 1200, 2))

    await store.keep(a_receipt(through=1200, missing=every_other), NOW_MS)

    assert [record.number for record in await store.batch(3)] == [1, 3, 5]


async def test_a_collector_back_from_a_backup_makes_entries_unsent_again(store: Store) -> None:
    made = await five_entries(store)
    await store.keep(a_receipt(through=5), NOW_MS)

    await store.merge(a_page(receipt=a_receipt(through=3)))

    assert await store.batch(10) == made[3:]


async def test_a_page_without_receipt_leaves_the_outbox_as_it_was(store: Store) -> None:
    await five_entries(store)
    await store.keep(a_receipt(through=5), NOW_MS)

    await store.merge(a_page())

    assert (await store.outbox()).unsent == 0


async def test_what_was_saved_while_a_batch_was_under_way_stays_unsent(store: Store) -> None:
    await five_entries(store)
    batch = await store.batch(10)
    late = await store.append([draft(a_household())], NOW_MS)

    await store.keep(a_receipt(through=batch[-1].number), NOW_MS)

    assert await store.batch(10) == late


async def test_a_batch_is_not_larger_than_a_message_may_be(store: Store) -> None:
    note = "ghi chú dài " * 150
    await store.append([draft(a_household(note=note)) for _ in range(200)], NOW_MS)

    batch = await store.batch(500)

    assert 0 < len(batch) < 200
    assert sum(len(record.model_dump_json()) for record in batch) <= BATCH_BYTES


async def test_entries_of_every_kind_leave_as_they_were_made(store: Store) -> None:
    house = a_household()
    made = await store.append(
        [
            draft(house),
            draft(a_member(house, birth_year=None, age_class="from_15")),
            draft(a_business()),
            draft(a_visit(house, note="Hẹn quay lại\nsau Tết")),
            draft(an_answer(house, "electricity_cashless", "no", obstacles=("NO_SKILL",))),
            draft(an_answer(a_member(house), "trained", waiting=NOW_MS, deleted=True)),
        ],
        NOW_MS,
    )

    batch = await store.batch(10)

    assert batch == made


async def test_a_refusal_is_shown_until_the_record_is_corrected(store: Store) -> None:
    house = a_household()
    (made,) = await store.append([draft(house)], NOW_MS)
    refusal = Refusal(number=1, code="BK109", sentence="Năm sinh không hợp lý.")
    await store.keep(a_receipt(through=1, refused=(refusal,)), NOW_MS)
    (shown,) = (await store.outbox()).refused

    await store.append([draft(house)], NOW_MS)

    assert (shown.number, shown.code, shown.sentence) == (1, "BK109", "Năm sinh không hợp lý.")
    assert shown.record == made
    assert (await store.outbox()).refused == ()


async def test_an_own_answer_that_was_turned_down_is_known_not_to_count_until_it_is_mended(
    store: Store,
) -> None:
    home = a_household()
    person = a_member(home)
    answers = [an_answer(person, key, "yes") for key in ("bank_account", "esign")]
    await store.append([draft(each) for each in (home, person, *answers)], NOW_MS)
    refusal = Refusal(number=4, code="BK628", sentence="Xã không nhận.")
    await store.keep(a_receipt(through=4, refused=(refusal,)), NOW_MS)
    turned_down = await store.household(home.id)

    await store.append([draft(answers[1])], NOW_MS)

    mended = await store.household(home.id)
    assert turned_down
    assert mended
    assert turned_down.uncounted == {answers[1].id}
    assert mended.uncounted == set()


async def test_what_waits_for_an_officer_is_shown_as_not_counted_and_not_sent_again(
    store: Store,
) -> None:
    await five_entries(store)
    outside = Held(code="BK115", sentence="Chờ cán bộ xã duyệt.", numbers=((2, 3), (5, 5)))

    await store.keep(a_receipt(through=5, quarantined=(outside,)), NOW_MS)

    box = await store.outbox()
    assert box.unsent == 0
    assert (box.refused, box.waiting, box.received) == ((), 3, 2)
    (held,) = box.held
    assert (held.code, held.sentence, held.count) == ("BK115", "Chờ cán bộ xã duyệt.", 3)
    assert [each.record.number for each in held.some] == [2, 3, 5]


async def test_what_the_collector_lost_and_took_anew_waits_for_nobody_any_more(
    store: Store,
) -> None:
    await five_entries(store)
    closed = Held(code="BK622", sentence="Quý I năm 2025 đã chốt.", numbers=((2, 3),))
    await store.keep(a_receipt(5, quarantined=(closed,)), NOW_MS)
    await store.keep(a_receipt(1), NOW_MS)

    again = closed.model_copy(update={"numbers": ((3, 3),)})
    await store.keep(a_receipt(5, quarantined=(again,)), NOW_MS)

    (held,) = (await store.outbox()).held
    assert [each.record.number for each in held.some] == [3]


async def test_what_a_revoked_device_sent_waits_and_was_not_received(store: Store) -> None:
    await five_entries(store)
    revoked = Held(code="BK621", sentence="Thiết bị đã bị thu hồi.", numbers=((4, 5),))

    await store.keep(a_receipt(through=5, quarantined=(revoked,)), NOW_MS)

    box = await store.outbox()
    assert (box.unsent, box.waiting, box.received, box.refused) == (0, 2, 3, ())


async def test_what_waits_is_counted_though_a_later_version_was_written(store: Store) -> None:
    house = a_household()
    closed = Held(code="BK622", sentence="Quý I năm 2025 đã chốt.", numbers=((1, 2),))
    await store.append([draft(house), draft(house)], NOW_MS)

    await store.keep(a_receipt(2, quarantined=(closed,)), NOW_MS)

    box = await store.outbox()
    assert (box.waiting, box.settled, box.received) == (2, 0, 0)


async def test_a_refusal_of_an_entry_that_never_was_is_passed_over(store: Store) -> None:
    refusal = Refusal(number=99, code="BK115", sentence="Ngoài phạm vi.")

    await store.keep(a_receipt(refused=(refusal,)), NOW_MS)

    assert (await store.outbox()).refused == ()
