"""Holds the invented commune to its promises: valid, repeatable, believable, half-way."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta, timezone
from functools import lru_cache
from statistics import mean
from uuid import UUID

import pytest

from shared.kinds import judge
from shared.places import CAM_TAN
from shared.profile import join, token
from shared.quarter import Quarter
from shared.questions import BY_KEY, NO
from shared.records import Answer, Business, Household, Member, Record, Visit
from shared.stamp import moment
from shared.tally import Tally, tabulate
from sync_server.devices import DESK
from sync_server.seed import Seed, Size, seed, seed_sized

QUARTER = Quarter(2025, 1)
SMALL = Size(villages=3, households=24, people=90)
LOCAL = timezone(timedelta(hours=7))


@lru_cache(maxsize=1)
def the_commune() -> Seed:
    """Return the full commune, made once for all tests of this file."""
    return seed(1, QUARTER)


def made_outside(commune: Seed) -> list[Record]:
    return [record for log in commune.evenings.values() for record in log]


def everything(commune: Seed) -> list[Record]:
    return [*commune.roster, *commune.figures, *made_outside(commune)]


def members(commune: Seed) -> list[Member]:
    return [record for record in commune.roster if isinstance(record, Member)]


def families(names: Iterable[str]) -> Counter[str]:
    return Counter(name.split()[0] for name in names if name)


def count(commune: Seed) -> Tally:
    tokens: dict[UUID, list[str]] = defaultdict(list)
    for record in everything(commune):
        subject = record.subject if isinstance(record, Answer) else record.id
        tokens[subject].append(token(record))
    return tabulate(((join(each), 1) for each in tokens.values()), QUARTER)


def test_the_commune_has_ten_villages_1600_households_and_6000_people() -> None:
    commune = the_commune()

    kinds = Counter(type(record) for record in commune.roster)

    assert commune.commune == CAM_TAN
    assert [village.id for village in commune.villages] == [
        f"cam-tan-{place:02d}" for place in range(1, 11)
    ]
    assert len({village.name for village in commune.villages}) == 10
    assert (kinds[Household], kinds[Member], kinds[Business]) == (1600, 6000, 25)


def test_equal_numbers_give_equal_communes_and_others_differ() -> None:
    assert seed(7, QUARTER, SMALL) == seed(7, QUARTER, SMALL)
    assert seed(7, QUARTER, SMALL) != seed(8, QUARTER, SMALL)


def test_a_bench_may_ask_for_another_size() -> None:
    commune = seed_sized(3, Quarter(2026, 3), villages=4, households=60, people=200)

    assert len(commune.villages) == 4
    assert sum(isinstance(record, Household) for record in commune.roster) == 60
    assert len(members(commune)) == 200


def test_more_people_than_nine_to_a_house_are_refused() -> None:
    with pytest.raises(ValueError, match="10 people do not fit 1 households"):
        seed(1, QUARTER, Size(villages=1, households=1, people=10))


def test_every_record_is_accepted() -> None:
    for record in everything(the_commune()):
        assert judge(record.kind, record.model_dump()) == record


def test_ids_are_unique_those_of_the_roster_as_of_a_list_and_calls_of_their_moment() -> None:
    commune = the_commune()
    records = everything(commune)

    assert len({record.id for record in records}) == len(records)
    assert {record.id.version for record in commune.roster} == {5}
    assert {r.id.version for r in records if isinstance(r, Visit)} == {7}


def test_each_device_numbers_from_one_without_gaps_in_the_order_of_its_stamps() -> None:
    commune = the_commune()
    logs = [[*commune.roster, *commune.figures], *commune.evenings.values()]

    for log in logs:
        stamps = [record.stamp for record in log]

        assert [record.number for record in log] == list(range(1, len(log) + 1))
        assert stamps == sorted(set(stamps))
        assert len({record.device for record in log}) == 1
    assert {record.device for record in logs[0]} == {DESK}
    assert all({r.device for r in log} == {device} for device, log in commune.evenings.items())


def test_about_a_dozen_volunteers_go_out_in_the_evenings_of_two_thirds_of_the_quarter() -> None:
    commune = the_commune()

    assert 9 <= len(commune.evenings) <= 15
    for record in made_outside(commune):
        local = moment(record.stamp).astimezone(LOCAL)
        assert local.date() == record.day
        assert (18, 0) <= (local.hour, local.minute) <= (21, 30)
        assert QUARTER.first_day <= record.day <= QUARTER.first_day + timedelta(days=60)


def test_nothing_is_dated_or_stamped_after_today() -> None:
    today = QUARTER.first_day + timedelta(days=12)

    commune = seed(1, QUARTER, SMALL, today)

    assert commune.evenings
    for record in everything(commune):
        assert record.day <= today
        assert moment(record.stamp).astimezone(LOCAL).date() <= today


def test_on_the_first_day_of_the_quarter_nobody_has_gone_out_yet() -> None:
    assert seed(1, QUARTER, SMALL, QUARTER.first_day).evenings == {}


def test_what_was_recorded_speaks_of_somebody_in_that_village() -> None:
    commune = the_commune()
    villages = {record.id: record.village for record in commune.roster}

    for record in made_outside(commune):
        subject = record.subject if isinstance(record, Answer) else None
        subject = record.household if isinstance(record, Visit) else subject
        assert subject
        assert villages[subject] == record.village


def test_ages_are_those_of_a_rural_commune() -> None:
    ages = [QUARTER.year - m.birth_year for m in members(the_commune()) if m.birth_year]

    def share(low: int, high: int) -> float:
        return sum(low <= age <= high for age in ages) / len(ages)

    assert 0.17 < share(0, 14) < 0.28
    assert 0.68 < share(18, 130) < 0.80
    assert 0.09 < share(60, 130) < 0.20
    assert max(ages) < 105


def test_households_have_one_to_nine_people_in_slots_from_one_and_the_head_in_the_first() -> None:
    commune = the_commune()
    heads = {r.id: r.head for r in commune.roster if isinstance(r, Household)}
    homes: dict[UUID, list[Member]] = defaultdict(list)
    for member in members(commune):
        homes[member.household].append(member)

    sizes = [len(people) for people in homes.values()]

    assert homes.keys() == heads.keys()
    assert (min(sizes), max(sizes), mean(sizes)) == (1, 9, 3.75)
    for household, people in homes.items():
        assert [member.slot for member in people] == list(range(1, len(people) + 1))
        assert people[0].name == heads[household]


def test_many_of_the_young_work_away() -> None:
    away = Counter(
        "young" if 18 <= QUARTER.year - member.birth_year <= 35 else "other"
        for member in members(the_commune())
        if member.birth_year and member.status == "away"
    )
    everybody = members(the_commune())

    assert away["young"] > away["other"]
    assert 0.08 < sum(m.status == "away" for m in everybody) / len(everybody) < 0.20


def test_one_slot_in_ten_has_no_name_but_an_age_class() -> None:
    everybody = members(the_commune())
    unnamed = [member for member in everybody if not member.name]

    assert 0.07 < len(unnamed) / len(everybody) < 0.13
    assert all(member.age_class and not member.birth_year for member in unnamed)


def test_names_are_vietnamese_and_composed() -> None:
    names = [m.name for m in members(the_commune()) if m.name]
    plain = [name for name in names if name.isascii()]

    assert all(unicodedata.is_normalized("NFC", name) for name in names)
    assert len(plain) < len(names) / 20
    assert all(2 <= len(name.split()) <= 4 for name in names)
    assert sum(len(name.split()) == 2 for name in names) > 50
    assert len(set(names)) > len(names) / 3


def test_family_names_of_the_hills_are_there() -> None:
    commune = the_commune()

    found = families(member.name for member in members(commune))

    assert found.most_common(1)[0][0] in {"Nguyễn", "Lê", "Phạm"}
    assert {"Bùi", "Cao", "Quách", "Trương", "Đinh"} <= found.keys()
    assert {"Vi", "Lò", "Hà", "Lương", "Lữ", "Ngân", "Lục", "Cầm"} <= found.keys()


def test_children_bear_a_family_name_of_their_house() -> None:
    homes: dict[UUID, list[Member]] = defaultdict(list)
    for member in members(the_commune()):
        homes[member.household].append(member)

    shared_names = [
        child.name.split()[0] in families(m.name for m in people[:2])
        for people in homes.values()
        for child in people[2:]
        if child.birth_year and QUARTER.year - child.birth_year < 15
    ]

    assert sum(shared_names) / len(shared_names) > 0.9


def test_no_text_holds_an_identity_number() -> None:
    fields = ("head", "code", "name", "note", "source", "person")
    texts = {getattr(r, field, "") for r in everything(the_commune()) for field in fields}

    assert not any(re.search(r"\d{9,}", text) for text in texts)


def test_every_village_is_somewhere_in_its_campaign() -> None:
    commune = the_commune()
    homes = Counter(r.village for r in commune.roster if isinstance(r, Household))
    called: dict[str, set[UUID]] = defaultdict(set)
    for record in made_outside(commune):
        if isinstance(record, Visit):
            called[record.village].add(record.household)

    shares = sorted(len(called[village.id]) / homes[village.id] for village in commune.villages)

    assert shares[0] == 0
    assert shares[-1] > 0.95
    assert all(0.3 < share < 0.95 for share in shares[1:-1])
    assert min(homes.values()) < 0.7 * max(homes.values())


def test_the_campaign_is_half_way() -> None:
    tally = count(the_commune())

    for code in ("CT06", "CT08", "CT15"):
        assert 0.35 < (tally.cells[code].coverage or 0) < 0.65


def test_rates_of_those_asked_are_near_those_of_the_documents() -> None:
    bounds = {
        "CT06": (0.68, 0.82),
        "CT07": (0.70, 0.88),
        "CT08": (0.75, 0.92),
        "CT09": (0.28, 0.45),
        "CT10": (0.50, 0.75),
        "CT11": (0.40, 0.65),
        "CT13": (0.35, 0.55),
        "CT14": (0.28, 0.50),
        "CT15": (0.50, 0.70),
    }

    cells = count(the_commune()).cells

    for code, (low, high) in bounds.items():
        cell = cells[code]
        assert low < cell.numerator / (cell.denominator - cell.missing) < high, code


def test_a_signature_needs_a_card_and_a_sim() -> None:
    known: dict[UUID, dict[str, str]] = defaultdict(dict)
    for record in made_outside(the_commune()):
        if isinstance(record, Answer):
            known[record.subject][record.question] = record.value

    signers = [answers for answers in known.values() if answers.get("esign") == "yes"]

    assert signers
    for answers in signers:
        assert answers.get("id_document", "yes") == answers.get("own_sim", "yes") == "yes"


def test_every_no_has_one_or_two_reasons_of_its_question_and_nothing_else_has_any() -> None:
    for record in made_outside(the_commune()):
        if not isinstance(record, Answer):
            continue
        if record.value in (NO, "none"):
            assert 1 <= len(set(record.obstacles)) == len(record.obstacles) <= 2
            assert {*record.obstacles} <= {*BY_KEY[record.question].likely_obstacles}
            assert record.how == ""
        else:
            assert record.obstacles == ()
            assert record.how in ("done", "had")


def test_the_office_has_declared_only_half_of_its_figures() -> None:
    commune = the_commune()
    only_the_office_knows = {"CT01", "CT02", "CT03", "CT04", "CT05", "CT12", "CT16", "VS2.1"}

    declared = {figure.code for figure in commune.figures}

    assert declared < only_the_office_knows
    assert len(declared) == 4
    assert all(figure.period == str(QUARTER) for figure in commune.figures)
