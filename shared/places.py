"""Administrative units: communes and villages, with our own ids and validity dates.

State codes are reused (all 166 codes of Thanh Hóa after 1 July 2025 existed before, 101 under
another name; domain/vietnam.md section 6), so a code alone is no key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

REFORM = date(2025, 7, 1)
"""Resolution 1686/NQ-UBTVQH15: districts end, 547 units of Thanh Hóa become 166."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune ("xã"): the unit that plans and reports.

    `id` is ours and for ever, `code` the state's, `valid_to` the first day it no longer exists.
    """

    id: str
    code: str
    name: str
    district: str
    province: str
    valid_from: date
    valid_to: date | None = None

    def exists_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Village:
    """A village ("thôn", "bản", "tổ dân phố"): the unit of a volunteer's roster and of sync."""

    id: str
    commune: str
    name: str


# Founded long before any of our data; the day itself is not in the documents.
ALWAYS = date(1954, 1, 1)

CAM_TAN = Commune("cam-tan", "15178", "Xã Cẩm Tân", "Huyện Cẩm Thủy", "Tỉnh Thanh Hóa", ALWAYS)
"""Kept past the reform under the same code; it then also holds Cẩm Long and Cẩm Phú."""

CAM_THANH = Commune(
    "cam-thanh", "15133", "Xã Cẩm Thành", "Huyện Cẩm Thủy", "Tỉnh Thanh Hóa", ALWAYS, REFORM
)
"""Merged into Cẩm Thạch (15142) on 1 July 2025; its plan of 2025 is kept, so its reports can be."""

COMMUNES = (CAM_TAN, CAM_THANH)
