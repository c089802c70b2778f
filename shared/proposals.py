"""Sections II and III of a report: what stood in the way, and who is asked to do what about it.

What is counted follows from the obstacles that were recorded and no others; beside it stands what
the office itself has to say. The Word file and the printed page lay out the same parts.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.dossier import Dossier
from shared.own_words import ended
from shared.recipients import villages_of
from shared.suppression import SMALL
from shared.wording import difficulties, ranked

_SPONSORS = "Đề nghị các doanh nghiệp, nhà hảo tâm"
_TELECOM = "Đề nghị các doanh nghiệp viễn thông"
_POLICE = "Đề nghị lực lượng Công an"
_INSURANCE = "Đề nghị cơ quan Bảo hiểm xã hội"
_APPS = "Đề nghị các đơn vị cung cấp ứng dụng"
_SIGNATURES = "Đề nghị các đơn vị cung cấp chữ ký số"
_PORTAL = "Đề nghị đơn vị vận hành Cổng dịch vụ công"
_BANKS = "Đề nghị các ngân hàng"
_TEAMS = "Giao các {villages}, Tổ công nghệ số cộng đồng"
_ABOVE = "Đề nghị cấp trên"
_RECORDED = (
    "Qua thăm hộ, cộng tác viên ghi nhận các vướng mắc sau (mỗi trường hợp là một người, một hộ"
    " hoặc một điểm kinh doanh):"
)

ASKED: dict[str, tuple[str, str]] = {
    "NO_SMARTPHONE": (_SPONSORS, "hỗ trợ điện thoại thông minh cho người chưa có"),
    "POOR_HOUSEHOLD": (
        _SPONSORS,
        "hỗ trợ điện thoại thông minh cho hộ nghèo, hộ cận nghèo chưa có điều kiện",
    ),
    "OLD_OS": (_APPS, "hỗ trợ máy đời cũ, cấu hình thấp"),
    "LOW_STORAGE": (_APPS, "giảm dung lượng cài đặt"),
    "SHARED_PHONE": (_APPS, "có cách đăng ký cho người dùng chung máy, chung số điện thoại"),
    "FACE_FAIL": (_APPS, "khắc phục lỗi nhận diện khuôn mặt"),
    "SERVER_DOWN": (_APPS, "khắc phục tình trạng hệ thống lỗi, quá tải"),
    "APP_FATIGUE": (_APPS, "tích hợp các tiện ích để người dân phải cài ít ứng dụng hơn"),
    "NO_FINGERPRINT": (_SIGNATURES, "có cách xác thực khác cho máy không có vân tay"),
    "LIST_PENDING": (_SIGNATURES, "cấp cho người đã có trong danh sách đăng ký"),
    "SIM_NOT_OWN": (_TELECOM, "hỗ trợ đăng ký thuê bao chính chủ"),
    "SIM_OLD_ID": (_TELECOM, "cập nhật thông tin thuê bao theo thẻ căn cước"),
    "OTP_SLOW": (_TELECOM, "khắc phục tình trạng mã OTP về chậm hoặc không về"),
    "OTP_OLD_DEVICE": (_TELECOM, "hỗ trợ người có mã OTP còn gửi về máy cũ đã mất, hỏng"),
    "NO_SIGNAL": (_TELECOM, "phủ sóng các vùng lõm, mạng yếu"),
    "NO_CCCD": (_POLICE, "cấp thẻ căn cước cho người chưa có"),
    "CMND_ONLY": (_POLICE, "cấp thẻ căn cước cho người chỉ có chứng minh nhân dân"),
    "DATA_MISMATCH": (_POLICE, "sửa thông tin sai lệch với cơ sở dữ liệu dân cư"),
    "NO_NFC": (_POLICE, "hỗ trợ đọc chip căn cước cho người có máy không có NFC"),
    "NO_BHXH": (_INSURANCE, "cấp thẻ, mã số bảo hiểm xã hội cho người chưa có"),
    "PORTAL_ERROR": (_PORTAL, "khắc phục lỗi, nêu rõ lý do khi trả lại hồ sơ"),
    "BANK_FAR": (_BANKS, "tổ chức giao dịch lưu động ở nơi xa điểm giao dịch"),
    "NO_BANK_ACCOUNT": (_BANKS, "hỗ trợ mở tài khoản cho người chưa có"),
    "ROOTED": (_TEAMS, "hướng dẫn người có máy không đủ an toàn khôi phục hoặc đổi máy"),
    "UNDER_AGE": (_TEAMS, "hướng dẫn người đại diện của người chưa đủ tuổi"),
    "FORGOT_PASSWORD": (_TEAMS, "hướng dẫn người quên mật khẩu lấy lại mật khẩu"),
    "NO_SKILL": (_TEAMS, "hướng dẫn trực tiếp người chưa biết dùng"),
    "FEAR_SCAM": (_TEAMS, "tuyên truyền cách phòng tránh lừa đảo, bảo vệ thông tin cá nhân"),
    "REFUSED": (_TEAMS, "tiếp tục vận động người còn từ chối"),
    "REFUSED_TAX_FEAR": (_TEAMS, "giải thích về nghĩa vụ thuế cho tiểu thương còn e ngại"),
    "PREFERS_COUNTER": (_TEAMS, "hướng dẫn làm trực tuyến ngay tại Bộ phận một cửa"),
    "NO_TIME": (_TEAMS, "chọn giờ thuận tiện cho người không có thời gian chờ"),
    "ABSENT": (_TEAMS, "thăm lại các hộ vắng nhà"),
    "WORKS_AWAY": (_TEAMS, "hướng dẫn từ xa hoặc khi về quê cho người đi làm ăn xa"),
    "NO_STAFF_FUNDS": (_ABOVE, "hỗ trợ nhân lực, kinh phí để triển khai mô hình"),
}
"""Of each obstacle who is asked, and for what; nobody can be asked about "OTHER"."""


def proposals(of: Dossier) -> list[str]:
    """Return what to ask for, a sentence for each who is asked; whom most wait for is first.

    The public is told of no obstacle that stood in the way of a few.
    """
    asked: dict[str, list[str]] = {}
    waiting: dict[str, int] = {}
    for code, times in ranked(of.obstacles):
        if code not in ASKED or (of.is_public and times < SMALL):
            continue
        who, what = ASKED[code]
        asked.setdefault(who, []).append(what)
        waiting[who] = waiting.get(who, 0) + times
    villages = villages_of(of.commune)
    return [
        f"{who.format(villages=villages)} {'; '.join(asked[who])}."
        for who in sorted(asked, key=lambda who: (-waiting[who], who))
    ]


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence and the items of the list below it; there may be no sentence, or no list."""

    lead: str
    items: tuple[str, ...] = ()


