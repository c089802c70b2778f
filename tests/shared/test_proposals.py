"""What is asked for follows from the obstacles that were recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.obstacles import OBSTACLES
from shared.own_words import OwnWords
from shared.proposals import ASKED, Part, asked_for, in_the_way, proposals
from tests.support.dossiers import a_dossier

CODES = st.sampled_from([each.code for each in OBSTACLES])


@given(st.dictionaries(CODES, st.integers(1, 30)), st.booleans())
def test_what_was_recorded_is_asked_for_and_nothing_else(
    recorded: dict[str, int], is_public: bool
) -> None:
    said = " ".join(proposals(a_dossier(obstacles=recorded, is_public=is_public)))

    told = {code for code, times in recorded.items() if times >= 5 or not is_public}
    for code, (_, what) in ASKED.items():
        assert (what in said) is (code in told)


def test_something_is_asked_for_about_every_obstacle_with_a_name() -> None:
    assert {each.code for each in OBSTACLES} - ASKED.keys() == {"OTHER"}


@pytest.mark.parametrize(
    ("code", "asked", "never"),
    [
        ("POOR_HOUSEHOLD", "điện thoại thông minh cho hộ nghèo", "vắng nhà"),
        ("BANK_FAR", "xa điểm giao dịch", "lỗi hệ thống"),
        ("OTP_SLOW", "OTP", "sóng"),
    ],
)
def test_a_proposal_is_about_its_own_obstacle(code: str, asked: str, never: str) -> None:
    (said,) = proposals(a_dossier(obstacles={code: 15}))

    assert asked in said
    assert never not in said


def test_who_is_asked_by_most_comes_first() -> None:
    said = proposals(a_dossier(obstacles={"ABSENT": 4, "NO_SKILL": 5, "OTP_SLOW": 7}))

    assert [each.split()[0] for each in said] == ["Giao", "Đề"]
    assert said[0].index("chưa biết dùng") < said[0].index("vắng nhà")


WORDS = OwnWords(("Đường xa", "Máy cũ."), ("Cấp thêm máy",))


def test_what_the_office_adds_stands_after_what_was_recorded_under_words_of_its_own() -> None:
    of = a_dossier(obstacles={"OTP_SLOW": 7}, words=WORDS)

    recorded, own = in_the_way(of)

    assert recorded.lead.startswith("Qua thăm hộ, cộng tác viên ghi nhận")
    assert recorded.items[-1].endswith("7 trường hợp.")
    assert own == Part("Khó khăn, vướng mắc khác:", ("Đường xa;", "Máy cũ."))
    assert asked_for(of).items[1:] == ("Cấp thêm máy.",)


@pytest.mark.parametrize("is_public", [False, True])
def test_with_words_of_the_office_nobody_says_that_nothing_was_recorded(is_public: bool) -> None:
    of = a_dossier(obstacles={"OTP_SLOW": 2} if is_public else {}, is_public=is_public)

    assert [len(part.items) for part in (*in_the_way(of), asked_for(of))] == [0, 0]
    said = replace(of, words=WORDS)
    assert in_the_way(said) == [Part("", ("Đường xa;", "Máy cũ."))]
    assert asked_for(said) == Part("", ("Cấp thêm máy.",))


@pytest.mark.parametrize(
    ("obstacles", "is_public", "recorded", "asked"),
    [
        (
            {},
            False,
            "Trong kỳ, cộng tác viên chưa ghi lý do vướng mắc nào.",
            "Chưa ghi nhận vướng mắc nào cần đề xuất, kiến nghị.",
        ),
        (
            {"OTP_SLOW": 2},
            True,
            "Mỗi loại vướng mắc được ghi nhận dưới 5 trường hợp.",
            "Không nêu đề xuất về vướng mắc được ghi nhận dưới 5 trường hợp.",
        ),
    ],
)
def test_where_nothing_is_recorded_the_report_says_so(
    obstacles: dict[str, int], is_public: bool, recorded: str, asked: str
) -> None:
    of = a_dossier(obstacles=obstacles, is_public=is_public)

    assert in_the_way(of) == [Part(recorded)]
    assert asked_for(of) == Part(asked)
