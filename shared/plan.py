"""A commune's plan for a year: targets, bodies, due rule, ages: data, with a year of validity.

Plans differ: indicator 5 is 100 % in Cẩm Tân (document 000) and 90 % in Cẩm Thành (document 001);
the report is due "vào ngày 13" in one and "trước ngày 13" in the other. A closed quarter keeps the
plan that it was closed with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from pydantic import TypeAdapter

from shared.indicators import DEFAULT_AGES, INDICATORS, Ages
from shared.places import CAM_TAN, CAM_THANH, COMMUNES
from shared.problems import Code, Problem
from shared.quarter import Quarter
from shared.text import accept, spaced


@dataclass(frozen=True, slots=True)
class Target:
    """What one indicator should reach, as the plan words it, and who sees to it."""

    percent: int
    text: str
    responsible: str
    coordinating: str

    def met_by(self, ratio: Fraction) -> bool:
        """Compare exact fractions: 64.995 % does not meet 65 %."""
        return ratio * 100 >= self.percent


@dataclass(frozen=True, slots=True)
class Plan:
    """A commune's plan of one year ("kế hoạch")."""

    commune: str
    year: int
    title: str
    targets: Mapping[str, Target]
    due_day: int = 13
    strictly_before: bool = False
    # The documents say "hàng quý" and no month; state reporting closes in the quarter's last month
    # (QĐ 01/2023/QĐ-UBND Khánh Hòa, which applies NĐ 09/2019), so 0; 1 is the month after it.
    due_month_offset: int = 0
    ages: Ages = DEFAULT_AGES

    def due(self, quarter: Quarter) -> date:
        """Return the last day on which the report of `quarter` is in time."""
        last = quarter.last_day
        month = last.month - 1 + self.due_month_offset
        day = date(last.year + month // 12, month % 12 + 1, self.due_day)
        return day - timedelta(days=1) if self.strictly_before else day

    @property
    def due_rule(self) -> str:
        return f"{'trước' if self.strictly_before else 'vào'} ngày {self.due_day} hàng quý"


# Spellings are those of the documents ("Vietteti" included).
# fmt: off
CAM_TAN_2025 = Plan(CAM_TAN.id, 2025, "Kế hoạch của UBND xã Cẩm Tân, ngày 12/02/2025", {
    "CT01": Target(100, "100 %", "Công chức VP", "Cán bộ, công chức"),
    "CT02": Target(100, "100 %", "Công chức VH", "Cán bộ, công chức"),
    "CT03": Target(100, "100 %", "Công chức VP", "Cán bộ, công chức"),
    "CT04": Target(100, "100 %", "Công chức VH", "Cán bộ, công chức"),
    "CT05": Target(100, "100 %", "Công chức tư pháp", "Công chức VP"),
    "CT06": Target(80, "80 %", "Công chức VH", "VNPT Cẩm Thủy – Bá Thước; Vietteti chi nhánh Cẩm Thủy; Các thôn"),
    "CT07": Target(85, "85 %", "Công chức VH", "VNPT Cẩm Thủy – Bá Thước; Vietteti chi nhánh Cẩm Thủy; Ngân hàng Agribank; Các thôn"),
    "CT08": Target(100, "100 %", "Công an xã", "Các thôn"),
    "CT09": Target(65, "65 %", "Công chức VH", "VNPT Cẩm Thủy – Bá Thước; Viettel chi nhánh Cẩm Thủy; Đoàn TN, Các thôn"),
    "CT10": Target(80, "80 %", "Công chức VH", "Công chức tư pháp; Các doanh nghiệp"),
    "CT11": Target(80, "80 %", "Công chức VP", "Công chức Tư pháp; Các doanh nghiệp và Các thôn"),
    "CT12": Target(80, "80 %", "Công chức TP", "Công chức Văn phòng; Công an xã, các thôn"),
    "CT13": Target(80, "80 %", "Công an xã", "VNPT Cẩm Thủy – Bá Thước; Viettel chi nhánh Cẩm Thủy; Công chức Vh, các thôn"),
    "CT14": Target(80, "80 %", "Công chức TP", "Công chức Văn Phòng; Công an xã"),
    "CT15": Target(90, "90 %", "Công chức VH", "VNPT Cẩm Thủy – Bá Thước; Viettel chi nhánh Cẩm Thủy; Ngân hàng Agribank; Các thôn"),
    "CT16": Target(100, "100 %", "Công chức VH", "VNPT Cẩm Thủy – Bá Thước; Viettel chi nhánh Cẩm Thủy; Ngân hàng Agribank; Công chức VP, Các thôn"),
})
"""Document 000: "báo cáo chủ tịch UBND xã và Phòng Văn hóa huyện … vào ngày 13 hàng quý"."""

CAM_THANH_2025 = Plan(CAM_THANH.id, 2025, "Kế hoạch số 29/KH-UBND của UBND xã Cẩm Thành", {
    "CT01": Target(100, "100 %", "Cán bộ, công chức chuyên môn UBND xã", "Công chức VHXH"),
    "CT02": Target(100, "100 %", "Cán bộ, công chức chuyên môn UBND xã", "Công chức VHXH"),
    "CT03": Target(100, "100 %", "Cán bộ, công chức chuyên môn UBND xã", "Công chức VHXH"),
    "CT04": Target(100, "100 %", "Cán bộ, công chức chuyên môn UBND xã", "Công chức VHXH"),
    "CT05": Target(90, "90 %", "Cán bộ, công chức chuyên môn UBND xã", "Công chức văn phòng UBND xã"),
    "CT06": Target(80, "80 % trở lên", "Cán bộ, công chức chuyên môn UBND xã", "VNPT Cẩm Thủy - Bá Thước; Viettel chi nhánh Cẩm Thủy"),
    "CT07": Target(85, "85 % trở lên", "Cán bộ, công chức chuyên môn UBND xã", "VNPT Cẩm Thủy - Bá Thước; Viettel chi nhánh Cẩm Thủy; Ngân hàng Agribank"),
    "CT08": Target(100, "100 %", "Cán bộ, công chức chuyên môn UBND xã", "Công an xã"),
    "CT09": Target(65, "65 % trở lên", "Cán bộ, công chức chuyên môn UBND xã", "VNPT Cẩm Thủy - Bá Thước; Viettel chi nhánh Cẩm Thủy"),
    "CT10": Target(80, "80 % trở lên", "Cán bộ, công chức chuyên môn UBND xã", "Phòng VHTT; Trung tâm VHTT-TT&DL huyện"),
    "CT11": Target(80, "80 % trở lên", "Cán bộ, công chức chuyên môn UBND xã", "Công chức văn phòng UBND xã"),
    "CT12": Target(80, "80 % trở lên", "Cán bộ, công chức chuyên môn UBND xã", "Công chức văn phòng UBND xã"),
    "CT13": Target(80, "80 % trở lên", "Cán bộ, công chức chuyên môn UBND xã", "VNPT Cẩm Thủy - Bá Thước; Viettel chi nhánh Cẩm Thủy"),
    "CT14": Target(80, "80 % trở lên", "Cán bộ, công chức chuyên môn UBND xã", "Công chức văn phòng UBND xã"),
    "CT15": Target(90, "90 % trở lên", "Cán bộ, công chức chuyên môn UBND xã", "VNPT Cẩm Thủy - Bá Thước; Viettel chi nhánh Cẩm Thủy; Ngân hàng Agribank"),
    "CT16": Target(100, "100 %", "Cán bộ, công chức chuyên môn UBND xã", "VNPT Cẩm Thủy - Bá Thước; Viettel chi nhánh Cẩm Thủy"),
}, strictly_before=True)
"""Document 001 (OCR, spelling restored; the coordinators of indicator 10 are uncertain)."""
# fmt: on

PLANS = (CAM_TAN_2025, CAM_THANH_2025)


def plan_for(commune: str, quarter: Quarter, stored: Iterable[Plan] = ()) -> Plan:
    """Return the newest plan of `commune` that is not younger than `quarter`.

    Where a year has no plan of its own yet, the last one still binds; the page says which. What the
    commune has `stored` comes before what is known of it here.
    """
    known = [
        plan for plan in (*stored, *PLANS) if plan.commune == commune and plan.year <= quarter.year
    ]
    if not known:
        name = next((each.name for each in COMMUNES if each.id == commune), commune)
        raise Problem(Code.NO_PLAN, commune=name, year=quarter.year)
    return max(known, key=lambda plan: plan.year)


_WRITTEN = TypeAdapter(Plan)
_PERCENT = re.compile(r"[^\d,.]*(\d{1,3})(?:[.,]0{1,2})?(?![\d.,])\D*")
_TARGET_LIMIT, _BODIES_LIMIT, _TITLE_LIMIT = 60, 500, 200


def written(plan: Plan) -> str:
    """Write a plan as it is stored and sent to phones."""
    return _WRITTEN.dump_json(plan).decode()


def read_written(text: str) -> Plan:
    """Read a plan as it is stored; one from before rates were spaced is spaced now."""
    plan = _WRITTEN.validate_json(text)
    said = {code: replace(each, text=spaced(each.text)) for code, each in plan.targets.items()}
    return replace(plan, targets=said)


def target_of(number: int, text: str, responsible: str, coordinating: str) -> Target:
    """Return a target from what a plan says, "80% trở lên" or 80, or refuse it."""
    said = accept(text, f"Chỉ tiêu {number}", _TARGET_LIMIT)
    found = _PERCENT.fullmatch(said)
    if found is None or not 1 <= int(found[1]) <= 100:
        raise Problem(Code.BAD_TARGET, number=number, text=said)
    wording = said if "%" in said else f"{said[: found.end(1)]}%{said[found.end(1) :]}"
    return Target(
        int(found[1]),
        spaced(wording),
        accept(responsible, f"Bộ phận thực hiện của chỉ tiêu {number}", _BODIES_LIMIT),
        accept(coordinating, f"Bộ phận phối hợp của chỉ tiêu {number}", _BODIES_LIMIT),
    )


def judged(plan: Plan) -> Plan:
    """Return `plan` if a quarter can be reported by it, or refuse it."""
    if missing := [str(row.number) for row in INDICATORS if row.code not in plan.targets]:
        raise Problem(Code.PLAN_INCOMPLETE, rows=", ".join(missing))
    if not 2020 <= plan.year <= 2100:
        raise Problem(Code.BAD_YEAR)
    if not 1 <= plan.due_day <= 28 or plan.due_month_offset not in (0, 1):
        raise Problem(Code.BAD_DUE_DAY)
    if not all(6 <= age <= 30 for age in (plan.ages.adult, plan.ages.account)):
        raise Problem(Code.BAD_AGE)
    accept(plan.title, "Tên kế hoạch", _TITLE_LIMIT)
    return plan
