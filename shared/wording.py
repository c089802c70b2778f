"""Results in words, made from the rows alone: a sentence cannot say what the table does not.

Whether a target is met is decided on exact fractions (`Row.met`) and only named here; nobody types
"đều đạt và vượt" over a table that says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from shared.conditions import words_of
from shared.dossier import Amendment, Difference, Dossier, Line
from shared.indicators import DEFAULT_AGES
from shared.obstacles import BY_CODE as OBSTACLES
from shared.places import Commune
from shared.plan import Plan
from shared.recipients import spoken, villages_of
from shared.report import Row
from shared.suppression import HIDDEN, SMALL
from shared.tally import Cell
from shared.text import NO_RATE, decimal_comma, number, percent

MET = {True: "Đạt", False: "Chưa đạt", None: "Chưa có số liệu"}
SOURCES = {
    "visits": "Từ lượt thăm hộ",
    "declared": "Xã kê khai",
    "both": "Lượt thăm hộ và xã kê khai",
}
_PROPOSALS = {
    "device": "Đề nghị các doanh nghiệp viễn thông, các nhà hảo tâm hỗ trợ điện thoại thông minh cho hộ nghèo, hộ cận nghèo; đề nghị đơn vị cung cấp giảm dung lượng, tích hợp các ứng dụng dùng chung để cài được trên máy đời cũ.",
    "telecom": "Đề nghị các doanh nghiệp viễn thông hỗ trợ đăng ký thuê bao chính chủ, cập nhật thông tin thuê bao theo thẻ căn cước, khắc phục tình trạng mã OTP về chậm và vùng sóng yếu.",
    "identity": "Đề nghị lực lượng Công an tiếp tục cấp căn cước, cập nhật dữ liệu dân cư và hỗ trợ kích hoạt tài khoản định danh điện tử cho người dân còn vướng giấy tờ.",
    "account": "Đề nghị các đơn vị cung cấp chữ ký số, ngân hàng và đơn vị vận hành Cổng dịch vụ công xử lý dứt điểm các trường hợp lỗi hệ thống, chờ cấp.",
    "people": "Giao các {villages}, Tổ công nghệ số cộng đồng tiếp tục tuyên truyền, hướng dẫn trực tiếp cho người chưa biết dùng hoặc còn e ngại.",
    "visit": "Giao các {villages} bố trí thăm lại các hộ vắng nhà, có thành viên đi làm xa.",
    "system": "Đề nghị cấp trên quan tâm hỗ trợ kinh phí, nhân lực để triển khai mô hình.",
}


def count(value: int | None, is_hidden: bool) -> str:
    """Write a count of a line: the number, "*" where it is hidden, "–" where there is none."""
    if value is None:
        return HIDDEN if is_hidden else NO_RATE
    return number(value)


def rate(line: Line) -> str:
    return HIDDEN if line.is_hidden else percent(line.ratio)


def verdict(line: Line) -> str:
    return HIDDEN if line.is_hidden else MET[line.met]


def points(change: Fraction | None) -> str:
    """Write a change in percentage points with its sign: +3,20; "–" where nothing compares."""
    if change is None:
        return NO_RATE
    text = decimal_comma(change)
    return f"+{text}" if change > 0 and text.strip("0,") else text


def overall(rows: Sequence[Line]) -> list[str]:
    """Say how many of the rows are met, which are not, and which have no number."""
    groups: dict[object, list[str]] = {True: [], False: [], None: [], HIDDEN: []}
    for line in rows:
        groups[HIDDEN if line.is_hidden else line.met].append(str(line.indicator.number))
    total = len(rows)
    if len(groups[True]) == total:
        return [f"Cả {total}/{total} chỉ tiêu đạt mục tiêu kế hoạch."]
    said = [f"Đạt {len(groups[True])}/{total} chỉ tiêu{_which(groups[True])}."]
    if groups[False]:
        said.append(f"Chưa đạt {len(groups[False])} chỉ tiêu{_which(groups[False])}.")
    if groups[None]:
        said.append(f"Có {len(groups[None])} chỉ tiêu chưa có số liệu{_which(groups[None])}.")
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
    said = (
        f"{name}{number(line.numerator)}/{count(line.denominator, is_hidden=True)}"
        f" {unit(of.unit)}, bằng {percent(line.ratio)}; chỉ tiêu kế hoạch {line.target.text},"
    )
    if line.met:
        said += " đạt"
    else:
        said += f" chưa đạt, còn thiếu {number(line.short_by or 0)} {unit(of.unit)}"
    return f"{said}{_since(line)}{_unasked(line)}."


def unit(text: str) -> str:
    return text.replace(", ", " và ")


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
    return f"; còn {number(line.missing)} {unit(line.indicator.unit)} chưa thu thập thông tin"


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


def proposals(of: Dossier) -> list[str]:
    """Return what to ask for, by groups of obstacles, most frequent group first."""
    groups: dict[str, int] = {}
    for code, times in ranked(of.obstacles):
        group = OBSTACLES[code].group
        groups[group] = groups.get(group, 0) + times
    order = sorted(groups, key=lambda group: (-groups[group], group))
    where = villages_of(of.commune)
    return [
        _PROPOSALS[group].format(villages=where)
        for group in order
        if not of.is_public or groups[group] >= SMALL
    ]


def ages(plan: Plan) -> str:
    """Say which ages the denominators mean."""
    form = ", theo mẫu số “tổng số dân từ 15 tuổi trở lên” của biểu báo cáo"
    return (
        f"Người trưởng thành là người từ {plan.ages.adult} tuổi trở lên; chỉ tiêu 7 tính cho người"
        f" từ {plan.ages.account} tuổi trở lên{form * (plan.ages.account == DEFAULT_AGES.account)}."
        " Tuổi bằng năm báo cáo trừ năm sinh."
    )


def sources(rows: Sequence[Line], commune: Commune) -> list[str]:
    """Say from where the office's declared figures are."""
    own_part = spoken(commune, "phần xã kê khai")
    said = []
    for line in rows:
        if (figure := line.figure) is None or line.is_hidden:
            continue
        parts = [f"nguồn {figure.source}"]
        if line.office:
            own = f"{number(line.office.numerator)}/{number(line.office.denominator)}"
            parts.insert(0, f"{own_part} {own}")
        if figure.person:
            parts.append(f"{figure.person} cung cấp")
        said.append(f"Chỉ tiêu {line.indicator.number}: {'; '.join(parts)}.")
    return said


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
    groups: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        count = row.visits.unplaced if row.visits and row.source != "declared" else 0
        words = frozenset().union(*(words_of(part) for part in row.indicator.of.values()))
        why = "chưa hỏi điện thoại thông minh" if "smartphone" in words else "chưa rõ tuổi"
        if count:
            groups.setdefault((count, why), []).append(str(row.indicator.number))
    return [
        f"Chỉ tiêu {', '.join(codes)}: {number(count)} người {why} nên chưa xếp được vào mẫu số."
        for (count, why), codes in groups.items()
    ]


def cell_text(cell: Cell) -> str:
    """Write a cell with its rate: 14/21 (66,67 %)."""
    if not cell.denominator:
        return NO_RATE
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