def in_the_way(of: Dossier) -> list[Part]:
    """Return section II: what was recorded on visits, and what the office adds."""
    # The public reads the office's words too: nobody is named in them by the machine.
    found, own = difficulties(of), of.words.difficulties
    parts = []
    if found:
        parts.append(Part(_RECORDED, tuple(ended(found))))
    if own:
        parts.append(Part("Khó khăn, vướng mắc khác:" if found else "", tuple(ended(own))))
    return parts or [Part(_nothing_recorded(of))]


def asked_for(of: Dossier) -> Part:
    """Return section III: what follows from the obstacles, and what the office asks for besides."""
    items = (*proposals(of), *ended(of.words.proposals, between="."))
    return Part("", items) if items else Part(_nothing_asked(of))


def _nothing_recorded(of: Dossier) -> str:
    if of.is_public and of.obstacles:
        return f"Mỗi loại vướng mắc được ghi nhận dưới {SMALL} trường hợp."
    return "Trong kỳ, cộng tác viên chưa ghi lý do vướng mắc nào."


def _nothing_asked(of: Dossier) -> str:
    """Say why nothing is asked for; that nobody wants anything is nobody's word."""
    if of.is_public and of.obstacles:
        return f"Không nêu đề xuất về vướng mắc được ghi nhận dưới {SMALL} trường hợp."
    return "Chưa ghi nhận vướng mắc nào cần đề xuất, kiến nghị."
