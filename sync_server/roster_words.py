"""What the desk and the command say about an import, in the same words."""

from __future__ import annotations

from collections.abc import Mapping

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
