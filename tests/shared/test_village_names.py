"""Names of villages: spellings of one, names that may be two, and what a list means by them."""

from __future__ import annotations

from itertools import permutations
from time import perf_counter
from unicodedata import normalize

import pytest

from shared.village_names import (
    Doubt,
    Likeness,
    Meaning,
    Register,
    identity,
    likeness,
    look_alike,
    understand,
    village_key,
)


def meant(*names: str, known: tuple[str, ...] = (), **chosen: str) -> dict[str, str]:
    found = understand(names, Register(known, chosen))
    return {name: meaning.village for name, meaning in found.items()}


@pytest.mark.parametrize(
    "typed", ["Thôn Đồi Chông", "doi chong", "THÔN: ĐỒI CHÔNG", "Bản Đồi Chông."]
)
def test_spellings_of_one_village_share_a_key(typed: str):
    assert village_key(typed) == "doi chong"


def test_an_apostrophe_of_another_shape_makes_no_other_village():
    assert len({identity(f"Buôn H{sign}Rê") for sign in "'’‘ʼ`´"}) == 1


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("Thôn Đông", "Thôn Đồng", "doubtful"),
        ("Thôn Hạ", "Bản Hà", "doubtful"),
        ("Thôn Trung", "Thôn Trưng", "doubtful"),
        ("Thôn Phú Lai", "Thôn Phú Lài", "doubtful"),
        ("Thôn Phú Lài (Cẩm Long cũ)", "Thôn Phú Lai", "doubtful"),
        ("Thôn Phú Lai (Cẩm Long cũ)", "Thôn Phú Lai", "doubtful"),
        ("Thôn Phú Lai (Cẩm Long cũ)", "Thôn Phú Lai (Cẩm Tân cũ)", "other"),
        ("Thon Trung", "Thôn Trưng", "unmarked"),
        ("Thôn Phu Lai", "Thôn Phú Lài", "unmarked"),
        ("Thôn Đồi Chông", "doi chong", "unmarked"),
        ("Thôn Hòa Bình", "Thôn Hoà Bình", "same"),
        ("Thôn Đông", "Đông", "same"),
        ("THÔN: ĐÔNG", "Thôn  Đông", "same"),
        ("Thôn 01", "Thôn 1", "same"),
        ("Thôn Đông", "Thôn Tây", "other"),
    ],
)
def test_how_near_two_names_are(one: str, other: str, how: Likeness):
    assert likeness(one, other) == likeness(other, one) == how


def test_an_exact_name_always_wins():
    known = ("Thôn Trung", "Thôn Trưng")
    typed = ("thôn  TRƯNG", normalize("NFD", "Thôn Trưng"), "Trưng")

    assert meant(*typed, known=known) == dict.fromkeys(typed, "Thôn Trưng")
    assert meant("Thôn Trung", known=known) == {"Thôn Trung": "Thôn Trung"}


def test_a_name_of_which_even_the_first_word_lost_its_marks_is_not_taken_for_the_unmarked_one():
    found = understand(["thon trung"], Register(("Thôn Trung", "Thôn Trưng")))["thon trung"]

    assert found.village == ""
    assert found.doubt
    assert found.doubt.candidates == ("Thôn Trung", "Thôn Trưng")
    assert not found.doubt.may_be_new


def test_without_its_first_word_an_unmarked_name_is_exact_beside_the_marked_one():
    known = ("Thôn Trung", "Thôn Trưng")

    assert meant("Trung", "Trưng", known=known) == {"Trung": "Thôn Trung", "Trưng": "Thôn Trưng"}


def test_a_register_typed_without_marks_has_one_village_not_two():
    assert meant("Thôn Đông", known=("Thon Dong",)) == {"Thôn Đông": "Thon Dong"}
    assert meant("Thôn Đông", "Thôn Đồng", known=("Thon Dong",)) == {
        "Thôn Đông": "",
        "Thôn Đồng": "",
    }


def test_a_new_village_and_the_same_without_marks_are_one_whichever_comes_first():
    assert set(meant("doi chong", "Thôn Đồi Chông").values()) == {"Thôn Đồi Chông"}
    assert set(meant("Thôn 7", "thon 07").values()) == {"Thôn 7"}


def test_without_marks_a_name_that_may_be_two_new_villages_is_neither():
    assert meant("Thôn Đông", "Thôn Đồng", "thon dong") == {
        "Thôn Đông": "Thôn Đông",
        "Thôn Đồng": "Thôn Đồng",
        "thon dong": "",
    }


def test_a_choice_leads_on_through_what_was_chosen_for_another_name():
    names, known = ("Thôn Đồng", "thon dong"), ("Thôn Đông",)
    both = {"Thôn Đồng": "Thôn Đông", "thon dong": "Thôn Đồng"}

    assert meant(*names, known=known, **both) == dict.fromkeys(names, "Thôn Đông")


def test_a_choice_that_is_none_of_the_candidates_is_none():
    assert meant("Thôn Trưng", known=("Thôn Trung",), **{"Thôn Trưng": "Thôn Tây"}) == {
        "Thôn Trưng": ""
    }


def test_a_village_of_another_name_is_new_without_a_word():
    assert understand(["Thôn Tây"], Register(("Thôn Đông",))) == {"Thôn Tây": Meaning("Thôn Tây")}


