"""Numbers in Vietnamese sentences: what is a count, a rate, a fraction; and what only looks so.

Dates, numbers of documents, telephone numbers, versions and levels are covered first, so that
"06/QĐ-TTg", "13/02/2025" and "mức 2" are never taken for figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import islice

UPPER = "A-Z" + "".join(c for c in map(chr, range(0xC0, 0x1EFA)) if c.isupper() and c.isalpha())
"""Capital letters for a class of characters: in Unicode they do not lie side by side."""
_MOST = 60
"""Figures of one sentence: who lists more writes a table."""
HIDDEN = "\u2022"
"""What stands in place of a digit that is none of a figure."""
_N = r"(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+(?![\d,]*\s?%)|\d+)"
_RATE = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
UNITS = (
    "lượt hồ sơ|lượt người|thủ tục hành chính|hộ gia đình|hộ kinh doanh|hộ dân|hộ nghèo|hộ cận nghèo"
    "|hộ tiểu thương|người dân|công dân|nhân khẩu|trường hợp|doanh nghiệp|cơ sở kinh doanh|cơ sở"
    "|cửa hàng|điểm kinh doanh|tiểu thương|gian hàng|quầy hàng|thuê bao|điện thoại|hồ sơ|văn bản"
    "|tài khoản|cán bộ|công chức|viên chức|đảng viên|đoàn viên|hội viên|thành viên|học sinh"
    "|lao động|chữ ký số|chữ ký|chứng thư số|xã|phường|thị trấn|thôn|bản|tổ dân phố|khu phố|tổ"
    "|đơn vị|chỉ tiêu|tiêu chí|điểm|địa điểm|mã QR|mã|máy|lượt|buổi|lớp|hội nghị|cuộc|người|hộ"
    "|DN|TTHC|HTX|CBCC|nhà văn hóa|nhà văn hoá|bộ|đồng|phiếu|giao dịch|ứng dụng|chợ|trường|trạm"
)
PEOPLE_UNITS = frozenset({"người", "người dân", "công dân", "nhân khẩu"})
HOME_UNITS = frozenset({"hộ", "hộ dân", "hộ gia đình"})
_UNIT = rf"(?:{UNITS})(?![\w])"
_LAW = r"(?:NĐ|QĐ|QH|NQ|TT|CT|KH|BC|CV|TB|HD|UBND|UBTVQH|STTTT|SKHCN|BCĐ|TTr|GM|GCN|ĐA|TU|HĐND)"

# What only looks like a figure, in the order in which it is covered.
_NOT_FIGURES = re.compile(
    "|".join(
        (
            rf"(?<!\d)\d+(?:\s?/\s?\d{{4}})?\s?/\s?{_LAW}[\w\-/ĐƯ]*(?:\s?-\s?[A-ZĐƯ][\w\-]*)?",
            r"(?:số|Số)\s*:?\s*\d+\s?[-/]\s?(?:\d{4}\s?/\s?)?[A-ZĐƯ]{2,}[\w\-/]*",
            r"(?:Công văn|Kế hoạch|Quyết định|Nghị quyết|Nghị định|Thông tư|Chỉ thị|Luật|Đề án"
            r"|Tờ trình|Báo cáo|Hướng dẫn|Thông báo|văn bản)\s+(?:số\s*:?\s*)?\d+(?:\s?/\s?\d{4})?"
            r"(?:[\w\-/]*)(?!\s?[%\w,.]*\d)",
            r"(?:\d{1,2}\s?[-–]\s?)?\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)\d{2}(?!\d)",
            r"(?:ngày|sáng|chiều|tối|hôm|dịp|lễ|mùng)\s+\d{1,2}\s?[/-]\s?\d{1,2}(?![\d/])",
            r"(?:từ|đến|tới|trước|sau|vào)\s+(?:ngày\s+)?\d{1,2}/\d{1,2}(?![\d/]|\.\d|\s*\w*\s*"
            rf"(?:{_UNIT}))",
            r"(?:từ\s+)?(?:ngày|mùng)\s+\d{1,2}(?:\s?[-–]\s?\d{1,2})?",
            r"(?:tháng|quý|năm|kỳ|học kỳ|giai đoạn|khóa|khoá|nhiệm kỳ|vụ)\s+(?:\d{1,2}\s?[/-]\s?)?"
            r"(?:\d{1,2}\s?(?:,|và|đến|-|–)\s?(?:tháng\s)?)*\d{1,4}(?:\s?[-–/]\s?\d{4})?"
            r"(?![\d.]*\s?[%])",
            r"(?<![\d.,/])(?:0[1-9]|1[0-2]|[1-9])/20\d{2}(?![\d.,])",
            r"(?:\d{1,2}|một|hai|ba|sáu|chín)\s+tháng(?:\s+đầu\s+năm(?:\s+\d{4})?)?",
            r"(?<![\d.])(?:\+84|0)(?:[ .\-]?\d){8,10}(?![\d.,]*\s?%|\d)",
            r"\b(?:1900|1800)(?:[ .]?\d){4,6}",
            r"(?:mức độ|mức|cấp độ|cấp|Mức|lớp|loại|hạng|bước|Bước|phiên bản|đợt|lần|Phụ lục|Bảng"
            r"|biểu|Biểu|mẫu|Điều|khoản|Khoản|mục|Mục|phần|điểm số|trang|Chương|nhóm|khối|chỉ tiêu số)"
            rf"\s+(?:số\s+)?\d{{1,2}}(?:[.,]\d+)*(?![\d.%/])(?!\s?%)(?!,\d)(?!\s+(?:{_UNIT}))",
            r"(?:lớp|Lớp)\s+\d{1,2}\s?/\s?\d{1,2}",
            r"chỉ tiêu\s+(?:số\s+)?\d{1,2}(?=\s*(?::|đạt|là|\(|,|;))",
            r"(?:thôn|bản|tổ dân phố|khu phố|khu|xóm|đội|tổ|ấp|nhà văn hóa thôn|TDP)\s+(?:số\s+)?\d{1,2}"
            rf"(?![\d.%/])(?!\s+(?:{_UNIT}))",
            r"(?:từ\s+|trên\s+|đủ\s+|dưới\s+|>=?|≥|≤)?\s?\d{1,3}(?:\s?[-–]\s?\d{1,3}|\s+đến\s+(?:dưới\s+)?"
            r"\d{1,3})?\s+tuổi(?:\s+trở lên)?",
            r"(?:Đề án|ĐA)\s+\d+|\b[Mm]ô hình\s+[“\"]?\s?\d+|[“\"]\s?\d+\s+(?:KHÔNG|không|Không)"
            r"|(?<!\d)3\s+(?:KHÔNG|Không|không)|công nghệ\s+\d\.\d|\b\d\.0\b",
            # "24/24 giờ", but neither "24/24 người" nor "424/240".
            rf"(?<![\d.,])24/(?:7|24)h?(?![\d.,]*\d)(?!\s+(?:{_UNIT}))|(?<![\d.,/])24h",
            r"(?<!\d)\d+\s?(?:giờ|h|phút)(?:\s?\d{1,2}(?:\s?phút)?)?(?!\w)",
            r"\b(?:v|ver|version|VNeID|Android|iOS|TCVN)\s?\d{1,2}(?:[.:]\d{1,2})*(?![\d.])",
            r"(?<!\d)\d+\.\d+\.\d+(?:\.\d+)*(?![\d%]|\.\d{3})",
            r"(?:số nhà|đường|ngõ|ngách|hẻm|quốc lộ|QL|tỉnh lộ|TL|km|Km|tọa độ|tỷ lệ bản đồ)\s?\.?\d+"
            r"(?:[/.]\d+)*",
            r"(?:\+|khoảng\s+)?(?<!\d)\d[\d.,]*+\s+(?:nghìn |triệu |tỷ )?(?:đồng|triệu|tỷ|nghìn|ha|km2?|m2|GB|MB"
            r"|Mbps|kg|tấn)(?!\w)",
        )
    )
)
_LEADING = re.compile(
    r"^\s*(?:\(?\d{1,2}(?:\.\d{1,2})*[.)](?=\s|[A-ZĐ])|\d{1,2}(?:\.\d{1,2})+\s|[IVX]+[.)/]\s*)"
)
_LISTED = re.compile(r"\(\s?\d{1,2}\s?\)")

_QUALIFIER = r"(?:trên|hơn|gần|khoảng|xấp xỉ|ước|ước đạt|tối thiểu|ít nhất|dưới|>=?|≥|≈)"
TOKEN = re.compile(
    rf"(?P<words>(?<![\d.,/])(?P<wn>{_N})\s*(?P<wu>{_UNIT})?\s*(?:trên tổng số|trong tổng số"
    rf"|/\s?tổng số|trên tổng|/\s?tổng)\s+(?:là\s+)?(?:(?:{UNITS})\s+)?(?P<wd>{_N})(?![\d.]*\d)"
    rf"(?:\s*(?P<wdu>{_UNIT}))?)"
    rf"|(?P<fraction>(?<![\d.,/])(?P<fn>{_N})\s?(?P<fu>{_UNIT})?\s?/\s?(?P<fd>{_N})(?![\d/]|[.,]\d)"
    rf"(?!\s?%)(?:\s?(?P<fdu>{_UNIT}))?)"
    rf"|(?P<rate>(?:(?P<qual>{_QUALIFIER})\s+)?(?<![\d.,/])(?P<value>{_RATE})\s?(?:%|phần trăm)(?!\w))"
    rf"|(?P<count>(?<![\w.,/\-@¢])(?P<n>{_N})(?![\w/]|[.,]\d)(?:\s*(?P<unit>{_UNIT}))?)",
    re.IGNORECASE,
)
_SPACED = re.compile(rf"(?<![\d.,/])(\d{{1,3}})((?:\s\d{{3}}){{1,4}})(?=\s?/|\s+{_UNIT})")
_SPLIT_RATE = re.compile(r"((?:đạt|là|=|:|\(|trên|hơn)\s?)(\d{1,3})\s?,\s(\d{1,2}\s?%)")
_SPLIT_RATE_TOO = re.compile(r"(?<![\d.,/])(\d{1,3})\s,\s?(\d{1,2}\s?%)")
_SPLIT_COUNT = re.compile(rf"(?<![\d.,/])(\d{{1,3}})(?:\s\.\s?|\.\s)(\d{{3}})(?=\s+{_UNIT})")


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage as printed: its value, how many decimals, and words such as "trên"."""

    value: Fraction
    places: int
    qualifier: str = ""

    def allows(self, ratio: Fraction) -> bool:
        """Say whether the printed rate can stand for `ratio` (not yet times 100)."""
        exact, half = ratio * 100, Fraction(1, 2 * 10**self.places)
        match self.qualifier:
            case "":
                return abs(exact - self.value) <= half
            case "trên" | "hơn" | "tối thiểu" | "ít nhất" | ">" | ">=" | "≥":
                return self.value - half <= exact < self.value + 10
            case "gần" | "dưới":
                return self.value - 10 < exact <= self.value + half
            case _:
                return abs(exact - self.value) <= 1 + half


