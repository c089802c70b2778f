"""THE table: sixteen indicators ("chỉ tiêu") of the "3 KHÔNG" model, as data.

Names are verbatim from document 000; denominators of 6 to 10, 12, 14 and 15 from document 003, the
others are our proposals (domain/indicators.yaml marks each). Targets and responsible bodies differ
by commune and year, so they live in `plan`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from shared.conditions import EVERYONE, AnyOf, AtLeast, Condition, Is
from shared.questions import HAS_ACCOUNT, YES, About

EDITION = "2025.1"
"""Version of this table and of the questionnaire; a published report names it."""


@dataclass(frozen=True, slots=True)
class Ages:
    """The two ages in the denominators: settings of the plan, printed as footnotes.

    18: "độ tuổi trưởng thành" (document 003 gives no number; Bộ luật Dân sự 2015, Điều 20). 15:
    "từ 15 tuổi trở lên" (document 003), although the indicator's name says "trên 15 tuổi".
    """

    adult: int = 18
    account: int = 15


DEFAULT_AGES = Ages()


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the table.

    `of` says who is in the denominator, per kind of subject, and `who` who is in the numerator;
    both are empty when only the office can know. `source` says whose number is published: visits,
    the office's declared figure, or both added (visits, plus the enterprises the office declares).
    """

    code: str
    number: int
    name: str
    short: str
    unit: str
    numerator: str
    denominator: str
    source: Literal["visits", "declared", "both"]
    of: Mapping[About, Condition] = field(default_factory=dict)
    who: Condition | None = None

    @property
    def group(self) -> str:
        """Return the heading of the plan's annex under which the row stands."""
        return GROUPS[0] if self.number <= 5 else GROUPS[1]


GROUPS = ("I. Đối với chính quyền", "II. Đối với người dân, tổ chức, doanh nghiệp")


