"""Hypothesis strategies for the core's values, valid by construction, for laws."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from shared.conditions import All, AnyOf, AtLeast, Condition, Facts, Is, Not
from shared.obstacles import OBSTACLES
from shared.profile import Profile, join
from shared.quarter import Quarter
from shared.questions import QUESTIONS, Question
from shared.records import Answer, Business, Figure, Household, Member, Record, Session, Visit
from shared.stamp import GREATEST, PER_MS
from tests.support.people import NOW_MS

_FAMILIES = ["Nguyễn", "Đặng", "Lò", "Hà", "Vi", "Bùi", "Phạm", "Trương"]
_MIDDLES = ["Thị", "Văn", "Ngọc", "Đức", "Hữu"]
_GIVEN = ["An", "Ánh", "Dũng", "Đào", "Hợp", "Huệ", "Ước", "Yến", "Thủy", "Thuỷ"]
_VILLAGES = ["cam-tan-01", "cam-tan-02", "cam-thanh-01"]


def person_names() -> st.SearchStrategy[str]:
    """Return Vietnamese names of two or three words, always with a family name."""
    words = st.tuples(st.sampled_from(_FAMILIES), st.sampled_from(["", *_MIDDLES]))
    return st.builds(
        lambda first, given: " ".join(filter(None, [*first, given])),
        words,
        st.sampled_from(_GIVEN),
    )


def clock_ms() -> st.SearchStrategy[int]:
    """Return what a clock may show, right or years wrong."""
    near = st.integers(NOW_MS - 10**8, NOW_MS + 10**8)
    return near | st.integers(0, GREATEST // PER_MS)


def stamps() -> st.SearchStrategy[int]:
    """Return stamps, often equal or neighbouring, so that ties turn up."""
    return st.integers(NOW_MS * PER_MS, NOW_MS * PER_MS + 3) | st.integers(0, GREATEST)


def quarters() -> st.SearchStrategy[Quarter]:
    return st.builds(Quarter, st.integers(2000, 9998), st.integers(1, 4))


def _ids() -> st.SearchStrategy[UUID]:
    few = st.integers(1, 4).map(lambda n: UUID(int=n))
    return few | st.uuids()


def _days() -> st.SearchStrategy[date]:
    return st.dates(date(2024, 1, 1), date(2026, 12, 31))


def _notes() -> st.SearchStrategy[str]:
    return st.sampled_from(["", "vắng nhà, hẹn tối", "máy đời cũ", "gọi lại 0912345678"])


def _entries() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "id": _ids(),
            "village": st.sampled_from(_VILLAGES),
            "device": _ids(),
            "number": st.integers(1, 5) | st.integers(1, GREATEST),
            "stamp": stamps(),
            "day": _days(),
            "deleted": st.booleans(),
            "by": st.just("") | person_names(),
        }
    )


def _of(model: type[Record], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda entry, own: model(**{**entry, **own}), _entries(), st.fixed_dictionaries(fields)
    )


def households() -> st.SearchStrategy[Household]:
    number = st.integers(1, 400).map(str)
    code, duplicate = st.just("") | number, st.none() | _ids()
    return _of(Household, head=person_names(), code=code, note=_notes(), same_as=duplicate)


def members() -> st.SearchStrategy[Member]:
    return _of(
        Member,
        household=_ids(),
        slot=st.integers(1, 99),
        name=st.just("") | person_names(),
        birth_year=st.none() | st.integers(1900, 2024),
        age_class=st.sampled_from([None, "under_15", "from_15", "adult"]),
        status=st.sampled_from(["resident", "away", "moved", "died"]),
        same_as=st.none() | _ids(),
    )


def businesses() -> st.SearchStrategy[Business]:
    forms = st.sampled_from(["enterprise", "cooperative", "household_business", "shop"])
    return _of(Business, name=person_names(), form=forms, note=_notes())


def visits() -> st.SearchStrategy[Visit]:
    outcomes = st.sampled_from(["met", "absent", "refused"])
    maybe = st.none() | _ids()
    return _of(
        Visit, household=_ids(), outcome=outcomes, note=_notes(), session=maybe, member=maybe
    )


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    entry, team = draw(_entries()), draw(person_names())
    id = Session.id_for(entry["village"], entry["day"], team)
    return Session(**{**entry, "id": id, "team": team, "note": draw(_notes())})


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    asked = draw(st.sampled_from(QUESTIONS))
    subject = draw(_ids())
    period = str(draw(quarters())) if asked.span == "in_quarter" else ""
    codes = st.sampled_from([obstacle.code for obstacle in OBSTACLES])
    return Answer(
        **draw(_entries())
        | {
            "id": Answer.id_for(subject, asked.key, period),
            "about": draw(st.sampled_from(asked.about)),
            "subject": subject,
            "question": asked.key,
            "period": period,
            "value": draw(_values(asked)),
            "how": draw(st.sampled_from(["", "done", "had"])),
            "obstacles": tuple(draw(st.lists(codes, max_size=3, unique=True))),
            "waiting": draw(st.none() | stamps()),
            "note": draw(_notes()),
        }
    )


def _values(asked: Question) -> st.SearchStrategy[str]:
    return st.sampled_from([value for value, _ in asked.choices])


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    code, period = draw(st.sampled_from(["CT01", "CT12", "VS2.1"])), str(draw(quarters()))
    numerator = draw(st.integers(0, 1000))
    rest = draw(st.none() | st.integers(0, 1000))
    return Figure(
        **draw(_entries())
        | {
            "id": Figure.id_for(code, period),
            "village": "",
            "code": code,
            "period": period,
            "numerator": numerator,
            "denominator": None if rest is None else numerator + rest,
            "source": "hệ thống TD-Office",
            "person": draw(person_names()),
            "note": draw(_notes()),
        }
    )


def records() -> st.SearchStrategy[Record]:
    """Return records of all seven kinds."""
    kinds = households(), members(), businesses(), sessions(), visits(), answers(), figures()
    return st.one_of(*kinds)


_WORDS = ["smartphone", "esign", "vneid"]


def conditions() -> st.SearchStrategy[Condition]:
    leaves = st.builds(Is, st.sampled_from(_WORDS), st.sampled_from(["yes", "no", "2"]))
    ages = st.builds(AtLeast, st.just("age"), st.integers(0, 90))
    return st.recursive(
        leaves | ages,
        lambda inner: (
            st.lists(inner, max_size=3).map(lambda parts: All(*parts))
            | st.lists(inner, max_size=3).map(lambda parts: AnyOf(*parts))
            | inner.map(Not)
        ),
        max_leaves=6,
    )


def facts() -> st.SearchStrategy[Facts]:
    """Return what may be known of a subject, from nothing to everything."""
    age = st.tuples(st.integers(0, 90), st.integers(0, 30)).map(lambda a: (a[0], a[0] + a[1]))
    known = dict.fromkeys(_WORDS, st.sampled_from(["yes", "no", "2"]))
    return st.fixed_dictionaries({}, optional={**known, "age": age})


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Return a profile as the stores make them: one subject, or none that counts, and its ticks."""
    about = draw(st.sampled_from(["member", "household", "business"]))
    marks = {
        "member": ["", "under_15", "from_15", "adult", *map(str, range(2000, 2015)), "1950"],
        "household": [""],
        "business": ["enterprise", "cooperative", "household_business", "shop"],
    }
    asked = [each for each in QUESTIONS if about in each.about]
    ticked = draw(st.lists(st.sampled_from(asked), unique=True, max_size=6))
    subject = f"{about}:{draw(st.sampled_from(marks[about]))}"
    tokens = [f"{each.key}={draw(_values(each))}" for each in ticked]
    return join([draw(st.sampled_from([subject] * 9 + [""])), *tokens])