@dataclass(frozen=True, slots=True)
class Token:
    """One figure in a sentence and where it stands."""

    start: int
    end: int
    quote: str
    count: int | None = None
    of: int | None = None
    rate: Rate | None = None
    unit: str = ""


def integer(text: str) -> int:
    return int(re.sub(r"[., ]", "", text))


def rate_of(text: str, qualifier: str = "") -> Rate:
    """Read "45,75", "75.24" or "1.250,5"; a dot before three digits is a thousands mark."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    whole, _, rest = text.replace(",", ".").partition(".")
    rest = rest.replace(".", "")
    places = len(rest)
    return Rate(Fraction(int((whole or "0") + rest), 10**places), places, qualifier.lower())


def mend_spaces(text: str) -> str:
    """Close the gaps that a scan leaves inside numbers: "3 512 người", "45 ,75 %"."""
    text = _SPACED.sub(lambda m: m[1] + re.sub(r"\s", ".", m[2]), text)
    text = _SPLIT_RATE.sub(r"\1\2,\3", text)
    text = _SPLIT_RATE_TOO.sub(r"\1,\2", text)
    return _SPLIT_COUNT.sub(r"\1.\2", text)


@lru_cache(maxsize=4096)
def covered(text: str) -> str:
    """Return `text` with everything that only looks like a figure covered, at the same places."""

    def cover(found: re.Match[str]) -> str:
        return re.sub(r"\d", HIDDEN, found[0])

    bare = _LEADING.sub(cover, text, count=1)
    bare = _LISTED.sub(cover, bare)
    return _NOT_FIGURES.sub(cover, bare)


@lru_cache(maxsize=4096)
def figures(text: str) -> tuple[Token, ...]:
    """Return the figures of a sentence, in order."""
    return tuple(map(_token, islice(TOKEN.finditer(covered(text)), _MOST)))


def _token(found: re.Match[str]) -> Token:
    start, end = found.span()
    part = found.groupdict()
    quote = found[0].strip()
    if found["words"]:
        unit = part["wu"] or part["wdu"] or ""
        return Token(start, end, quote, integer(part["wn"]), integer(part["wd"]), unit=unit.lower())
    if found["fraction"]:
        unit = part["fdu"] or part["fu"] or ""
        return Token(start, end, quote, integer(part["fn"]), integer(part["fd"]), unit=unit.lower())
    if found["rate"]:
        return Token(start, end, quote, rate=rate_of(part["value"], part["qual"] or ""))
    return Token(start, end, quote, integer(part["n"]), unit=(part["unit"] or "").lower())
