"""Rules against targets: what is said to be met, rates without counts, numbers too good or vague."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from shared.checks.claims import Claim, Reading
from shared.checks.finding import Finding
from shared.checks.folded import fold
from shared.checks.rule import Known, Rule, shown
from shared.plan import PLANS

_NAMED = 48
"""How many results one sentence is held against by name: three units with sixteen each."""
OURS = frozenset(f"CT{n:02d}" for n in range(1, 17))
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
_SOME_MET = re.compile(
    rf"\b(\d{{1,2}}) ?/ ?(\d{{1,2}}) {_KINDS}[^.;]{{0,40}}?\b(?:dat|vuot|hoan thanh)|"
    rf"\b(?:dat|hoan thanh|vuot)(?: va vuot)? (\d{{1,2}}) ?/ ?(\d{{1,2}}) {_KINDS}"
)
_NOT_SAID = re.compile(
    r"phan dau|chua (?:dat|hoan thanh)|khong dat|de (?:dat|hoan thanh)|nham|bao dam|dam bao|quyet tam|du kien"
    r"|phai (?:dat|hoan thanh)|co gang|neu |se (?:dat|hoan thanh)|yeu cau"
)


def _measured(reading: Reading) -> list[Claim]:
    """Return the results that can be held against a target, one per measure and unit."""
    found: dict[tuple[str, str], Claim] = {}
    for claim in reading.claims:
        if claim.kind not in ("result", "of_plan") or claim.achieved is None:
            continue
        # Targets are a commune's; what one village lacks another may have more of.
        if claim.scope.startswith(("thôn", "bản", "tổ", "khu")):
            continue
        if not (claim.key in OURS or claim.target) or _LESS_IS_BETTER.search(fold(claim.label)):
            continue
        for one in each_measure(claim):
            where = (one.key or one.label, one.scope)
            if where not in found or _weight(claim) > _weight(found[where]):
                found[where] = one
    return list(found.values())


def _weight(claim: Claim) -> tuple[str, bool, bool]:
    """Order what is said of one measure: the list of results counts more than a sentence in
    passing, and the list with the targets more than one that says the same again."""
    return claim.period, claim.is_listed, claim.target is not None


def each_measure(claim: Claim) -> Iterator[Claim]:
    yield claim
    for other in claim.also:
        if other.key in OURS:
            yield replace(claim, measure=other)


def _goals(reading: Reading) -> dict[str, Fraction]:
    """Return the targets that a document itself names, else the least that a plan known asks."""
    asked = {
        code: Fraction(min(plan.targets[code].percent for plan in PLANS if code in plan.targets))
        for code in OURS
    }
    own: dict[str, Fraction] = {}
    for each in reading.claims:
        # "11/34, bằng 32,35 %; chỉ tiêu 85 %": who counts says what was reached.
        if each.kind == "target" and each.key and each.rate and not each.is_share:
            own.setdefault(each.key, each.rate.value)
    return asked | own


def _below(claim: Claim, goals: dict[str, Fraction]) -> Fraction | None:
    """Return the target that a result falls short of; None if it does not."""
    done, goal = claim.achieved, claim.target.value if claim.target else goals.get(claim.key)
    if done is None or goal is None or claim.kind == "of_plan":
        return None
    if claim.rate and claim.rate.qualifier in ("trên", "hơn", ">", "ít nhất", "tối thiểu"):
        done += 5
    return goal if done < goal else None


def said_to_be_met(reading: Reading, known: Known) -> Iterator[Finding]:
    if reading.is_plan:
        return
    results, goals = _measured(reading), _goals(reading)
    short = [(each, goal) for each in results if (goal := _below(each, goals)) is not None]
    for sentence in reading.sentences:
        words = fold(sentence)
        claimed = _ALL_MET.search(words) or _SOME_MET.search(words)
        if not claimed or _is_wish(words[: claimed.end()]):
            continue
        quote = _as_written(sentence, claimed.span())
        numbers = (
            [int(each) for each in claimed.groups() if each] if claimed.re is _SOME_MET else []
        )
        if numbers and numbers[0] < numbers[1]:
            if len(results) == numbers[1] and numbers[0] != len(results) - len(short):
                yield _miscounted(quote, numbers, len(results) - len(short))
        elif short:
            yield _not_all(quote, short, reading)


def _is_wish(words: str) -> bool:
    """Say whether the clause that `words` end with is a goal or a denial, not a claim."""
    clause = words.rpartition(";")[2].replace("3 khong", "")
    return bool(_NOT_SAID.search(clause))


def _as_written(sentence: str, span: tuple[int, int]) -> str:
    """Return the words of the sentence that were matched in its folded form."""
    return (
        sentence[span[0] : span[1] + 1].strip()
        if len(fold(sentence)) == len(sentence)
        else sentence[:240]
    )


def _not_all(quote: str, short: Sequence[tuple[Claim, Fraction]], reading: Reading) -> Finding:
    named = [
        f"{_number(claim)} ({_where(claim, short)}{shown(claim.achieved or Fraction(0))} < {shown(goal)})"
        for claim, goal in sorted(short, key=lambda each: each[0].key)[:_NAMED]
    ]
    own = any(claim.target for claim, _ in short) or any(c.kind == "target" for c in reading.claims)
    against = (
        ""
        if own
        else " (văn bản không nêu mức; so với mức thấp nhất trong các kế hoạch năm 2025 đã biết)"
    )
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
        done = claim.achieved
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
            claim.passage,
            f"Ghi là {'đạt' if claim.verdict else 'chưa đạt'}, nhưng {shown(done)} {sign} mức {shown(claim.target.value)}.",
            "Sửa phần đánh giá theo số liệu, hoặc kiểm tra lại số liệu.",
        )


def below(reading: Reading, known: Known) -> Iterator[Finding]:
    if reading.is_plan:
        return
    # The pilot of 2023 had targets of its own, which nobody has written down here.
    is_pilot = reading.year is not None and reading.year < 2024
    goals = _goals(reading)
    for claim in _measured(reading):
        goal = _below(claim, goals)
        done = claim.achieved
        if goal is not None and done is not None and not (is_pilot and not claim.target):
            whose = "" if claim.target else " của các kế hoạch năm 2025 đã biết"
            yield Finding(
                "note",
                "R_TARGET",
                claim.passage,
                f"Chưa đạt {_number(claim)}: {shown(done)} < {shown(goal)}{whose}.",
                "Nêu nguyên nhân và biện pháp trong phần khó khăn, đề xuất.",
            )


RULES = (
    Rule(
        "R_CLAIM_VS_TARGET",
        "error",
        "Kết luận trái với số liệu",
        "003, 004: đều đạt và vượt",
        said_to_be_met,
    ),
    Rule("R_CLAIM_VS_TARGET", "error", "Đánh giá trái với mức giao", "issue 5", verdicts),
    Rule("R_TARGET", "note", "Chưa đạt mức giao", "000, 001", below),
)