def test_names_that_may_be_taken_for_each_other_are_told_in_pairs():
    names = ["Thôn Đông", "Thôn Tây", "Thôn Đồng"]

    assert look_alike(names) == [("Thôn Đông", "Thôn Đồng")]


def test_a_column_of_thousands_of_names_taken_for_villages_holds_nobody_up():
    names = [f"Lò Văn {n}" for n in range(9_000)]

    begun = perf_counter()
    found = understand(names, Register(("Thôn Đông",)))

    assert all(found[name].village == name for name in names)
    assert perf_counter() - begun < 5


def test_in_whatever_order_a_list_has_its_names_the_same_ones_are_asked():
    for names in permutations(["Thôn Trừng", "Thôn Trung", "THON TRUNG", "Trung"]):
        found = understand(names, Register())

        asked = {name for name, meaning in found.items() if meaning.doubt}
        assert asked == {"THON TRUNG", "Trung"}


@pytest.mark.parametrize(
    ("name", "known"),
    [("Thôn Một", "Thôn 1"), ("thon mot", "Thôn 1"), ("Thôn 4", "Thôn Tư"), ("Thôn II", "Thôn 2")],
)
def test_a_number_in_words_is_asked_about_beside_the_same_in_digits(name: str, known: str):
    found = understand([name], Register((known, "Thôn Ba")))[name]

    assert found.village == ""
    assert found.doubt == Doubt(name, (known,))


def test_numbers_in_words_and_in_digits_of_one_list_are_said_to_be_alike():
    found = understand(["Thôn 1", "Thôn Một"], Register())

    assert found["Thôn 1"] == Meaning("Thôn 1")
    assert found["Thôn Một"].village == "Thôn Một"
    assert found["Thôn Một"].problem
    assert look_alike(["Thôn 1", "Thôn Một", "Thôn Hai"]) == [("Thôn 1", "Thôn Một")]


@pytest.mark.parametrize("other", ["Thôn Hải", "Thôn Bà", "Thôn Tú"])
def test_a_name_that_only_folds_like_a_number_is_never_taken_for_it(other: str):
    assert likeness("thon 2", other) in ("doubtful", "other")
    assert likeness("Thôn 3", other) in ("doubtful", "other")


@pytest.mark.parametrize(
    "typed", ["Thôn1", "T1", "T.1", "T. 1", "Thôn số 1", "thôn số 01", "1", "Thôn: 1"]
)
def test_a_number_is_one_village_however_it_is_written(typed: str):
    assert meant(typed, known=("Thôn 1", "Thôn 2")) == {typed: "Thôn 1"}


def test_a_shortened_word_before_a_name_is_none_of_the_name():
    assert meant("T. Phú Lai", "KP 2", known=("Thôn Phú Lai", "Khu phố 2")) == {
        "T. Phú Lai": "Thôn Phú Lai",
        "KP 2": "Khu phố 2",
    }
    assert village_key("Tân Lập") == "tan lap"


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Khu 1", "Thôn 1"),
        ("Bản Phú Lai", "Thôn Phú Lai"),
        ("TDP 3", "Khu phố 3"),
        ("Thôn 1", "Khu 1"),
    ],
)
def test_a_village_of_one_name_and_another_kind_is_asked_about(name: str, known: str):
    assert identity(name) != identity(known)
    assert understand([name], Register((known,)))[name].doubt == Doubt(name, (known,))


def test_a_name_without_its_kind_is_the_one_village_that_bears_it_and_that_is_said():
    found = understand(["Phú Lai"], Register(("Bản Phú Lai", "Thôn Đông")))["Phú Lai"]
    both = understand(["1"], Register(("Khu 1", "Thôn 1")))["1"]

    assert found.village == "Bản Phú Lai"
    assert found.problem
    assert both.doubt == Doubt("1", ("Thôn 1", "Khu 1"), may_be_new=False)
    assert meant("Phú Lai", "Bản Phú Lai") == dict.fromkeys(
        ("Phú Lai", "Bản Phú Lai"), "Bản Phú Lai"
    )


def test_the_name_of_a_village_that_became_part_of_another_means_that_one_and_is_no_candidate():
    register = Register(("Thôn Đồi Trung",), former={"Thôn Đồi Trưng": "Thôn Đồi Trung"})
    names = ["Thôn Đồi Trưng", "Doi Trung", "Thôn Đồi Trung"]

    found = understand(names, register)
    other = understand(["Thôn Đồi Trứng"], register)

    assert {name: found[name].village for name in names} == dict.fromkeys(names, "Thôn Đồi Trung")
    assert found["Thôn Đồi Trưng"].problem
    assert other["Thôn Đồi Trứng"].doubt == Doubt("Thôn Đồi Trứng", ("Thôn Đồi Trung",))


def test_a_village_that_bears_the_name_of_a_former_one_is_meant_by_it():
    register = Register(("Thôn Đông", "Thôn Tây"), former={"Thôn Đông": "Thôn Tây"})
    plain = Register(("Thôn Phú Lai",), former={"Thon Phu Lai": "Thôn Phú Lai"})

    assert understand(["thôn đông"], register)["thôn đông"].village == "Thôn Đông"
    assert understand(["Phu Lai"], plain)["Phu Lai"].village == "Thôn Phú Lai"
