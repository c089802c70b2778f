"""What is being measured: the sixteen indicators and the counters beside them, known by their words.

Documents never write an indicator's name twice alike, so each has a pattern over folded text (no
diacritics), which also survives the loss of some of them in a scan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from shared.checks.folded import fold
from shared.indicators import BY_CODE


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that documents count: its key, its name in sentences, and in what it is counted.

    `whole` names the group that the numerator is a part of; `units` are the words that may stand
    behind the number, `wrong` those that may not.
    """

    key: str
    name: str
    pattern: str
    whole: str = ""
    units: str = ""
    wrong: str = ""

    @property
    def number(self) -> int | None:
        """Return the number in the table of sixteen, if it is one of them."""
        known = BY_CODE.get(self.key)
        return known.number if known else None

    @property
    def label(self) -> str:
        return f"chỉ tiêu {self.number}" if self.number else self.name


_PEOPLE = r"nguoi|nguoi dan|cong dan|nhan khau|thanh vien"
_HOMES = r"ho|ho gia dinh|ho dan"
# "đã dùng", "trực tiếp sử dụng", "đã tự dùng": what comes between who uses and what is used.
_USING = r"(?:(?:da|co|dang|truc tiep|tu|chu dong|thuong xuyen|tham gia) )*(?:su )?dung"

