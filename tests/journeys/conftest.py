"""What most journeys start from: a collector, and a phone that is enrolled there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.collector import VILLAGE, Collector, Phone, new_ids


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[Collector]:
    collector = Collector(tmp_path, (VILLAGE,))
    yield collector
    collector.close()


@pytest.fixture
def phone(collector: Collector, tmp_path: Path) -> Iterator[Phone]:
    phone = Phone(collector, tmp_path / "phone.db", new_ids())
    phone.enrol()
    yield phone
    phone.close()
