"""An enrolled device, drafts as a screen makes them, and pages as a collector sends them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.store.values import Account
from app.store.writing import Draft
from app.sync.courier import Courier
from shared.columns import pack
from shared.protocol import Page, Place, Receipt
from shared.records import Record
from tests.support.people import COMMUNE, OTHER_VILLAGE, PHONE, VILLAGE

PLACES = (Place(id=VILLAGE, name="Thôn Phú Lai"), Place(id=OTHER_VILLAGE, name="Thôn Do Trung"))
ACCOUNT = Account(
    device=PHONE,
    token="t" * 43,
    collector="http://collector.test",
    commune=COMMUNE,
    commune_name="Xã Cẩm Tân",
    name="Trương Thị Mai",
    villages=PLACES,
)


def no_courier(address: str, token: str) -> Courier:
    """Make no courier for a phone that has no business with the collector."""
    raise AssertionError("nothing is to be sent")


def draft(record: Record) -> Draft:
    """Return what the author of `record` chose: all but device, number and stamp."""
    return type(record), {
        key: value
        for key, value in dict(record).items()
        if key not in ("device", "number", "stamp")
    }


def a_page(records: Sequence[Record] = (), cursor: int = 1, **fields: Any) -> Page:
    known: dict[str, Any] = {"history": "first", "villages": PLACES, "records": pack(records)}
    return Page(**{**known, "cursor": cursor, **fields})


def a_receipt(through: int = 0, **fields: Any) -> Receipt:
    return Receipt(through=through, **fields)