@lru_cache(maxsize=8)
def indicators(ages: Ages = DEFAULT_AGES) -> tuple[Indicator, ...]:
    """Return the sixteen rows with these ages."""
    adult, holder = AtLeast("age", ages.adult), AtLeast("age", ages.account)
    # fmt: off
    return (
        Indicator(
            "CT01",
            1,
            "Lãnh đạo, cán bộ, công chức trên địa bàn cấp xã chỉ đạo, điều hành, xử lý công việc hoàn toàn trên môi trường điện tử",
            short="CBCC xử lý công việc hoàn toàn trên môi trường điện tử",
            unit="người",
            numerator="số lãnh đạo, cán bộ, công chức xã làm việc hoàn toàn trên môi trường điện tử trong kỳ",
            denominator="tổng số lãnh đạo, cán bộ, công chức cấp xã",
            source="declared",
        ),
        Indicator(
            "CT02",
            2,
            "Lãnh đạo, cán bộ, công chức được cấp chứng thư số",
            short="CBCC được cấp chứng thư số",
            unit="người",
            numerator="số người có chứng thư số còn hiệu lực ngày chốt",
            denominator="tổng số lãnh đạo, cán bộ, công chức cấp xã",
            source="declared",
        ),
        Indicator(
            "CT03",
            3,
            "Văn bản, hồ sơ công việc được tạo lập, xử lý, ký số trên môi trường điện tử (trừ văn bản mật theo quy định)",
            short="Văn bản, hồ sơ ký số điện tử (trừ văn bản mật)",
            unit="văn bản",
            numerator="số văn bản, hồ sơ công việc được tạo lập, xử lý và ký số điện tử trong kỳ",
            denominator="tổng số văn bản, hồ sơ công việc trong kỳ trừ văn bản mật",
            source="declared",
        ),
        Indicator(
            "CT04",
            4,
            "Cán bộ, công chức có hộp thư điện tử công vụ của các cơ quan Nhà nước",
            short="CBCC có thư điện tử công vụ",
            unit="người",
            numerator="số cán bộ, công chức có hộp thư công vụ đang hoạt động",
            denominator="tổng số cán bộ, công chức cấp xã",
            source="declared",
        ),
        Indicator(
            "CT05",
            5,
            "Tỷ lệ tiếp nhận, giải quyết hồ sơ trực tuyến",
            short="Hồ sơ tiếp nhận, giải quyết trực tuyến",
            unit="hồ sơ",
            numerator="số hồ sơ TTHC tiếp nhận và giải quyết trực tuyến trong kỳ",
            denominator="tổng số hồ sơ TTHC tiếp nhận, giải quyết trong kỳ (thuộc phạm vi DVC trực tuyến)",
            source="declared",
        ),
        Indicator(
            "CT06",
            6,
            "Tỷ lệ người dân có điện thoại thông minh",
            short="Người dân có điện thoại thông minh",
            unit="người",
            numerator="số người trong độ tuổi trưởng thành có điện thoại thông minh",
            denominator="tổng số dân trong độ tuổi trưởng thành",
            source="visits",
            of={"member": adult},
            who=Is("smartphone", YES),
        ),
        Indicator(
            "CT07",
            7,
            "Tỷ lệ người dân trên 15 tuổi có tài khoản giao dịch thanh toán tại ngân hàng hoặc tổ chức được phép khác",
            short="Người ≥15 tuổi có tài khoản thanh toán",
            unit="người",
            numerator="số người từ 15 tuổi trở lên có ít nhất một tài khoản (ngân hàng, ví điện tử hoặc Mobile Money)",
            denominator="tổng số dân từ 15 tuổi trở lên",
            source="visits",
            of={"member": holder},
            who=HAS_ACCOUNT,
        ),
        Indicator(
            "CT08",
            8,
            "Tỷ lệ người dân được cấp tài khoản định danh điện tử",
            short="Người dân có tài khoản định danh điện tử (VNeID)",
            unit="người",
            numerator="số người được cấp tài khoản định danh (mức 1 hoặc mức 2)",
            denominator="tổng số dân",
            source="visits",
            of={"member": EVERYONE},
            who=AnyOf(Is("vneid", "1"), Is("vneid", "2")),
        ),
        Indicator(
            "CT09",
            9,
            "Tỷ lệ người dân có chữ ký điện tử cá nhân",
            short="Người dân có chữ ký điện tử cá nhân",
            unit="người",
            numerator="số người trong độ tuổi trưởng thành có chữ ký điện tử/chữ ký số cá nhân còn hiệu lực",
            denominator="tổng số dân trong độ tuổi trưởng thành",
            source="visits",
            of={"member": adult},
            who=Is("esign", YES),
        ),
        Indicator(
            "CT10",
            10,
            "Tỷ lệ người dân/doanh nghiệp được thông tin, tuyên truyền, tập huấn, đào tạo kỹ năng số cơ bản, được hướng dẫn sử dụng dịch vụ công trực tuyến",
            short="Người dân/DN được tuyên truyền, tập huấn kỹ năng số",
            unit="người, doanh nghiệp",
            numerator="số người dân và số doanh nghiệp đã được tập huấn/hướng dẫn ít nhất một lần trong kỳ tính",
            denominator="tổng số dân + tổng số doanh nghiệp",
            source="both",
            of={"member": EVERYONE, "business": EVERYONE},
            who=Is("trained", YES),
        ),
        Indicator(
            "CT11",
            11,
            "Tỷ lệ người dân/doanh nghiệp sử dụng nền tảng số trao đổi thông tin với các cơ quan chính quyền",
            short="Người dân/DN dùng nền tảng số trao đổi với chính quyền",
            unit="người, doanh nghiệp",
            numerator="số người dân và doanh nghiệp có sử dụng App chung của tỉnh / cổng / nhóm số để gửi, nhận, phản ánh trong kỳ",
            denominator="tổng số dân trong độ tuổi trưởng thành + tổng số doanh nghiệp",
            source="both",
            of={"member": adult, "business": EVERYONE},
            who=Is("platform_used", YES),
        ),
        Indicator(
            "CT12",
            12,
            "Tỷ lệ doanh nghiệp sử dụng dịch vụ công trực tuyến được định danh và xác thực điện tử thông suốt",
            short="DN dùng DVC trực tuyến được định danh, xác thực",
            unit="doanh nghiệp",
            numerator="số doanh nghiệp sử dụng DVC trực tuyến bằng định danh điện tử",
            denominator="tổng số doanh nghiệp",
            source="declared",
            of={"business": Is("form", "enterprise")},
            who=Is("dvc_used", YES),
        ),
        Indicator(
            "CT13",
            13,
            "Tỷ lệ thuê bao điện thoại thông minh có sử dụng phần mềm an toàn thông tin mạng cơ bản",
            short="Thuê bao smartphone có phần mềm an toàn thông tin",
            unit="thuê bao",
            numerator="số thuê bao điện thoại thông minh đã cài và dùng phần mềm an toàn thông tin mạng cơ bản (ví dụ c-m safe)",
            denominator="tổng số thuê bao điện thoại thông minh",
            source="visits",
            of={"member": Is("smartphone", YES)},
            who=Is("safety_app", YES),
        ),
        Indicator(
            "CT14",
            14,
            "Tỷ lệ người dân sử dụng dịch vụ công trực tuyến được định danh và xác thực điện tử thông suốt",
            short="Người dân dùng DVC trực tuyến được định danh, xác thực",
            unit="người",
            numerator="số người trong độ tuổi trưởng thành đã dùng DVC trực tuyến, đăng nhập bằng định danh điện tử",
            denominator="tổng số dân trong độ tuổi trưởng thành",
            source="visits",
            of={"member": adult},
            who=Is("dvc_used", YES),
        ),
        Indicator(
            "CT15",
            15,
            "Tỷ lệ hộ gia đình thanh toán tiền điện bằng phương thức thanh toán không dùng tiền mặt",
            short="Hộ trả tiền điện không dùng tiền mặt",
            unit="hộ",
            numerator="số hộ gia đình thanh toán tiền điện không dùng tiền mặt trong kỳ",
            denominator="tổng số hộ gia đình",
            source="visits",
            of={"household": EVERYONE},
            who=Is("electricity_cashless", YES),
        ),
        Indicator(
            "CT16",
            16,
            "Có điểm phát Wifi công cộng tại các địa điểm quan trọng trong xã như UBND xã, nhà văn hóa, các điểm du lịch",
            short="Điểm phát Wifi công cộng",
            unit="điểm",
            numerator="số địa điểm quan trọng có điểm phát Wifi công cộng hoạt động",
            denominator="tổng số địa điểm quan trọng trong danh mục của xã (UBND xã, nhà văn hóa xã/thôn, điểm du lịch)",
            source="declared",
        ),
    )
    # fmt: on


INDICATORS = indicators()
BY_CODE = {indicator.code: indicator for indicator in INDICATORS}
