"""What is asked for follows from the obstacles that were recorded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.obstacles import OBSTACLES
from shared.proposals import ASKED, proposals
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
