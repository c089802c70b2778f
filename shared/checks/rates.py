"""Rules of rates: without counts, too round, too vague, of another set of indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from shared.checks.claims import Claim, Reading
from shared.checks.finding import Finding
from shared.checks.folded import fold
from shared.checks.goals import OURS, each_measure
from shared.checks.rule import Known, Rule, shown


def without_counts(reading: Reading, known: Known) -> Iterator[Finding]:
    if reading.is_plan:
        return
    rates = [
        each
        for each in reading.claims
        if each.rate and each.count is None and each.kind in ("result", "of_plan", "before")
    ]
    counted = {each.key for each in reading.claims if each.is_share}
    ours: dict[str, Claim] = {}
    for claim in rates:
        for one in each_measure(claim):
            if (
                one.key in OURS
                and one.key not in counted
                and (one.is_listed or one.key not in ours)
            ):
                ours[one.key] = one
    if ours:
        yield _uncounted(list(ours.values()))
    others = [
        each
        for each in rates
        if each.key not in OURS
        and each.rate
        and each.rate.value != 100
        and (each.key or "ty le" in fold(each.label)[-160:])
    ]
    if others:
        yield Finding(
            "warning",
            "R_RATE_WITHOUT_COUNTS",
            " … ".join(each.passage for each in others),
            f"{', '.join(each.quote for each in others)}: tỷ lệ không kèm tử số, mẫu số nên không kiểm tra được.",
            "Ghi thêm tử số và mẫu số của từng tỷ lệ.",
        )


def _uncounted(ours: Sequence[Claim]) -> Finding:
    numbers = sorted(each.measure.number or 0 for each in ours if each.measure)
    listed = sum(each.is_listed for each in ours)
    return Finding(
        "error" if listed >= 3 else "warning",
        "R_RATE_WITHOUT_COUNTS",
        " … ".join(dict.fromkeys(each.passage for each in ours)),
        f"{len(ours)} chỉ tiêu ({', '.join(map(str, numbers))}) chỉ có tỷ lệ, không có tử số và mẫu số: không kiểm tra được.",
        "Ghi tử số và mẫu số của từng chỉ tiêu, ví dụ “đạt 85,3 % (1.702/1.995 người)”.",
    )


def too_round(reading: Reading, known: Known) -> Iterator[Finding]:
    if reading.is_plan:
        return
    rates = [c for c in reading.claims if c.rate and c.kind in ("result", "of_plan")]
    full = [c for c in rates if c.rate and c.rate.value == 100]
    if len(full) >= 6 and len(full) * 3 > len(rates):
        yield Finding(
            "note",
            "R_TOO_ROUND",
            " … ".join(dict.fromkeys(each.passage for each in full[:6])),
            f"{len(full)} giá trị ghi đúng 100 %: cần minh chứng.",
            "Kèm danh sách hoặc nguồn số liệu của các nội dung đạt 100 %.",
        )


_VAGUE = frozenset({"trên", "hơn", "gần", "khoảng", "xấp xỉ", "ước", "ước đạt"})


def vague(reading: Reading, known: Known) -> Iterator[Finding]:
    for claim in reading.claims:
        if (
            claim.kind == "result"
            and claim.rate
            and claim.rate.qualifier in _VAGUE
            and claim.rate.places
        ):
            yield Finding(
                "note",
                "R_VAGUE_QUALIFIER",
                claim.quote,
                f"“{claim.rate.qualifier}” đứng trước một số chính xác ({shown(claim.rate.value, claim.rate.places)}).",
                f"Bỏ chữ “{claim.rate.qualifier}” khi đã có số chính xác.",
            )


_WRONG_SET = re.compile(
    r"\b(\d{1,2}) (?:chi tieu|tieu chi)(?: \w+)? doi voi (?P<who>chinh quyen|nguoi dan)"
)


def edition(reading: Reading, known: Known) -> Iterator[Finding]:
    """The set of 2025 has 5 + 11 indicators; the pilot of 2023 had 4 + 6."""
    for sentence in reading.sentences:
        found = [
            match
            for match in _WRONG_SET.finditer(fold(sentence))
            if int(match[1]) != (5 if match["who"] == "chinh quyen" else 11)
        ]
        if found:
            said = ", ".join(
                f"{each[1]} đối với {'chính quyền' if each['who'] == 'chinh quyen' else 'người dân'}"
                for each in found
            )
            yield Finding(
                "warning",
                "R_INDICATOR_SET_VERSION",
                sentence[:240],
                f"Bộ chỉ tiêu năm 2025 có 16 (5 đối với chính quyền, 11 đối với người dân); ở đây ghi {said}: bộ khác, không so sánh trực tiếp được.",
                "Ghi rõ số liệu theo bộ chỉ tiêu nào, năm nào.",
            )
            return


RULES = (
    Rule("R_RATE_WITHOUT_COUNTS", "error", "Tỷ lệ không có tử số, mẫu số", "003", without_counts),
    Rule("R_TOO_ROUND", "note", "Quá nhiều 100 %", "003", too_round),
    Rule("R_VAGUE_QUALIFIER", "note", "Từ ước chừng trước số chính xác", "003: trên 45,75%", vague),
    Rule("R_INDICATOR_SET_VERSION", "warning", "Khác bộ chỉ tiêu", "004: 4 + 6", edition),
)
