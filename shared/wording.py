"""Results in words, made from the rows alone: a sentence cannot say what the table does not.

Whether a target is met is decided on exact fractions (`Row.met`) and only named here; nobody types
"đều đạt và vượt" over a table that says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from shared.conditions import words_of
from shared.dossier import Amendment, Difference, Dossier, Line
from shared.indicators import DEFAULT_AGES
from shared.obstacles import BY_CODE as OBSTACLES
from shared.places import Commune
from shared.plan import Plan
from shared.recipients import spoken
from shared.report import Row
from shared.suppression import HIDDEN, SMALL
from shared.tally import Cell
from shared.text import NO_RATE, decimal_comma, number, percent

MET = {True: "Đạt", False: "Chưa đạt", None: "Chưa có số liệu"}
UNASKED = "Chưa thu thập thông tin"
STANDS = "đang có, tính cả có từ trước"
"""What is said beside a count of who has something: it is no work of one quarter."""
WORK_NOTE = (
    "Việc ở mục này đếm theo từng câu trả lời và mọi lứa tuổi, nên có thể khác tử số của chỉ tiêu"
    " tương ứng: tử số chỉ tính người thuộc mẫu số."
)
SOURCES = {
    "visits": "Từ lượt thăm hộ",
    "declared": "Xã kê khai",
    "both": "Lượt thăm hộ và xã kê khai",
}


def count(value: int | None, is_hidden: bool) -> str:
    """Write a count of a line: the number, "*" where it is hidden, "–" where there is none."""
    if value is None:
        return HIDDEN if is_hidden else NO_RATE
    return number(value)


def rate(line: Line) -> str:
    return HIDDEN if line.is_hidden else percent(line.rate)


def verdict(line: Line) -> str:
    return HIDDEN if line.is_hidden else judged(line.met, line.ratio)


def judged(met: bool | None, ratio: Fraction | None) -> str:
    """Name what became of a target; with a rate but no judgement nobody was asked yet."""
    return UNASKED if met is None and ratio is not None else MET[met]


def points(change: Fraction | None) -> str:
    """Write a change in percentage points with its sign: +3,20; "–" where nothing compares."""
    if change is None:
        return NO_RATE
    text = decimal_comma(change)
    return f"+{text}" if change > 0 and text.strip("0,") else text


def overall(rows: Sequence[Line]) -> list[str]:
    """Say how many of the rows are met, which are not, and of which nothing is known."""
    groups: dict[str, list[str]] = {each: [] for each in (*MET.values(), UNASKED, HIDDEN)}
    for line in rows:
        groups[verdict(line)].append(str(line.indicator.number))
    met, total = groups[MET[True]], len(rows)
    if len(met) == total:
        return [f"Cả {total}/{total} chỉ tiêu đạt mục tiêu kế hoạch."]
    said = [f"Đạt {len(met)}/{total} chỉ tiêu{_which(met)}."]
    if below := groups[MET[False]]:
        said.append(f"Chưa đạt {len(below)} chỉ tiêu{_which(below)}.")
    for each in (UNASKED, MET[None]):
        if groups[each]:
            said.append(f"Có {len(groups[each])} chỉ tiêu {each.lower()}{_which(groups[each])}.")
    if groups[HIDDEN]:
        said.append(
            f"Không công bố {len(groups[HIDDEN])} chỉ tiêu vì số liệu quá nhỏ{_which(groups[HIDDEN])}."
        )
    return said


def _which(numbers: Sequence[str]) -> str:
    return f" (chỉ tiêu {', '.join(numbers)})" if numbers else ""


def sentence(line: Line) -> str:
    """Say what one row of the table says."""
    of = line.indicator
    name = f"Chỉ tiêu {of.number}. {of.name}: "
    if line.is_hidden:
        return f"{name}không công bố vì số liệu quá nhỏ."
    if line.ratio is None or line.numerator is None:
        return f"{name}chưa có số liệu (chỉ tiêu kế hoạch {line.target.text})."
    if line.met is None:
        whole = f"{count(line.denominator, is_hidden=True)} {unit(of.unit)}"
        plan = f"chỉ tiêu kế hoạch {line.target.text}"
        return f"{name}{UNASKED.lower()} của {whole} ({plan})."
    said = (
        f"{name}{number(line.numerator)}/{count(line.denominator, is_hidden=True)}"
        f" {unit(of.unit)}, bằng {percent(line.ratio)}; chỉ tiêu kế hoạch {line.target.text},"
    )
    if line.met:
        said += " đạt"
    else:
        said += f" chưa đạt, còn thiếu {number(line.short_by or 0)} {either(of.unit)}"
    return f"{said}{_since(line)}{_unasked(line)}."


def unit(text: str) -> str:
    return text.replace(", ", " và ")


def either(text: str) -> str:
    """Name the unit of a count of which nobody says how much is of each kind."""
    return text.replace(", ", " hoặc ")


def _since(line: Line) -> str:
    if line.change is None:
        return ""
    text = decimal_comma(abs(line.change))
    if not text.strip("0,"):
        return (
            "; không đổi so với quý trước"
            if not line.change
            else "; gần như không đổi so với quý trước"
        )
    verb = "tăng" if line.change > 0 else "giảm"
    return f"; {verb} {text} điểm phần trăm so với quý trước"


def unasked(line: Line) -> str:
    """Write how many nobody asked yet; nothing where nobody needs asking."""
    return "" if line.indicator.source == "declared" else count(line.missing, line.has_data)


def _unasked(line: Line) -> str:
    if not line.missing:
        return ""
    return f"; còn {number(line.missing)} {either(line.indicator.unit)} chưa thu thập thông tin"


def difficulties(of: Dossier, at_most: int = 8) -> list[str]:
    """Say what stood in the way, most frequent first, as volunteers recorded it."""
    found = ranked(of.obstacles)
    if not found:
        return []
    total = sum(times for _, times in found)
    shown = [(code, times) for code, times in found if not of.is_public or times >= SMALL]
    said = [
        f"{OBSTACLES[code].label}: {number(times)} trường hợp" for code, times in shown[:at_most]
    ]
    rest = total - sum(times for _, times in shown[:at_most])
    if rest and not (of.is_public and rest < SMALL):
        said.append(f"Vướng mắc khác: {number(rest)} trường hợp")
    return said


def ranked(obstacles: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the known obstacles, most frequent first."""
    known = [(code, times) for code, times in obstacles.items() if code in OBSTACLES and times]
    return sorted(known, key=lambda each: (-each[1], each[0]))


