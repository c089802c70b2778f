"""The questionnaire as data ("phiếu thu thập thông tin"), and the twelve work items it serves.

A question is one thing asked of one subject for one period. Its `span` says for how long an answer
stands: `standing` until somebody says otherwise, `in_quarter` for the quarter of the visit only.
Wordings are ours; work items and preconditions follow document 000, section II.2
(domain/services.yaml).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shared.conditions import EVERYONE, All, AnyOf, Condition, Is
from shared.problems import Code, Problem

About = Literal["member", "household", "business"]
Span = Literal["standing", "in_quarter"]
Role = Literal["step", "precondition", "detail"]
"""A step is what volunteers help with, a precondition is asked of everybody before it, a detail
only when it matters; a household is asked out without details."""

YES, NO = "yes", "no"
INSIDE = "inside"
"""Consent to all that is read out but being named to anybody outside of the commune."""
YES_NO = ((YES, "Có"), (NO, "Chưa"))
IS_OR_NOT = ((YES, "Có"), (NO, "Không"))
"""Of what a thing is, and nobody does."""


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the questionnaire: `choices` pairs each answer with its Vietnamese word."""

    key: str
    label: str
    wording: str
    about: tuple[About, ...] = ("member",)
    span: Span = "standing"
    choices: tuple[tuple[str, str], ...] = YES_NO
    requires: Condition = EVERYONE
    likely_obstacles: tuple[str, ...] = ()
    role: Role = "step"

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(value for value, _ in self.choices)

    def word(self, value: str) -> str:
        return dict(self.choices).get(value, "Chưa hỏi")

    def done(self, value: str | None) -> bool:
        """Say whether `value` means that the step is done (everything but no and none)."""
        return value is not None and value not in (NO, "none")


_CCCD = Is("id_document", YES)
_PHONE = Is("smartphone", YES)
_SIM = Is("own_sim", YES)
_BHXH = Is("bhxh_card", YES)
# A phone on which today's apps can be installed; which versions those need changes too often to
# be written here (domain/services.yaml).
_FIT_PHONE = (_PHONE, Is("phone_version", YES), Is("phone_space", YES))
# Persons are counted, not accounts, whatever their number (document 004 counts accounts).
HAS_ACCOUNT = AnyOf(Is("bank_account", YES), Is("ewallet", YES), Is("mobile_money", YES))

