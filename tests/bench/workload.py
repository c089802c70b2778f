"""W, the workload of every measure: one seeded commune and 20 devices with 500 records each.

Two mixes: `visits` are the largest record that a device makes (an id and a reference of its own, a
name and a note in Vietnamese); `ticks` are what an evening consists of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from random import Random
from typing import Literal
from uuid import UUID

from shared.protocol import write_batch
from shared.quarter import Quarter
from shared.records import Answer, Household, Member, Record, Visit
from sync_server.seed import Seed, seed_sized
from sync_server.seed.pen import Pen, local_ms, uuid7

NUMBER = 20250714
QUARTER = Quarter(2025, 1)
DEVICES, BATCH = 20, 500
VILLAGES, HOUSEHOLDS, PEOPLE = 20, 2_500, 9_000
TICKS_PER_MEMBER = 8
WARM = UUID("01940000-0000-7000-8000-0000000000ff")
"""One device more, whose batch warms a collector up before anything is measured."""

Mix = Literal["visits", "ticks"]

_NOTES = (
    "đã hướng dẫn kích hoạt định danh mức 2, hẹn tối thứ Năm quay lại",
    "nhà có người đi làm ăn xa, con gái biết dùng điện thoại, cài được ứng dụng",
    "máy cũ, mạng yếu, chưa nhận được mã OTP, ra bưu điện xã làm lại",
    "cụ không dùng điện thoại thông minh, nhờ cháu đăng ký giúp",
    "chưa có SIM chính chủ, đã ghi danh sách gửi nhà mạng",
    "sợ lừa đảo qua mạng, cần công an xã giải thích thêm",
    "đã có tài khoản ngân hàng, chưa biết trả tiền điện trực tuyến",
    "đồng ý làm chữ ký số cá nhân, còn thiếu ảnh khuôn mặt",
)
_OUTCOMES: tuple[Literal["met", "absent", "refused"], ...] = ("met", "absent", "refused")


@dataclass(frozen=True)
class Device:
    """A volunteer's phone: its village and the people there."""

    id: UUID
    village: str
    homes: Sequence[Household]
    heads: Sequence[Member]

    @property
    def token(self) -> str:
        return f"bench-{self.id.hex}"


@dataclass(frozen=True)
class Workload:
    """The commune and its devices."""

    seed: Seed

    @cached_property
    def devices(self) -> tuple[Device, ...]:
        """Return 20 devices, one per village, and the one that warms up."""
        homes: dict[str, list[Household]] = defaultdict(list)
        people: dict[str, list[Member]] = defaultdict(list)
        for record in self.seed.roster:
            match record:
                case Household():
                    homes[record.village].append(record)
                case Member(name=name) if name:
                    people[record.village].append(record)
        rng = Random(NUMBER)  # noqa: S311 - the same devices again
        ids = [uuid7(rng, local_ms(QUARTER.first_day, 9)) for _ in range(DEVICES)]
        villages = [village.id for village in self.seed.villages]
        return tuple(
            Device(id, village, homes[village], people[village])
            for id, village in zip([*ids, WARM], [*villages, villages[0]], strict=True)
        )

    @cached_property
    def visits(self) -> tuple[tuple[Record, ...], ...]:
        """Return 500 visits of each device."""
        return tuple(tuple(visits(device, BATCH)) for device in self.devices[:DEVICES])

    @cached_property
    def ticks(self) -> tuple[tuple[Record, ...], ...]:
        """Return 500 ticks of each device, as the seeded evenings have them."""
        asked: dict[str, list[Answer]] = defaultdict(list)
        for evening in self.seed.evenings.values():
            for record in evening:
                if isinstance(record, Answer) and record.about == "member":
                    asked[record.village].append(record)
        # A village that has not begun borrows a neighbour's evening, in its own name.
        spare = max(asked.values(), key=len)
        return tuple(
            tuple(_evening(device, asked[device.village], spare))
            for device in self.devices[:DEVICES]
        )

    def made(self) -> Workload:
        """Make both mixes now rather than while something is measured."""
        assert len(self.visits) == len(self.ticks)
        return self

    def of(self, mix: Mix) -> tuple[tuple[Record, ...], ...]:
        return self.visits if mix == "visits" else self.ticks

    def bodies(self, mix: Mix, size: int = BATCH) -> list[list[bytes]]:
        """Return the bodies of every device's pushes, built beforehand."""
        return [batches(records, size) for records in self.of(mix)]


def batches(records: Sequence[Record], size: int = BATCH) -> list[bytes]:
    return [write_batch(records[start : start + size]) for start in range(0, len(records), size)]


def visits(device: Device, count: int) -> Iterator[Record]:
    """Yield `count` visits of one device, thirty an evening."""
    rng = Random(device.id.int)  # noqa: S311 - the same visits again
    pen = Pen(device.id)
    for place in range(count):
        day = QUARTER.first_day + timedelta(days=20 + place // 30 % 60)
        ms = local_ms(day, 18) + place % 30 * 360_000 + rng.randrange(300_000)
        yield Visit(
            id=uuid7(rng, ms),
            household=rng.choice(device.homes).id,
            outcome=rng.choices(_OUTCOMES, (8, 1, 1))[0],
            note=f"{rng.choice(device.heads).name}: {rng.choice(_NOTES)}",
            **pen.sign(device.village, day, ms),
        )


def _evening(device: Device, own: Sequence[Answer], spare: Sequence[Answer]) -> Iterator[Record]:
    source = own if len(own) >= 2 * BATCH else spare
    seen: dict[UUID, int] = defaultdict(int)
    number = 0
    for answer in source:
        seen[answer.subject] += 1
        if number < BATCH and seen[answer.subject] <= TICKS_PER_MEMBER:
            number += 1
            own_fields = {"device": device.id, "number": number, "village": device.village}
            yield answer.model_copy(update=own_fields)


def workload() -> Workload:
    """Return W, its sizes asserted."""
    made = Workload(seed_sized(NUMBER, QUARTER, VILLAGES, HOUSEHOLDS, PEOPLE))
    kinds = [record.kind for record in made.seed.roster]
    assert (kinds.count("household"), kinds.count("member")) == (HOUSEHOLDS, PEOPLE)
    assert len(made.seed.villages) == VILLAGES
    for mix in (made.visits, made.ticks):
        assert [len(records) for records in mix] == [BATCH] * DEVICES
        assert [record.number for record in mix[0]] == list(range(1, BATCH + 1))
    texts = [visit.model_dump_json().encode() for of in made.visits for visit in of]
    size = sum(map(len, texts)) / len(texts)
    assert 350 <= size <= 450, size
    return made