def ages(plan: Plan) -> str:
    """Say which ages the denominators mean."""
    form = ", theo mẫu số “tổng số dân từ 15 tuổi trở lên” của biểu báo cáo"
    return (
        f"Người trưởng thành là người từ {plan.ages.adult} tuổi trở lên; chỉ tiêu 7 tính cho người"
        f" từ {plan.ages.account} tuổi trở lên{form * (plan.ages.account == DEFAULT_AGES.account)}."
        " Tuổi bằng năm báo cáo trừ năm sinh."
    )


def dated(of: Dossier) -> str:
    """Say up to which day the numbers go, when they were closed, and whether the quarter was over."""
    last, day = of.report.quarter.last_day, of.day
    until = f"Số liệu tính đến hết ngày {min(day, last):%d/%m/%Y}"
    number = of.issue.number if of.issue else 0
    closing = f"bản bổ sung số {number} lập" if number else "chốt"
    closed = "chưa chốt" if of.is_draft else f"{closing} ngày {day:%d/%m/%Y}"
    if day < last:
        closed += f", khi quý báo cáo chưa kết thúc (ngày cuối quý là {last:%d/%m/%Y})"
    return f"{until}; {closed}."


def sources(rows: Sequence[Line], commune: Commune) -> list[str]:
    """Say from where the office's declared figures are: once for all that are from one source."""
    own_part = spoken(commune, "phần xã kê khai")
    said: dict[str, list[str]] = {}
    for line in rows:
        if (figure := line.figure) is None or line.is_hidden:
            continue
        which = str(line.indicator.number)
        if line.office:
            own = f"{number(line.office.numerator)}/{number(line.office.denominator)}"
            which += f" ({own_part} {own})"
        person = f"; {figure.person} cung cấp" if figure.person else ""
        said.setdefault(f"nguồn {figure.source}{person}", []).append(which)
    return [f"Chỉ tiêu {', '.join(each)}: {source}." for source, each in said.items()]


def covered(rows: Sequence[Line]) -> str:
    """Say how far the visits have come, by the household row: đã thu thập 412/530 hộ."""
    line = next((each for each in rows if each.indicator.code == "CT15"), None)
    if line is None or not line.denominator or line.missing is None:
        return ""
    asked = line.denominator - line.missing
    return (
        f"Đã thu thập {number(asked)}/{number(line.denominator)} hộ gia đình. Người, hộ chưa thu"
        " thập vẫn ở trong mẫu số, được ghi riêng ở cột “Chưa thu thập”, không tính là “chưa có”."
    )


def unplaced(rows: Sequence[Row]) -> list[str]:
    """Say who could not be placed in or out of a denominator, and why."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        if said := unplaced_of(row):
            groups.setdefault(said, []).append(str(row.indicator.number))
    return [f"Chỉ tiêu {', '.join(codes)}: {said}." for said, codes in groups.items()]


def unplaced_of(row: Row) -> str:
    """Say how many could not be placed in or out of one denominator, and why; "" for nobody."""
    if row.asked is None or not row.asked.unplaced:
        return ""
    words = frozenset().union(*(words_of(part) for part in row.indicator.of.values()))
    why = "chưa hỏi điện thoại thông minh" if "smartphone" in words else "chưa rõ tuổi"
    return f"{number(row.asked.unplaced)} người {why} nên chưa xếp được vào mẫu số"


@lru_cache(maxsize=8192)
def coverage(cell: Cell | None) -> str:
    """Write asked ÷ eligible, rounded down: 100 % only when nobody is missing."""
    if cell is None or (share := cell.coverage) is None:
        return NO_RATE
    return f"{number(int(share * 100))} %" if share * 100 >= 1 or not share else "dưới 1 %"


def cell_text(cell: Cell) -> str:
    """Write a cell with its rate, 14/21 (66,67 %); nobody asked is no rate of 0."""
    if not cell.denominator:
        return NO_RATE
    if cell.is_unasked:
        return f"{UNASKED.lower()} của {number(cell.denominator)}"
    return f"{number(cell.numerator)}/{number(cell.denominator)} ({percent(cell.ratio)})"


def step(change: int) -> str:
    """Write by how much a count changed, with its sign."""
    return f"+{number(change)}" if change > 0 else number(change)


def difference(one: Difference) -> str:
    """Say what one row was and is."""
    return f"Chỉ tiêu {one.number}: {cell_text(one.old)} thành {cell_text(one.new)}"


def amended(each: Amendment) -> str:
    """Say in one sentence what an amendment is about."""
    changed = (
        f"{len(each.differences)} chỉ tiêu thay đổi"
        if each.differences
        else "không chỉ tiêu nào thay đổi"
    )
    return (
        f"Bản bổ sung số {each.number} ngày {each.day:%d/%m/%Y}: {number(each.late)} bản ghi đến sau"
        f" bản ghi thứ {number(each.since)}; {changed}. Lý do: {each.reason}."
    )