# The order is the order of trust: a later pattern is not looked for where an earlier one matched.
MEASURES = (
    Measure(
        "qr",
        "mã QR thanh toán tại chợ, cửa hàng",
        r"tao (?:lap )?ma qr[^;.]{0,120}|ma qr ?-?code[^;.]{0,60}?thanh toan(?: khong dung tien mat)?"
        r"|(?:co|dat|trang bi|cap|gan|su dung|phu) ma qr(?: ?-?code)?(?: thanh toan)?"
        r"|ma qr thanh toan(?: khong dung tien mat)?|ma qr ?-?code",
        units="điểm, cửa hàng",
        wrong=_PEOPLE,
    ),
    Measure(
        "CT01",
        "cán bộ, công chức xử lý công việc hoàn toàn trên môi trường điện tử",
        r"xu ly cong viec (?:hoan toan )?tren moi truong (?:dien tu|mang|so)"
        r"|lam viec hoan toan tren moi truong dien tu",
        "officials",
        "người",
        _HOMES,
    ),
    Measure(
        "CT02",
        "cán bộ, công chức được cấp chứng thư số",
        r"chung thu(?: chu ky)? so",
        "officials",
        "người",
        _HOMES,
    ),
    Measure(
        "CT03",
        "văn bản, hồ sơ được ký số",
        r"van ban,? ?ho so cong viec[^;:.]{0,80}|van ban[^;:.%]{0,40}ky so",
        "documents",
        "văn bản",
        rf"{_PEOPLE}|{_HOMES}",
    ),
    Measure(
        "CT04",
        "cán bộ, công chức có thư điện tử công vụ",
        r"(?:hop thu|thu) (?:dien tu )?cong vu|hop thu dien tu|email cong vu",
        "officials",
        "người",
        _HOMES,
    ),
    Measure(
        "civil_online",
        "hồ sơ hộ tịch trực tuyến",
        r"ho so truc tuyen ho tich|ho so ho tich truc tuyen|trich luc[^;:.%]{0,30}",
    ),
    Measure(
        "CT05",
        "hồ sơ tiếp nhận, giải quyết trực tuyến",
        r"(?:tiep nhan|giai quyet|nop|xu ly)[^;:.%]{0,30}ho so[^;:.%]{0,40}truc tuyen"
        r"|ho so (?:duoc )?(?:tiep nhan|nop|giai quyet)?[^;:.%]{0,20}truc tuyen(?: toan trinh)?",
        "dossiers",
        "hồ sơ",
        rf"{_PEOPLE}|{_HOMES}",
    ),
    Measure(
        "CT12",
        "doanh nghiệp dùng dịch vụ công có định danh",
        rf"(?:doanh nghiep|dn) {_USING} (?:cac )?(?:dich vu cong|dvc)(?: truc tuyen)?"
        r"(?: duoc dinh danh(?: va xac thuc)?(?: dien tu)?(?: thong suot)?)?",
        "enterprises",
        "doanh nghiệp",
        rf"{_PEOPLE}|{_HOMES}",
    ),
    Measure(
        "CT10",
        "người dân, doanh nghiệp được tuyên truyền, tập huấn",
        r"(?:thong tin, )?tuyen truyen, (?:pho bien, )?tap huan[^;:.%]{0,140}?"
        r"(?:dich vu cong(?: truc tuyen)?|ky nang so(?: co ban)?)"
        r"|(?:dao tao|tap huan|boi duong|huong dan)[^;:.%]{0,20} ky nang so(?: co ban)?"
        r"|duoc (?:thong tin, )?tuyen truyen, (?:tap huan|huong dan)",
        "people+enterprises",
        "người, doanh nghiệp",
        _HOMES,
    ),
    Measure(
        "CT14",
        "người dân dùng dịch vụ công có định danh",
        rf"(?:nguoi dan|cong dan|nguoi) {_USING} (?:cac )?(?:dich vu cong|dvc)(?: truc tuyen)?"
        r"(?: duoc dinh danh(?: va xac thuc)?(?: dien tu)?(?: thong suot)?)?",
        "adults",
        "người",
        _HOMES,
    ),
    Measure(
        "portal",
        "tài khoản cổng dịch vụ công",
        r"tai khoan[^;:.%]{0,50}(?:dich vu cong|\bdvc)[^;:.%]{0,50}",
        "adults",
        "người",
    ),
    Measure(
        "CT13",
        "thuê bao điện thoại thông minh có phần mềm an toàn",
        r"thue bao (?:dien thoai thong minh|smartphone)|phan mem (?:bao dam )?an toan(?: thong tin)?[^;:.%]{0,20}"
        r"|ung dung bao ve(?: nguoi dan)?(?: tren moi truong mang)?|c-?m safe",
        "subscribers",
        "thuê bao",
        _HOMES,
    ),
    Measure(
        "province_app",
        "ứng dụng dùng chung của tỉnh",
        r"thanhhoa-?s\b|(?:app|ung dung)(?: \(app\))? (?:dung )?chung(?: cua tinh)?",
        "adults",
        "người",
    ),
    Measure(
        "CT11",
        "người dân, doanh nghiệp dùng nền tảng số trao đổi với chính quyền",
        r"nen tang so(?: de)? (?:trao doi|giao tiep|lien he|tuong tac)|su dung (?:cac )?nen tang so",
        "adults+enterprises",
        "người, doanh nghiệp",
        _HOMES,
    ),
    Measure(
        "vneid_guided",
        "người được hướng dẫn định danh điện tử",
        r"(?:huong dan|ho tro)[^;:.%\d]{0,45}(?:dinh danh(?: dien tu)?|vneid)",
    ),
    Measure(
        "vneid_active",
        "tài khoản định danh đã kích hoạt",
        r"kich hoat(?: (?:thanh cong|duoc))?[^;:.%]{0,40}?(?:dinh danh(?: dien tu)?|vneid)"
        r"|(?:dinh danh dien tu|vneid)[^;:.%\d]{0,30}kich hoat",
        "people",
        "người",
        _HOMES,
    ),
    Measure(
        "CT08",
        "người dân được cấp tài khoản định danh điện tử",
        r"(?:tai khoan )?dinh danh (?:va xac thuc )?dien tu(?: vneid)?|tai khoan (?:dinh danh|vneid)|vneid",
        "people",
        "người",
        _HOMES,
    ),
    Measure(
        "CT09",
        "người dân có chữ ký điện tử cá nhân",
        r"chu ky (?:dien tu|so)(?: ca nhan)?|ky so ca nhan|\bcks\b(?: ca nhan)?|smart-?ca",
        "adults",
        "người",
        _HOMES,
    ),
    Measure(
        "pay_created",
        "tài khoản thanh toán điện tử được tạo",
        r"tao (?:lap )?(?:duoc )?tai khoan thanh toan(?: dien tu)?",
    ),
    Measure(
        "CT07",
        "người từ 15 tuổi có tài khoản thanh toán",
        r"(?:nguoi (?:dan )?(?:tren|tu) \S+ tuoi[^;:.%]{0,20})?tai khoan (?:giao dich|thanh toan|ngan hang)"
        r"(?: thanh toan)?(?: tai (?:cac )?ngan hang)?",
        "over15",
        "người",
        _HOMES,
    ),
    Measure(
        "CT15",
        "hộ trả tiền điện không dùng tiền mặt",
        r"(?<!diem thanh toan )(?<!diem thu )tien dien"
        r"(?:[^;:.%]{0,60}khong dung tien mat|[^;:.%]{0,40}truc tuyen)?",
        "households",
        "hộ",
        _PEOPLE,
    ),
    Measure(
        "CT06",
        "người dân có điện thoại thông minh",
        r"(?:co|su dung|so huu|dung) (?:dien thoai thong minh|smartphone|dien thoai \(?smartphone)",
        "adults",
        "người",
        _HOMES,
    ),
    Measure("CT16", "điểm có Wifi công cộng", r"wi-?fi", "places", "điểm", rf"{_PEOPLE}|{_HOMES}"),
    Measure(
        "cashless",
        "thanh toán không dùng tiền mặt",
        r"(?:thanh toan|viec) (?:khong dung tien mat|truc tuyen)|thanh toan khong tien mat",
    ),
    Measure("linked", "liên thông dữ liệu", r"lien thong du lieu"),
    Measure("id_card", "căn cước công dân được cấp", r"can cuoc(?: cong dan)?|\bcccd\b"),
    Measure("health", "sổ sức khỏe điện tử", r"(?:so|ho so) suc khoe dien tu"),
    Measure("insured", "người tham gia bảo hiểm y tế", r"bao hiem y te|\bbhyt\b"),
)
BY_KEY = {measure.key: measure for measure in MEASURES}
_PATTERNS = tuple((measure, re.compile(measure.pattern)) for measure in MEASURES)
_EXPLAINS = re.compile(
    r"\([^()]*(?:tru |khong (?:bao gom|tinh)|theo quy dinh)[^()]*\)"
    r"|dieu kien[^;.]*|de (?:nguoi dan|truy cap|phuc vu|nop|thanh toan)[^;.]*"
    r"|phuc vu[^;.]*|(?:tren|qua|bang|thong qua) (?:ung dung |tai khoan )?vneid\b"
    r"|dang nhap bang[^;,.]*"
)


# "chỉ tiêu 6: 74%" and "CT06" name an indicator by its number.
_BY_NUMBER = re.compile(r"(?:\bchi tieu (?:so )?|\bct ?)(\d{1,2})(?=\s*(?:[:(=,-]|dat|la|$))")


@lru_cache(maxsize=8192)
def found_in(words: str) -> tuple[Measure, ...]:
    """Return the measures that `words` name, in their order, each once."""
    text = _EXPLAINS.sub(lambda m: "#" * len(m[0]), fold(words))
    hits = [
        (found.start(), BY_KEY[code])
        for found in _BY_NUMBER.finditer(text)
        if (code := f"CT{int(found[1]):02d}") in BY_KEY
    ]
    if hits:
        return (hits[-1][1],)
    for measure, pattern in _PATTERNS:
        spans = [found.span() for found in pattern.finditer(text)]
        if spans:
            hits.append((spans[0][0], measure))
        for start, end in spans:
            text = text[:start] + "#" * (end - start) + text[end:]
    return tuple(measure for _, measure in sorted(hits, key=lambda hit: hit[0]))
