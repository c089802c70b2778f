"""Rules against targets: what is said to be met, rates without counts, numbers too good or vague."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from shared.checks.claims import Claim, Reading
from shared.checks.finding import Finding
from shared.checks.rule import Known, Rule, shown
from shared.checks.folded import fold

_OURS = frozenset(f"CT{n:02d}" for n in range(1, 17))
_LESS_IS_BETTER = re.compile(
    r"ho ngheo|can ngheo|tre han|qua han|ton dong|cham|tai nan|that nghiep|suy dinh duong|sinh con thu|giam"
)
_KINDS = r"(?:nhom )?(?:chi tieu|tieu chi|muc tieu)"
_ALL_MET = re.compile(
    rf"\b{_KINDS}[^.;]{{0,90}}?\bdeu (?:co ban )?(?:dat|vuot|hoan thanh)(?![^.;]{{0,12}}\d)"
    rf"|\bdeu (?:dat|vuot|hoan thanh)(?: va vuot| hoac vuot)?(?: muc)?[^.;\d]{{0,25}}(?:{_KINDS}|ke hoach)"
    rf"|\b(?:tat ca|toan bo|100 ?%)(?: so)?(?: cac)? {_KINDS}[^.;]{{0,60}}?\b(?:dat|vuot|hoan thanh)"
    rf"|\b(?:dat|vuot|hoan thanh)(?: va vuot)?[^.;\d]{{0,15}}(?:tat ca|toan bo|100 ?%)(?: so)?(?: cac)? {_KINDS}"
    rf"|\bcac {_KINDS}[^.;\d]{{0,40}}\bdat va vuot"
)
_SOME_MET = re.compile(rf"\b(\d{{1,2}}) ?/ ?(\d{{1,2}}) {_KINDS}[^.;]{{0,40}}?\b(?:dat|vuot|hoan thanh)|"
                       rf"\b(?:dat|hoan thanh|vuot)(?: va vuot)? (\d{{1,2}}) ?/ ?(\d{{1,2}}) {_KINDS}")
_NOT_SAID = re.compile(
    r"phan dau|chua (?:dat|hoan thanh)|khong dat|de (?:dat|hoan thanh)|nham|bao dam|dam bao|quyet tam|du kien"
    r"|phai (?:dat|hoan thanh)|co gang|neu |se (?:dat|hoan thanh)|yeu cau"
)


def _measured(reading: Reading) -> list[Claim]:
    """Return the results that can be held against a target, one per measure and unit."""
    found: dict[tuple[str, str], Claim] = {}
    for claim in reading.claims:
        if claim.kind not in ("result", "of_plan") or _percent(claim) is None:
            continue
        # Targets are a commune's; what one village lacks another may have more of.
        if claim.scope.startswith(("thôn", "bản", "tổ", "khu")):
            continue
        if not (claim.key in _OURS or claim.target) or _LESS_IS_BETTER.search(fold(claim.label)):
            continue
        for one in _each(claim):
            where = (one.key or one.label, one.scope)
            # The list of results counts more than a sentence in passing.
            if where not in found or claim.is_listed or claim.period > found[where].period:
                found[where] = one
    return list(found.values())


def _each(claim: Claim) -> Iterator[Claim]:
    yield claim
    for other in claim.also:
        if other.key in _OURS:
            yield replace(claim, measure=other)


def _percent(claim: Claim) -> Fraction | None:
    """Return what was achieved: as printed where that is what the counts were meant to say."""
    if claim.ratio is not None and claim.ratio > 1 and claim.rate:
        return claim.rate.value
    return claim.percent


def _goal(claim: Claim, reading: Reading, known: Known) -> Fraction | None:
    if claim.target:
        return claim.target.value
    own = [
        each.rate.value
        for each in reading.claims
        if each.kind == "target" and each.key == claim.key and each.key and each.rate
    ]
    if own:
        return own[0]
    target = known.target(claim.key) if claim.key else None
    return None if target is None else Fraction(target)


def _below(claim: Claim, reading: Reading, known: Known) -> Fraction | None:
    """Return the target that a result falls short of; None if it does not."""
    done, goal = _percent(claim), _goal(claim, reading, known)
    if done is None or goal is None or claim.kind == "of_plan":
        return None
    if claim.rate and claim.rate.qualifier in ("trên", "hơn", ">", "ít nhất", "tối thiểu"):
        done += 5
    return goal if done < goal else None


def said_to_be_met(reading: Reading, known: Known) -> Iterator[Finding]:
    if reading.is_plan:
        return
    results = _measured(reading)
    short = [(each, goal) for each in results for goal in [_below(each, reading, known)] if goal is not None]
    for _, sentence in reading.sentences:
        words = fold(sentence)
        claimed = _ALL_MET.search(words) or _SOME_MET.search(words)
        if not claimed or _NOT_SAID.search(words[: claimed.end()]):
            continue
        quote = _as_written(sentence, claimed.span())
        numbers = [int(each) for each in claimed.groups() if each] if claimed.re is _SOME_MET else []
        if numbers and numbers[0] < numbers[1]:
            if len(results) == numbers[1] and numbers[0] != len(results) - len(short):
                yield _miscounted(quote, numbers, len(results) - len(short))
        elif short:
            yield _not_all(quote, short, reading)


def _as_written(sentence: str, span: tuple[int, int]) -> str:
    """Return the words of the sentence that were matched in its folded form."""
    return sentence[span[0] : span[1] + 1].strip() if len(fold(sentence)) == len(sentence) else sentence[:240]


def _not_all(quote: str, short: Sequence[tuple[Claim, Fraction]], reading: Reading) -> Finding:
    named = [
        f"{_number(claim)} ({_where(claim, short)}{shown(_percent(claim) or Fraction(0))} < {shown(goal)})"
        for claim, goal in sorted(short, key=lambda each: each[0].key)
    ]
    own = any(claim.target for claim, _ in short) or any(c.kind == "target" for c in reading.claims)
    against = "" if own else " (văn bản không nêu mức; so với mức thấp nhất trong các kế hoạch năm 2025 đã biết)"
    return Finding(
        "error",
        "R_CLAIM_VS_TARGET",
        quote,
        f"Câu này không khớp với số liệu{against}: chưa đạt {', '.join(named)}.",
        "Sửa câu kết luận theo bảng số liệu: nêu số chỉ tiêu đạt và tên từng chỉ tiêu chưa đạt.",
    )


def _where(claim: Claim, short: Sequence[tuple[Claim, Fraction]]) -> str:
    scopes = {each.scope for each, _ in short}
    return f"{claim.scope}: " if claim.scope and len(scopes) > 1 else ""


def _number(claim: Claim) -> str:
    return claim.measure.label if claim.measure else f"“{claim.label[:60]}”"


def _miscounted(quote: str, said: Sequence[int], met: int) -> Finding:
    return Finding(
        "error",
        "R_CLAIM_VS_TARGET",
        quote,
        f"Văn bản ghi {said[0]}/{said[1]} chỉ tiêu đạt, nhưng theo số liệu là {met}/{said[1]}.",
        "Đếm lại số chỉ tiêu đạt theo bảng số liệu.",
    )


def verdicts(reading: Reading, known: Known) -> Iterator[Finding]:
    """A row or a sentence that says met or not met must agree with its own numbers."""
    for claim in reading.claims:
        done = _percent(claim)
        if claim.verdict is None or claim.target is None or done is None:
            continue
        if _LESS_IS_BETTER.search(fold(claim.label)):
            continue
        is_met = done >= claim.target.value
        if is_met == claim.verdict:
            continue
        sign = "≥" if is_met else "<"
        yield Finding(
            "error",
            "R_CLAIM_VS_TARGET",
            claim.context or claim.quote,
            f"Ghi là {'đạt' if claim.verdict else 'chưa đạt'}, nhưng {shown(done)} {sign} mức {shown(claim.target.value)}.",
            "Sửa phần đánh giá theo số liệu, hoặc kiểm tra lại số liệu.",
        )


def below(reading: Reading, known: Known) -> Iterator[Finding]:
    if reading.is_plan:
        return
    # The pilot of 2023 had targets of its own, which nobody has written down here.
    is_pilot = reading.year is not None and reading.year < 2024
    for claim in _measured(reading):
        goal = _below(claim, reading, known)
        done = _percent(claim)
        if goal is not None and done is not None and not (is_pilot and not claim.target):
            whose = "" if claim.target else " của các kế hoạch năm 2025 đã biết"
            yield Finding(
                "note",
                "R_TARGET",
                claim.context or claim.quote,
                f"Chưa đạt {_number(claim)}: {shown(done)} < {shown(goal)}{whose}.",
                "Nêu nguyên nhân và biện pháp trong phần khó khăn, đề xuất.",
            )


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
        for one in _each(claim):
            if one.key in _OURS and one.key not in counted and (one.is_listed or one.key not in ours):
                ours[one.key] = one
    if ours:
        yield _uncounted(list(ours.values()))
    others = [
        each
        for each in rates
        if each.key not in _OURS and each.rate and each.rate.value != 100
        and (each.key or "ty le" in fold(each.label)[-160:])
    ]
    if others:
        yield Finding(
            "warning",
            "R_RATE_WITHOUT_COUNTS",
            " … ".join(each.context or each.quote for each in others),
            f"{', '.join(each.quote for each in others)}: tỷ lệ không kèm tử số, mẫu số nên không kiểm tra được.",
            "Ghi thêm tử số và mẫu số của từng tỷ lệ.",
        )


def _uncounted(ours: Sequence[Claim]) -> Finding:
    numbers = sorted(each.measure.number or 0 for each in ours if each.measure)
    listed = sum(each.is_listed for each in ours)
    return Finding(
        "error" if listed >= 3 else "warning",
        "R_RATE_WITHOUT_COUNTS",
        " … ".join(dict.fromkeys(each.context or each.quote for each in ours)),
        f"{len(ours)} chỉ tiêu ({', '.join(map(str, numbers))}) chỉ có tỷ lệ, không có tử số và mẫu số: không kiểm tra được.",
        "Ghi tử số và mẫu số của từng chỉ tiêu, ví dụ “đạt 85,3 % (1.702/1.995 người)”.",
    )


def too_round(reading: Reading, known: Known) -> Iterator[Finding]:
    if reading.is_plan:
        return
    full = [c for c in reading.claims if c.rate and c.rate.value == 100 and c.kind in ("result", "of_plan")]
    rates = [c for c in reading.claims if c.rate and c.kind in ("result", "of_plan")]
    if len(full) >= 6 and len(full) * 3 > len(rates):
        yield Finding(
            "note",
            "R_TOO_ROUND",
            " … ".join(dict.fromkeys(each.context or each.quote for each in full[:6])),
            f"{len(full)} giá trị ghi đúng 100 %: cần minh chứng.",
            "Kèm danh sách hoặc nguồn số liệu của các nội dung đạt 100 %.",
        )


_VAGUE = frozenset({"trên", "hơn", "gần", "khoảng", "xấp xỉ", "ước", "ước đạt"})


def vague(reading: Reading, known: Known) -> Iterator[Finding]:
    for claim in reading.claims:
        if claim.kind == "result" and claim.rate and claim.rate.qualifier in _VAGUE and claim.rate.places:
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
    for _, sentence in reading.sentences:
        found = [
            match
            for match in _WRONG_SET.finditer(fold(sentence))
            if int(match[1]) != (5 if match["who"] == "chinh quyen" else 11)
        ]
        if found:
            said = ", ".join(f"{each[1]} đối với {'chính quyền' if each['who'] == 'chinh quyen' else 'người dân'}" for each in found)
            yield Finding(
                "warning",
                "R_INDICATOR_SET_VERSION",
                sentence[:240],
                f"Bộ chỉ tiêu năm 2025 có 16 (5 đối với chính quyền, 11 đối với người dân); ở đây ghi {said}: bộ khác, không so sánh trực tiếp được.",
                "Ghi rõ số liệu theo bộ chỉ tiêu nào, năm nào.",
            )
            return


RULES = (
    Rule("R_CLAIM_VS_TARGET", "error", "Kết luận trái với số liệu", "003, 004: đều đạt và vượt", said_to_be_met),
    Rule("R_CLAIM_VS_TARGET", "error", "Đánh giá trái với mức giao", "issue 5", verdicts),
    Rule("R_TARGET", "note", "Chưa đạt mức giao", "000, 001", below),
    Rule("R_RATE_WITHOUT_COUNTS", "error", "Tỷ lệ không có tử số, mẫu số", "003", without_counts),
    Rule("R_TOO_ROUND", "note", "Quá nhiều 100 %", "003", too_round),
    Rule("R_VAGUE_QUALIFIER", "note", "Từ ước chừng trước số chính xác", "003: trên 45,75%", vague),
    Rule("R_INDICATOR_SET_VERSION", "warning", "Khác bộ chỉ tiêu", "004: 4 + 6", edition),
)
