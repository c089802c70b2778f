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


def invite(database: Database, *villages: str) -> str:
    with database.writing() as cursor:
        return devices.invite(cursor, "cam-tan", villages, "Chị Hoa", NOW_MS)


def enrol(database: Database, code: str, device: UUID = PHONE) -> Enrolment:
    asked = EnrolmentRequest(code=code, device=device, token="t" * 43)
    return database.write_now(lambda cursor: enrolling.enrol(cursor, asked, NOW_MS))


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
