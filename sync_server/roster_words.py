"""What the desk and the command say about an import, in the same words."""

from __future__ import annotations

from collections.abc import Mapping

from shared.records import Household, Member
from shared.roster import Complaint
from shared.roster_matching import Entry
from shared.text import number

CODES: Mapping[str, str] = {
    "tcvn3": "bảng mã TCVN3 (phông .VnTime)",
    "vni": "bảng mã VNI (phông VNI-Times)",
}
CODE_CHOICES: Mapping[str, str] = {"": "Tự nhận biết", "unicode": "Unicode", **CODES}


def summary(counts: Mapping[tuple[str, str], int]) -> str:
    """Say what was written: nhập 3 hộ, 4 nhân khẩu; sửa 2 người."""
    homes, people = counts.get(("household", "new"), 0), counts.get(("member", "new"), 0)
    said = [f"nhập {number(homes)} hộ, {number(people)} nhân khẩu"]
    if changed := counts.get(("household", "changed"), 0):
        said.append(f"sửa {number(changed)} hộ")
    if changed := counts.get(("member", "changed"), 0):
        said.append(f"sửa {number(changed)} người")
    if moved := counts.get(("member", "moved"), 0):
        said.append(f"chuyển {number(moved)} người sang hộ khác trong thôn")
    return "; ".join(said)


def doubt(complaint: Complaint) -> str:
    """Say what is doubtful in some rows, and what becomes of them if it stays so."""
    return f"{complaint.sentence} {_fate(complaint)}".strip()


def _fate(complaint: Complaint) -> str:
    if complaint.waits:
        return "Chờ chọn thôn, chưa nhập."
    if complaint.is_refused:
        return "Không nhập dòng này." if len(complaint.rows) == 1 else "Không nhập các dòng này."
    return ""


def change(entry: Entry) -> str:
    """Say what changes about somebody who is there: Nguyễn Văn An → Nguyễn Văn Ân, sinh 1981."""
    before, fields = entry.before, entry.fields
    if isinstance(before, Household):
        head = fields.get("head", before.head)
        code = fields.get("code", before.code)
        return f"hộ {_called(before.head, before.code)} → {_called(head, code)}"
    if not isinstance(before, Member):
        return ""
    was = _born(before.name or "người chưa có tên", before.birth_year)
    if entry.deed == "moved":
        return f"{was} chuyển sang hộ khác trong thôn"
    year = fields.get("birth_year", before.birth_year)
    return f"{was} → {_born(str(fields.get('name', before.name)), year)}"


def _called(head: str, code: str) -> str:
    return f"{head} (số hộ {code})" if code else head


def _born(name: str, year: int | None) -> str:
    return f"{name}, sinh {year}" if year else name
