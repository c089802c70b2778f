"""Columns carry every record there and back, and one bad cell spoils one record."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.columns import pack, unpack
from shared.kinds import judge
from shared.problems import Code, Problem
from shared.records import Answer, Household, Record
from tests.support.people import a_household, a_member, an_answer, numbered
from tests.support.strategies import records


def carried(packed: dict[str, Any]) -> list[Record | Problem]:
    """Unpack what a message brings, by way of JSON."""
    kinds = json.loads(json.dumps(packed))
    return [judge(kind, each) for kind, columns in kinds.items() for each in unpack(kind, columns)]


def by_kind(group: list[Record]) -> list[Record]:
    order = list(dict.fromkeys(record.kind for record in group))
    return sorted(group, key=lambda record: order.index(record.kind))


@settings(max_examples=40)
@given(st.lists(records(), max_size=12))
def test_every_record_is_carried_there_and_back(group: list[Record]):
    assert carried(pack(group)) == by_kind(group)


def test_an_evenings_tick_is_a_few_bytes():
    member = a_member()
    evening = numbered(an_answer(member if n % 9 else a_member(), "smartphone") for n in range(400))

    text = json.dumps(pack(evening), separators=(",", ":"))

    assert len(text) / 400 < 60


def test_what_has_its_default_value_or_is_derived_is_not_sent():
    packed = pack([an_answer()])

    assert packed["answer"].keys().isdisjoint({"id", "deleted", "note", "obstacles", "waiting"})


HOUSEHOLD = pack(numbered([a_household("Lò Dũng"), a_household("Hà Mai")]))["household"]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("head", 5),
        ("head", -1),
        ("head", True),
        ("head", False),
        ("head", None),
        ("head", [1]),
        ("head", "Lò\x00"),
        ("head", "Hà Mai 038062000123"),
        ("village", 99),
        ("id", -2),
        ("id", "nobody"),
        ("id", {}),
        ("device", 2**70),
        ("day", 7),
        ("day", "hôm qua"),
    ],
)
def test_one_bad_cell_spoils_one_record(column: str, cell: Any):
    columns = {**HOUSEHOLD, column: [HOUSEHOLD[column][0], cell]}

    good, bad = carried({"household": columns})

    assert isinstance(good, Household)
    assert isinstance(bad, Problem)


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"head": "Lò Dũng"},
        {"head": {"0": "Lò Dũng"}},
        {"head": None},
        {**HOUSEHOLD, "head": ["Lò Dũng"]},
        {**HOUSEHOLD, "number": [1, "2"]},
        {**HOUSEHOLD, "number": [1, True]},
        {**HOUSEHOLD, "stamp": [1.5, 1]},
        {**HOUSEHOLD, "stamp": [None, 1]},
    ],
)
def test_a_column_that_is_no_column_refuses_the_message(columns: Any):
    with pytest.raises(Problem) as refused:
        list(unpack("household", columns))

    assert refused.value.kind is Code.BAD_MESSAGE


@pytest.mark.parametrize("number", [[-5, 1], [2**53, 1], [2**62, 1]])
def test_numbers_out_of_range_are_judged_record_by_record(number: list[int]):
    assert all(
        isinstance(each, Problem)
        for each in carried({"household": {**HOUSEHOLD, "number": number}})
    )


def test_numbers_that_run_away_refuse_the_message():
    with pytest.raises(Problem) as refused:
        list(unpack("household", {**HOUSEHOLD, "number": [10**4000, 1]}))

    assert refused.value.kind is Code.BAD_MESSAGE


ANSWER = pack([an_answer(), an_answer()])["answer"]


@pytest.mark.parametrize(
    ("column", "cell"),
    [("subject", 9), ("subject", None), ("subject", []), ("subject", "x"), ("question", 4.5),
     ("question", {}), ("question", "\ud800"), ("obstacles", 3), ("obstacles", [[]])],
)  # fmt: skip
def test_an_answer_whose_id_cannot_be_derived_is_refused_alone(column: str, cell: Any):
    columns = {**ANSWER, column: [ANSWER.get(column, [""])[0], cell]}

    good, bad = carried({"answer": columns})

    assert isinstance(good, Answer)
    assert isinstance(bad, Problem)


def test_a_reference_to_a_list_of_obstacles_is_the_same_list():
    first = an_answer(value="no", obstacles=("ABSENT", "NO_TIME"))
    second = an_answer(value="no", obstacles=("ABSENT", "NO_TIME"))

    packed = pack([first, second])

    assert packed["answer"]["obstacles"] == ["ABSENT,NO_TIME", 0]
    assert carried(packed) == [first, second]


def test_what_only_a_newer_app_knows_travels_unchanged():
    one, other = numbered([a_household(), a_household()])
    newer = one.model_copy(update={"water": "giếng", "rooms": 3, "tags": [1, "một"]})
    envelope = {name: getattr(other, name) for name in Record.model_fields}
    survey = judge("survey", {**envelope, "score": 1, "why": "đẹp"})
    assert isinstance(survey, Record)

    columns = json.loads(json.dumps(pack([newer, survey])))
    (back,) = (judge("household", each) for each in unpack("household", columns["household"]))
    (again,) = (judge("survey", each) for each in unpack("survey", columns["survey"]))

    assert (back, again) == (newer, survey)
