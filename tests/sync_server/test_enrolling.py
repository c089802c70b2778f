"""Who becomes a device: nobody by an old code what was taken away, and nobody the office."""

from __future__ import annotations

from uuid import UUID

import pytest

from shared.problems import Code, Problem
from shared.protocol import Enrolment, EnrolmentRequest
from sync_server import audit, decisions, devices, enrolling
from sync_server.audit import Decision
from sync_server.database import Database
from tests.support.people import NOW_MS, OTHER_VILLAGE, PHONE, VILLAGE


def invite(database: Database, *villages: str, now_ms: int = NOW_MS) -> str:
    with database.writing() as cursor:
        return devices.invite(cursor, "cam-tan", villages, "Chị Hoa", now_ms)


def enrol(database: Database, code: str, device: UUID = PHONE) -> Enrolment:
    asked = EnrolmentRequest(code=code, device=device, token="t" * 43)
    return database.write_now(lambda cursor: enrolling.enrol(cursor, asked, NOW_MS))


def awaited(database: Database, now_ms: int) -> list[int]:
    """Return until when the codes of those serve who are awaited."""
    with database.reading() as cursor:
        return [each.expires_ms for each in enrolling.awaited(cursor, "cam-tan", now_ms)]


def test_no_phone_becomes_the_offices_own_device(database: Database) -> None:
    code = invite(database, VILLAGE)

    with pytest.raises(Problem) as refused:
        enrol(database, code, devices.DESK)

    assert refused.value.kind is Code.CODE_REFUSED


def test_a_code_said_again_does_not_undo_a_revocation(database: Database) -> None:
    code = invite(database, VILLAGE)
    enrol(database, code)
    with database.writing() as cursor:
        decisions.revoke(cursor, "cam-tan", PHONE, Decision("canbo", "Hạnh", "mất máy", NOW_MS))

    enrol(database, code)

    with database.reading() as cursor:
        assert devices.find(cursor, "cam-tan", PHONE).is_revoked


def test_a_code_said_again_does_not_bring_back_villages_of_before(database: Database) -> None:
    first = invite(database, VILLAGE)
    enrol(database, first)
    enrol(database, invite(database, OTHER_VILLAGE))

    again = enrol(database, first)

    assert [place.id for place in again.villages] == [OTHER_VILLAGE]


def test_a_new_code_that_trusts_a_revoked_device_again_is_on_record(database: Database) -> None:
    enrol(database, invite(database, VILLAGE))
    with database.writing() as cursor:
        decisions.revoke(cursor, "cam-tan", PHONE, Decision("canbo", "Hạnh", "mất máy", NOW_MS))

    enrol(database, invite(database, VILLAGE))

    with database.reading() as cursor:
        assert [each.deed for each in audit.latest(cursor, "cam-tan", 9)] == ["reinstate", "revoke"]


def test_whose_code_is_taken_back_is_not_awaited_for_an_older_one(database: Database) -> None:
    later = NOW_MS + 2 * devices.CODE_LIFE_MS
    invite(database, VILLAGE)
    invite(database, VILLAGE, now_ms=later)
    (open_until,) = awaited(database, later)

    with database.writing() as cursor:
        by = Decision("canbo", "Hạnh", "Chưa dùng", later)
        enrolling.cancel(cursor, "cam-tan", "Chị Hoa", open_until, by)

    assert awaited(database, later) == []


def test_one_of_two_codes_that_both_serve_is_taken_back_alone(database: Database) -> None:
    invite(database, VILLAGE)
    invite(database, OTHER_VILLAGE, now_ms=NOW_MS + 1)
    first, second = awaited(database, NOW_MS + 1)

    with database.writing() as cursor:
        by = Decision("canbo", "Hạnh", "Chưa dùng", NOW_MS + 1)
        enrolling.cancel(cursor, "cam-tan", "Chị Hoa", second, by)

    assert awaited(database, NOW_MS + 1) == [first]


def test_a_revoked_volunteer_is_not_awaited_for_a_code_of_before(database: Database) -> None:
    invite(database, VILLAGE)
    enrol(database, invite(database, VILLAGE))
    with database.writing() as cursor:
        by = Decision("canbo", "Hạnh", "nghỉ việc", NOW_MS + 1)
        decisions.revoke(cursor, "cam-tan", PHONE, by)

    assert awaited(database, NOW_MS + 2 * devices.CODE_LIFE_MS) == []


def test_who_was_given_a_code_after_a_revocation_is_awaited_though_it_expired(
    database: Database,
) -> None:
    enrol(database, invite(database, VILLAGE))
    with database.writing() as cursor:
        by = Decision("canbo", "Hạnh", "mất máy", NOW_MS + 1)
        decisions.revoke(cursor, "cam-tan", PHONE, by)
    invite(database, VILLAGE, now_ms=NOW_MS + 2)

    late = awaited(database, NOW_MS + 2 * devices.CODE_LIFE_MS)

    assert late == [NOW_MS + 2 + devices.CODE_LIFE_MS]