QUESTIONS: tuple[Question, ...] = (
    Question(
        "id_document",
        "Căn cước",
        "Có thẻ căn cước (CCCD gắn chip) còn hiệu lực không?",
        likely_obstacles=("NO_CCCD", "CMND_ONLY", "UNDER_AGE"),
        role="precondition",
    ),
    Question(
        "smartphone",
        "Điện thoại thông minh",
        "Có điện thoại thông minh dùng riêng không?",
        likely_obstacles=("NO_SMARTPHONE", "OLD_OS", "SHARED_PHONE", "POOR_HOUSEHOLD"),
        role="precondition",
    ),
    Question(
        "phone_version",
        "Máy đủ đời",
        "Điện thoại có đủ đời để cài các ứng dụng hiện nay không?",
        choices=IS_OR_NOT,
        requires=_PHONE,
        likely_obstacles=("OLD_OS", "ROOTED", "NO_FINGERPRINT", "NO_NFC"),
        role="detail",
    ),
    Question(
        "phone_space",
        "Máy còn dung lượng",
        "Điện thoại còn đủ dung lượng để cài thêm ứng dụng không?",
        choices=IS_OR_NOT,
        requires=_PHONE,
        likely_obstacles=("LOW_STORAGE",),
        role="detail",
    ),
    Question(
        "own_sim",
        "SIM chính chủ",
        "Số điện thoại đang dùng có phải SIM chính chủ không?",
        likely_obstacles=("SIM_NOT_OWN", "SIM_OLD_ID", "SHARED_PHONE"),
        role="precondition",
    ),
    Question(
        "bhxh_card",
        "Thẻ BHXH",
        "Có thẻ hoặc mã số bảo hiểm xã hội (bảo hiểm y tế) không?",
        likely_obstacles=("NO_BHXH",),
        role="detail",
    ),
    Question(
        "carrier",
        "Nhà mạng",
        "Đang dùng SIM của nhà mạng nào?",
        choices=(
            ("viettel", "Viettel"),
            ("vinaphone", "VinaPhone"),
            ("mobifone", "MobiFone"),
            ("vietnamobile", "Vietnamobile"),
            ("other", "Mạng khác"),
        ),
        role="detail",
    ),
    Question(
        "consent",
        "Đồng ý cung cấp thông tin",
        "Ông/bà có đồng ý để tổ ghi lại kết quả hỗ trợ này cho xã không?",
        ("member", "household"),
        choices=((YES, "Đồng ý"), (INSIDE, "Đồng ý, không gửi ra ngoài"), (NO, "Không đồng ý")),
        role="detail",
    ),
    Question(
        "vneid",
        "Định danh VNeID",
        "Đã được cấp tài khoản định danh điện tử VNeID mức mấy?",
        choices=(("2", "Mức 2"), ("1", "Mức 1"), ("none", "Chưa có")),
        requires=All(_CCCD, *_FIT_PHONE),
        likely_obstacles=("NO_CCCD", "FACE_FAIL", "OTP_SLOW", "OTP_OLD_DEVICE", "DATA_MISMATCH"),
    ),
    Question(
        "vneid_active",
        "Kích hoạt VNeID",
        "Tài khoản VNeID đã kích hoạt trên điện thoại chưa?",
        requires=All(_CCCD, *_FIT_PHONE),
        likely_obstacles=(
            "OTP_SLOW",
            "OTP_OLD_DEVICE",
            "FACE_FAIL",
            "FORGOT_PASSWORD",
            "LOW_STORAGE",
        ),
    ),
    Question(
        "portal_account",
        "Tài khoản dịch vụ công",
        "Đã có tài khoản trên Cổng dịch vụ công chưa?",
        requires=All(_CCCD, _SIM, _BHXH),
        likely_obstacles=("NO_BHXH", "SIM_NOT_OWN", "OTP_SLOW", "PORTAL_ERROR"),
    ),
    Question(
        "province_app",
        "App ThanhhoaS",
        "Đã cài và tạo tài khoản app dùng chung của tỉnh chưa?",
        requires=All(*_FIT_PHONE),
        likely_obstacles=("APP_FATIGUE", "LOW_STORAGE", "OLD_OS", "OTP_SLOW"),
    ),
    Question(
        "esign",
        "Chữ ký số",
        "Đã có chữ ký điện tử cá nhân còn hiệu lực chưa?",
        requires=All(_CCCD, _SIM),
        likely_obstacles=("FACE_FAIL", "OTP_SLOW", "SIM_NOT_OWN", "NO_FINGERPRINT", "LIST_PENDING"),
    ),
    Question(
        "bank_account",
        "Tài khoản ngân hàng",
        "Có tài khoản ngân hàng không?",
        requires=All(_CCCD, _SIM),
        likely_obstacles=("BANK_FAR", "UNDER_AGE", "FEAR_SCAM", "SIM_NOT_OWN"),
    ),
    Question(
        "ewallet",
        "Ví điện tử",
        "Có ví điện tử không?",
        requires=All(_CCCD, _SIM),
        likely_obstacles=("FEAR_SCAM", "APP_FATIGUE", "SIM_NOT_OWN"),
    ),
    Question(
        "mobile_money",
        "Mobile Money",
        "Có tài khoản Mobile Money không?",
        requires=All(_CCCD, _SIM),
        likely_obstacles=("SIM_NOT_OWN", "FEAR_SCAM"),
    ),
    Question(
        "payment_app",
        "App thanh toán",
        "App ngân hàng hoặc ví đã kích hoạt trên điện thoại chưa?",
        requires=All(*_FIT_PHONE, HAS_ACCOUNT),
        likely_obstacles=("FACE_FAIL", "OTP_SLOW", "LOW_STORAGE", "FEAR_SCAM"),
    ),
    Question(
        "safety_app",
        "App an toàn",
        "Điện thoại đã cài ứng dụng bảo vệ (c-m safe) chưa?",
        requires=All(*_FIT_PHONE),
        likely_obstacles=("LOW_STORAGE", "OLD_OS", "APP_FATIGUE"),
    ),
    Question(
        "dvc_used",
        "Dùng dịch vụ công",
        "Trong quý đã tự làm dịch vụ công trực tuyến bằng VNeID chưa?",
        ("member", "business"),
        "in_quarter",
        likely_obstacles=("NO_SKILL", "PORTAL_ERROR", "PREFERS_COUNTER", "OTP_SLOW"),
    ),
    Question(
        "platform_used",
        "Trao đổi với chính quyền",
        "Trong quý đã gửi, nhận, phản ánh với chính quyền qua nền tảng số chưa?",
        ("member", "business"),
        "in_quarter",
        likely_obstacles=("NO_SKILL", "APP_FATIGUE", "NO_SIGNAL"),
    ),
    Question(
        "trained",
        "Được tập huấn",
        "Trong quý đã được tuyên truyền, tập huấn, hướng dẫn chưa?",
        ("member", "business"),
        "in_quarter",
        likely_obstacles=("ABSENT", "WORKS_AWAY", "NO_TIME", "REFUSED"),
    ),
    Question(
        "electricity_cashless",
        "Tiền điện không tiền mặt",
        "Hộ có trả tiền điện bằng hình thức không dùng tiền mặt không?",
        ("household",),
        likely_obstacles=("FEAR_SCAM", "NO_SKILL", "NO_BANK_ACCOUNT"),
    ),
    Question(
        "qr_payment",
        "Mã QR thanh toán",
        "Cửa hàng đã treo mã QR để khách trả tiền chưa?",
        ("business",),
        likely_obstacles=("NO_BANK_ACCOUNT", "REFUSED_TAX_FEAR", "FEAR_SCAM", "NO_SIGNAL"),
    ),
)

