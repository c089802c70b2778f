"""Rules of units: what is counted in the wrong unit, mixed with another, or reported for another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shared.checks.claims import Claim, Reading
from shared.checks.finding import Finding, Level
from shared.checks.folded import fold
from shared.checks.lexing import HOME_UNITS
from shared.checks.rule import Known, Rule

_HELPED = re.compile(r"huong dan|van dong|tuyen truyen|ho tro|tap huan|giup|cho\s*$")
_TRADERS = re.compile(r"^\s*(?:kinh doanh|ban hang|buon ban|ban|tieu thuong|lam|la chu|phu trach)")


def wrong_unit(reading: Reading, known: Known) -> Iterator[Finding]:
    for claim in reading.claims:
        if claim.kind == "target" and reading.is_plan:
            continue
        if found := _wrong(claim):
            yield found
    for sentence in reading.sentences:
        if found_one := re.search(
            r"ít nhất (?:một|1|01) (?:thành viên|người) (?:trong|của|mỗi)\s*(?:mỗi )?hộ(?: gia đình)?",
            sentence,
        ):
            yield Finding(
                "warning",
                "R_UNIT",
                found_one[0],
                "Đo theo hộ (mỗi hộ một người), trong khi chỉ tiêu 10 đo theo người.",
                "Ghi số người được hướng dẫn trên tổng số người.",
            )


def _wrong(claim: Claim) -> Finding | None:
    measure = claim.measure
    if measure is None or not measure.wrong or claim.also or claim.count is None:
        return None
    if not re.fullmatch(measure.wrong, fold(claim.unit)):
        return _accounts(claim)
    before, _, behind = claim.label.partition(" … ")
    label, after = fold(before), fold(behind)
    if claim.unit in HOME_UNITS and measure.units == "người" and re.search(r"\bho\b", label):
        # "trong đó 312 hộ có …" counts households on purpose, not the indicator.
        return None if not claim.is_share and "ty le" not in label else _finding(claim)
    if measure.key == "qr":
        return (
            None
            if _TRADERS.match(after) or re.search(r"huong dan|tap huan", label)
            else _finding(claim)
        )
    if not claim.is_share and (_HELPED.search(label) or not claim.rate):
        return None if _HELPED.search(label) else _finding(claim, "warning")
    return _finding(claim)


def _finding(claim: Claim, level: Level = "error") -> Finding:
    assert claim.measure is not None  # noqa: S101 - the caller saw to it
    return Finding(
        level,
        "R_UNIT",
        claim.passage,
        f"“{claim.measure.name}” phải đếm bằng {claim.measure.units}, không đếm bằng {claim.unit}.",
        f"Ghi lại số {claim.measure.units.split(',')[0]}; nếu là số {claim.unit} thì ghi rõ nội dung khác.",
    )


def _accounts(claim: Claim) -> Finding | None:
    if claim.key not in ("CT07", "pay_created") or claim.unit != "tài khoản":
        return None
    return Finding(
        "note",
        "R_UNIT",
        claim.passage,
        "Đếm tài khoản; chỉ tiêu 7 đếm người (một người có thể có nhiều tài khoản).",
        "Ghi thêm số người có ít nhất một tài khoản.",
    )


_MIXED = re.compile(
    r"tổng số\s+(?:dân|người dân|người)\s*(?:,|và|/|\+)\s*(?:tổng số\s+)?(?:doanh nghiệp|DN)\b"
)


def mixed_units(reading: Reading, known: Known) -> Iterator[Finding]:
    for claim in reading.claims:
        if claim.percent is None or claim.kind == "target":
            continue
        if found := _MIXED.search(claim.label):
            yield Finding(
                "warning",
                "R_MIXED_UNITS",
                f"{found[0]}{claim.label[found.end() :]} {claim.quote}".strip(),
                "Mẫu số cộng người với doanh nghiệp.",
                "Tách hai dòng: người dân và doanh nghiệp, mỗi dòng có tử số, mẫu số riêng.",
            )


def wrong_reporter(reading: Reading, known: Known) -> Iterator[Finding]:
    """Pilots ran in some communes; their numbers stand under the names of whole districts."""
    text = " ".join(reading.sentences)
    pilot = re.search(r"thí điểm[^.;]{0,60} tại (\d{1,2}) xã", text)
    districts = {
        c.scope
        for c in reading.claims
        if c.scope.startswith("huyện ")
        and c.percent is not None
        and c.kind in ("result", "of_plan")
    }
    if pilot and districts:
        yield Finding(
            "warning",
            "R_REPORTING_UNIT",
            pilot[0],
            f"Thí điểm tại {int(pilot[1])} xã, phường nhưng số liệu ghi theo {', '.join(sorted(districts))}.",
            "Ghi số liệu theo đúng xã, phường đã thí điểm.",
        )


RULES = (
    Rule("R_UNIT", "error", "Đếm sai đơn vị", "004: 695 người", wrong_unit),
    Rule(
        "R_MIXED_UNITS",
        "warning",
        "Cộng người với doanh nghiệp",
        "003: tổng số dân, doanh nghiệp",
        mixed_units,
    ),
    Rule(
        "R_REPORTING_UNIT",
        "warning",
        "Ghi sai đơn vị báo cáo",
        "004: thí điểm tại 5 xã",
        wrong_reporter,
    ),
)
