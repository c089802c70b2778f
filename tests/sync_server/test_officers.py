"""Officers: links that work once, passwords, sessions, and how often one may try."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.places import CAM_TAN
from shared.problems import Code, Problem
from sync_server import officers
from sync_server.database import Cursor, Database
from sync_server.officers import Door, Officer, Tries
from tests.support.people import NOW_MS

PASSWORD = "mùa xuân Cẩm Tân"
MINUTE_MS = 60_000
HANH = Officer(CAM_TAN.id, "canbo", "Phạm Thị Hạnh")


def a_link(cursor: Cursor, now_ms: int = NOW_MS) -> str:
    return officers.invite(cursor, HANH.commune, HANH.username, HANH.name, now_ms)


def an_officer(cursor: Cursor) -> None:
    officers.accept(cursor, a_link(cursor), PASSWORD, PASSWORD, NOW_MS)


def test_a_link_sets_a_password_with_which_the_officer_then_signs_in(database: Database) -> None:
    with database.writing() as cursor:
        an_officer(cursor)

        token = officers.sign_in(cursor, "canbo", PASSWORD, NOW_MS)

        assert officers.officer_of(cursor, token, NOW_MS) == HANH


def test_a_link_works_once(database: Database) -> None:
    with database.writing() as cursor:
        link = a_link(cursor)
        officers.accept(cursor, link, PASSWORD, PASSWORD, NOW_MS)

        with pytest.raises(Problem) as refused:
            officers.accept(cursor, link, "a different one", "a different one", NOW_MS)

        assert refused.value.kind is Code.LINK_USED
        assert officers.check_password(cursor, "canbo", PASSWORD) == HANH


def test_a_link_expires_after_a_day(sqlite: Database) -> None:
    with sqlite.writing() as cursor:
        link = a_link(cursor)

        with pytest.raises(Problem) as refused:
            officers.accept(cursor, link, PASSWORD, PASSWORD, NOW_MS + officers.LINK_LIFE_MS + 1)

        assert refused.value.kind is Code.LINK_USED


@pytest.mark.parametrize(
    ("password", "again", "why"),
    [
        ("ngắn quá", "ngắn quá", Code.WEAK_PASSWORD),
        ("x" * 100_000, "x" * 100_000, Code.WEAK_PASSWORD),
        (PASSWORD, PASSWORD + ".", Code.PASSWORDS_DIFFER),
    ],
)
def test_a_bad_password_leaves_the_link_as_it_was(
    sqlite: Database, password: str, again: str, why: Code
) -> None:
    with sqlite.writing() as cursor:
        link = a_link(cursor)

        with pytest.raises(Problem) as refused:
            officers.accept(cursor, link, password, again, NOW_MS)

        assert refused.value.kind is why
        assert officers.accept(cursor, link, PASSWORD, PASSWORD, NOW_MS) == HANH


def test_a_new_link_leaves_the_password_until_it_is_used_and_then_ends_old_sessions(
    sqlite: Database,
) -> None:
    with sqlite.writing() as cursor:
        an_officer(cursor)
        old = officers.sign_in(cursor, "canbo", PASSWORD, NOW_MS)
        link = a_link(cursor)
        assert officers.check_password(cursor, "canbo", PASSWORD) == HANH

        officers.accept(cursor, link, "mùa thu Cẩm Tân", "mùa thu Cẩm Tân", NOW_MS)

        assert officers.officer_of(cursor, old, NOW_MS) is None
        with pytest.raises(Problem):
            officers.check_password(cursor, "canbo", PASSWORD)


@pytest.mark.parametrize("name", ["canbo", "nobody"])
def test_a_wrong_password_and_an_unknown_name_are_refused_alike(
    sqlite: Database, name: str
) -> None:
    with sqlite.writing() as cursor:
        an_officer(cursor)

        with pytest.raises(Problem) as refused:
            officers.check_password(cursor, name, "not the password")

        assert refused.value.kind is Code.WRONG_PASSWORD


def test_an_officer_without_a_password_yet_cannot_sign_in(sqlite: Database) -> None:
    with sqlite.writing() as cursor:
        a_link(cursor)

        for password in ("", "None"):
            with pytest.raises(Problem):
                officers.check_password(cursor, "canbo", password)


def test_neither_links_nor_sessions_nor_passwords_are_stored_as_they_are(sqlite: Database) -> None:
    with sqlite.writing() as cursor:
        link = a_link(cursor)
        officers.accept(cursor, a_link(cursor), PASSWORD, PASSWORD, NOW_MS)
        session = officers.sign_in(cursor, "canbo", PASSWORD, NOW_MS)

        kept = str(
            cursor.all("SELECT * FROM officer") + cursor.all("SELECT * FROM officer_session")
        )

        assert "argon2id" in kept
        assert not any(secret in kept for secret in (link, session, PASSWORD))


def test_a_session_ends_by_itself_after_twelve_hours_and_at_once_when_signed_out(
    database: Database,
) -> None:
    with database.writing() as cursor:
        a_link(cursor)
        long, short = (officers.open_session(cursor, HANH, NOW_MS) for _ in range(2))

        officers.sign_out(cursor, short)

        end = NOW_MS + officers.SESSION_LIFE_MS
        assert officers.officer_of(cursor, short, NOW_MS) is None
        assert officers.officer_of(cursor, long, end) == HANH
        assert officers.officer_of(cursor, long, end + 1) is None
        assert officers.officer_of(cursor, "made up", NOW_MS) is None


def test_five_wrong_passwords_close_the_door_for_five_minutes_even_to_the_right_one(
    sqlite: Database,
) -> None:
    with sqlite.writing() as cursor:
        an_officer(cursor)
    door = Door(sqlite)
    for _ in range(5):
        with pytest.raises(Problem):
            door.admit("canbo", "not the password", "10.0.0.7", NOW_MS)

    with pytest.raises(Problem) as refused:
        door.admit("canbo", PASSWORD, "10.0.0.8", NOW_MS + MINUTE_MS)

    assert refused.value.kind is Code.TOO_MANY_TRIES
    assert refused.value.details == {"minutes": 4}
    assert door.admit("canbo", PASSWORD, "10.0.0.8", NOW_MS + 5 * MINUTE_MS) == HANH


def test_twelve_right_passwords_at_once_are_all_let_in(sqlite: Database) -> None:
    with sqlite.writing() as cursor:
        an_officer(cursor)
    door = Door(sqlite)

    with ThreadPoolExecutor(12) as scripts:
        let_in = scripts.map(lambda _: door.admit("canbo", PASSWORD, "10.0.0.7", NOW_MS), range(12))

        assert list(let_in) == [HANH] * 12


def test_guesses_at_once_are_as_few_as_one_after_the_other(sqlite: Database) -> None:
    with sqlite.writing() as cursor:
        an_officer(cursor)
    door = Door(sqlite)

    def guess(number: int) -> Code:
        with pytest.raises(Problem) as refused:
            door.admit("canbo", f"guess {number}", "10.0.0.7", NOW_MS)
        return refused.value.kind

    with ThreadPoolExecutor(12) as guessers:
        answers = Counter(guessers.map(guess, range(12)))

    assert answers == {Code.WRONG_PASSWORD: 5, Code.TOO_MANY_TRIES: 7}


def test_many_names_from_one_address_are_too_many_tries_as_well() -> None:
    tries = Tries()
    for name in "abcde":
        tries.fail((f"name {name}", "address 10.0.0.7"), NOW_MS)

    with pytest.raises(Problem):
        tries.check(("name f", "address 10.0.0.7"), NOW_MS)

    tries.check(("name f", "address 10.0.0.8"), NOW_MS)


def test_the_right_password_clears_the_count(sqlite: Database) -> None:
    with sqlite.writing() as cursor:
        an_officer(cursor)
    door = Door(sqlite)

    for _ in range(2):
        for _ in range(4):
            with pytest.raises(Problem) as refused:
                door.admit("canbo", "not the password", "10.0.0.7", NOW_MS)
            assert refused.value.kind is Code.WRONG_PASSWORD
        assert door.admit("canbo", PASSWORD, "10.0.0.7", NOW_MS) == HANH


def test_tries_of_long_ago_are_forgotten_when_there_are_very_many() -> None:
    tries = Tries()
    for number in range(10_001):
        tries.fail((f"address {number}",), NOW_MS)

    tries.fail(("address new",), NOW_MS + 6 * MINUTE_MS)

    assert len(tries) == 1