BY_KEY = {question.key: question for question in QUESTIONS}


def question(key: str) -> Question:
    """Return the question `key`, or refuse."""
    if (found := BY_KEY.get(key)) is None:
        raise Problem(Code.UNKNOWN_QUESTION, question=key[:40])
    return found


def asked_of(about: About, *roles: Role) -> tuple[Question, ...]:
    """Return the questions for one kind of subject, of all roles or of those given."""
    return tuple(
        question
        for question in QUESTIONS
        if about in question.about and (not roles or question.role in roles)
    )


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An item of the plan's work (2.1 to 2.12) and what counts it.

    `questions` are counted from visits; `figure` is a code that the office declares.
    """

    code: str
    title: str
    unit: str
    questions: tuple[str, ...] = ()
    figure: str | None = None

    @property
    def stands(self) -> bool:
        """Say whether its count is of who has it, since whenever, not of what a quarter did."""
        return any(BY_KEY[key].span == "standing" for key in self.questions)


WORK_ITEMS: tuple[WorkItem, ...] = (
    WorkItem(
        "2.1",
        "Lựa chọn dịch vụ công trực tuyến toàn trình (tối thiểu 02)",
        "dịch vụ",
        figure="VS2.1",
    ),
    WorkItem(
        "2.2",
        "Liên thông dữ liệu dân cư, chuyên ngành với Cổng dịch vụ công",
        "hệ thống",
        figure="VS2.2",
    ),
    WorkItem("2.3", "Khai báo, kích hoạt tài khoản định danh VNeID", "người", ("vneid_active",)),
    WorkItem("2.4", "Tạo tài khoản Cổng dịch vụ công", "người", ("portal_account",)),
    WorkItem("2.5", "Cài App dùng chung của tỉnh (ThanhhoaS)", "người", ("province_app",)),
    WorkItem("2.6", "Cấp chữ ký điện tử cá nhân miễn phí", "người", ("esign",)),
    WorkItem("2.7", "Tạo tài khoản, kích hoạt ứng dụng thanh toán", "người", ("payment_app",)),
    WorkItem("2.8", "Tạo mã QR thanh toán tại chợ, cửa hàng", "điểm", ("qr_payment",)),
    WorkItem(
        "2.9", "Cài ứng dụng bảo vệ trên môi trường mạng (c-m safe)", "người", ("safety_app",)
    ),
    WorkItem("2.10", "Tập huấn, hướng dẫn người dân", "người", ("trained",)),
    WorkItem(
        "2.11",
        "Người dân trực tiếp dùng dịch vụ công, thanh toán trực tuyến",
        "người",
        ("dvc_used",),
    ),
    WorkItem("2.12", "Tuyên truyền về mô hình", "lượt", figure="VS2.12"),
)
