"""Everything that can be refused: one code, one HTTP status, one Vietnamese sentence each.

A sentence says what happened and what to do; wherever work could seem lost it says that it is
kept. Codes are read out over the telephone, so they are short and never reused.
"""

from __future__ import annotations

from enum import Enum


class Code(Enum):
    """The catalogue. Members are (code, HTTP status, sentence with `{details}`)."""

    # What a record says (kept on both sides, shown to the volunteer).
    BAD_RECORD = (
        "BK101",
        422,
        "Bản ghi không đúng mẫu ({field}). Bản ghi vẫn được giữ lại để sửa.",
    )
    UNKNOWN_QUESTION = (
        "BK102",
        422,
        "Phiếu không có mục “{question}”. Hãy cập nhật ứng dụng; kết quả vẫn được giữ lại.",
    )
    WRONG_VALUE = (
        "BK103",
        422,
        "“{value}” không phải là câu trả lời của mục “{question}”. Hãy chọn lại.",
    )
    WRONG_PERIOD = ("BK104", 422, "Mục “{question}” không ghi cho kỳ “{period}”. Hãy chọn lại quý.")
    UNKNOWN_OBSTACLE = (
        "BK105",
        422,
        "Danh mục vướng mắc không có mã “{obstacle}”. Hãy chọn lại lý do.",
    )
    TEXT_TOO_LONG = ("BK106", 422, "Nội dung “{field}” dài quá {limit} ký tự. Hãy rút gọn.")
    UNPRINTABLE_TEXT = (
        "BK107",
        422,
        "Nội dung “{field}” có ký tự không hiển thị được. Hãy xóa và gõ lại.",
    )
    ID_NUMBER_IN_TEXT = (
        "BK108",
        422,
        "Có vẻ đây là số căn cước (12 chữ số). Ba Không không lưu số căn cước; hãy xóa dãy số này.",
    )
    BIRTH_YEAR = ("BK109", 422, "Năm sinh {year} không hợp lý. Hãy nhập năm từ 1900 đến nay.")
    NO_NAME = ("BK110", 422, "Chưa có tên chủ hộ hoặc số hộ. Hãy nhập ít nhất một trong hai.")
    NEGATIVE_COUNT = ("BK111", 422, "Số liệu không được âm. Hãy kiểm tra lại.")
    NUMERATOR_ABOVE = (
        "BK112",
        422,
        "Tử số {numerator} lớn hơn mẫu số {denominator}; có thể hai số bị đảo. Hãy kiểm tra lại.",
    )
    UNKNOWN_FIGURE = (
        "BK113",
        422,
        "Không có số liệu nào mang mã “{code}”. Hãy chọn lại trong danh sách.",
    )
    NOT_ALLOWED_HERE = (
        "BK114",
        403,
        "Thiết bị này không được ghi loại bản ghi “{kind}”. Bản ghi vẫn được giữ lại.",
    )
    OUTSIDE_VILLAGE = (
        "BK115",
        403,
        "Bản ghi thuộc thôn ngoài phạm vi của thiết bị. Bản ghi vẫn được giữ lại; hãy báo cán bộ xã.",
    )
    SAME_NUMBER = (
        "BK116",
        409,
        "Máy chủ đã có một bản ghi khác mang số {number} của thiết bị này. Cả hai bản đều được giữ lại; hãy báo cán bộ xã.",
    )
    WRONG_SUBJECT = ("BK117", 422, "Mục “{question}” không hỏi đối tượng này. Hãy chọn lại.")
    NO_SOURCE = (
        "BK118",
        422,
        "Chưa ghi nguồn số liệu. Hãy nhập nguồn (ví dụ: hệ thống TD-Office).",
    )
    TOO_MANY_PEOPLE = (
        "BK119",
        422,
        "Mỗi lần chỉ thêm được tối đa {limit} người cho một hộ. Hãy kiểm tra lại số người.",
    )
    NOT_A_COUNT = ("BK130", 422, "{field} phải là số nguyên, ví dụ 128 hoặc 3.512. Hãy nhập lại.")
    NO_VOLUNTEER = ("BK131", 422, "Chưa ghi họ và tên cộng tác viên. Hãy nhập rồi tạo mã.")
    NO_VILLAGE_CHOSEN = ("BK132", 422, "Chưa chọn thôn nào. Hãy đánh dấu ít nhất một thôn.")
    TOO_MANY_ADULTS = (
        "BK120",
        422,
        "Số người từ 15 tuổi trở lên nhiều hơn số người trong hộ. Hãy kiểm tra lại.",
    )

    CANNOT_MERGE = (
        "BK140",
        422,
        "Chỉ gộp được hai hộ hoặc hai người khác nhau, cùng thôn và chưa gộp. Hãy chọn lại; chưa có gì thay đổi.",
    )
    TOO_MANY_PHONES = (
        "BK141",
        422,
        "Số người có điện thoại nhiều hơn số người trong hộ. Hãy kiểm tra lại.",
    )
    BAD_PIN = ("BK142", 422, "Mã PIN gồm 4 đến 6 chữ số. Hãy nhập lại.")
    PINS_DIFFER = ("BK143", 422, "Hai lần nhập mã PIN không giống nhau. Hãy nhập lại.")
    NO_USER_NAME = ("BK144", 422, "Chưa ghi họ và tên người dùng máy. Hãy nhập tên.")
    SAME_USER = ("BK145", 409, "Trên máy đã có người dùng tên này. Hãy thêm chữ để phân biệt.")
    NO_TEAM = ("BK134", 422, "Chưa ghi tên tổ của phiên. Hãy nhập tên tổ.")
    NO_PERSON = ("BK133", 422, "Chưa ghi người cung cấp số liệu. Hãy nhập họ tên hoặc chức danh.")

    # What a message says.
    BAD_MESSAGE = (
        "BK201",
        400,
        "Gói dữ liệu không đọc được. Dữ liệu trên máy vẫn còn nguyên; hãy gửi lại.",
    )
    TOO_LARGE = (
        "BK202",
        413,
        "Gói dữ liệu lớn quá mức cho phép. Dữ liệu trên máy vẫn còn nguyên; máy sẽ chia nhỏ và gửi lại.",
    )
    NEWER_PROTOCOL = (
        "BK203",
        400,
        "Ứng dụng mới hơn máy chủ. Hãy báo cán bộ xã cập nhật máy chủ; dữ liệu trên máy vẫn còn nguyên.",
    )
    BAD_QUARTER = ("BK204", 422, "“{text}” không phải là một quý. Hãy viết như 2025-Q1.")
    BAD_CURSOR = (
        "BK205",
        422,
        "Vị trí đồng bộ không hợp lệ. Dữ liệu trên máy vẫn còn nguyên; hãy đồng bộ lại.",
    )
    BAD_REQUEST = ("BK206", 422, "Yêu cầu không đúng mẫu ({field}). Hãy tải lại trang rồi làm lại.")
    NOT_FOUND = ("BK207", 404, "Không tìm thấy trang hoặc dữ liệu này. Hãy quay về trang đầu.")
    UNKNOWN_COMMUNE = ("BK208", 404, "Không có xã nào mang mã “{code}”. Hãy kiểm tra lại mã xã.")
    UNKNOWN_VILLAGE = (
        "BK209",
        404,
        "Không có thôn nào mang mã “{code}”. Hãy kiểm tra lại mã thôn.",
    )
    NO_PLAN = (
        "BK210",
        404,
        "{commune} chưa có kế hoạch áp dụng cho năm {year}. Hãy chọn quý khác.",
    )
    BUSY = ("BK211", 503, "Máy chủ đang bận. Dữ liệu trên máy vẫn còn nguyên; máy sẽ tự gửi lại.")
    INTERNAL = ("BK212", 500, "Máy chủ gặp lỗi. Dữ liệu trên máy vẫn còn nguyên; hãy thử lại sau.")
    NOT_A_DEMO = (
        "BK214",
        409,
        "Thư mục dữ liệu này đã có dữ liệu thật nên không tạo xã mẫu. Hãy chọn thư mục khác bằng BAKHONG_DATA.",
    )
    NOTHING_HERE = ("BK215", 404, "Thư mục dữ liệu này chưa có xã nào. Hãy kiểm tra BAKHONG_DATA.")
    BAD_CERTIFICATE = (
        "BK216",
        422,
        "Không dùng được chứng chỉ hoặc khóa ({name}). Hãy kiểm tra hai tệp PEM có khớp nhau và không đặt mật khẩu.",
    )
    PORT_TAKEN = (
        "BK217",
        409,
        "Không mở được cổng {port}; có thể chương trình khác đang dùng. Hãy chọn cổng khác bằng {option}.",
    )
    FUTURE_QUARTER = (
        "BK218",
        422,
        "{quarter} chưa bắt đầu nên chưa có số liệu. Hãy chọn quý khác.",
    )
    NO_FILE = ("BK219", 404, "Không tìm thấy tệp “{name}”. Hãy kiểm tra đường dẫn.")
    UNKNOWN_FORMAT = ("BK213", 422, "Chưa xuất được tệp loại “{suffix}”. Hãy dùng: {known}.")

    # Who may.
    CODE_REFUSED = (
        "BK301",
        403,
        "Mã đăng ký không đúng, đã dùng hoặc đã hết hạn. Hãy xin cán bộ xã mã mới.",
    )
    NOT_ENROLLED = (
        "BK302",
        401,
        "Thiết bị chưa được đăng ký hoặc đã bị thu hồi. Dữ liệu trên máy vẫn còn nguyên; hãy báo cán bộ xã.",
    )
    NOT_SIGNED_IN = ("BK303", 401, "Hãy đăng nhập để xem trang này.")
    WRONG_PASSWORD = ("BK304", 403, "Tên đăng nhập hoặc mật khẩu không đúng. Hãy nhập lại.")
    TOO_MANY_TRIES = ("BK305", 429, "Đã thử sai quá nhiều lần. Hãy đợi {minutes} phút rồi thử lại.")
    LINK_USED = (
        "BK306",
        403,
        "Đường dẫn này đã dùng hoặc đã hết hạn. Hãy chạy “bakhong serve --new-link” để có đường dẫn mới.",
    )
    WEAK_PASSWORD = ("BK307", 422, "Mật khẩu cần ít nhất {length} ký tự.")
    PASSWORDS_DIFFER = ("BK308", 422, "Hai lần nhập mật khẩu không giống nhau. Hãy nhập lại.")
    FOREIGN_FORM = (
        "BK309",
        403,
        "Yêu cầu không đến từ trang của Ba Không nên bị từ chối. Hãy mở lại trang.",
    )
    NOT_YOUR_COMMUNE = (
        "BK310",
        403,
        "Tài khoản này không thuộc xã đang xem. Hãy đăng nhập bằng tài khoản của xã đó.",
    )

    WRONG_PIN = (
        "BK320",
        403,
        "Mã PIN không đúng. Hãy nhập lại; dữ liệu trên máy vẫn còn nguyên.",
    )
    PIN_MUST_WAIT = (
        "BK321",
        429,
        "Đã nhập sai PIN {failures} lần. Hãy đợi {seconds} giây rồi nhập lại; dữ liệu trên máy vẫn còn nguyên.",
    )
    NO_CREDENTIALS = ("BK311", 422, "Hãy nhập cả tên đăng nhập và mật khẩu.")

    # What happens on the way.
    NO_NETWORK = (
        "BK401",
        0,
        "Chưa kết nối được với máy chủ. Dữ liệu đã lưu trên máy; máy sẽ tự gửi khi có mạng.",
    )
    NOT_THE_COLLECTOR = (
        "BK402",
        0,
        "Nơi trả lời không phải là máy chủ Ba Không (có thể là trang đăng nhập Wi-Fi). Dữ liệu đã lưu trên máy.",
    )
    BAD_ADDRESS = ("BK403", 0, "Địa chỉ máy chủ không đúng. Hãy nhập như http://192.168.1.10:8000.")
    STORE_FULL = (
        "BK404",
        0,
        "Máy đã hết chỗ trống nên chưa lưu được. Hãy xóa bớt ảnh hoặc ứng dụng rồi đánh dấu lại.",
    )
    STORE_BROKEN = (
        "BK405",
        0,
        "Không ghi được vào bộ nhớ của máy nên chưa lưu. Hãy thử lại; nếu vẫn lỗi, báo cán bộ xã.",
    )
    OTHER_PERSONS_STORE = (
        "BK406",
        0,
        "Máy này đã đăng ký. Hãy gửi hết dữ liệu trước khi đăng ký lại.",
    )
    NEWER_STORE = (
        "BK407",
        0,
        "Dữ liệu trên máy thuộc bản ứng dụng mới hơn. Hãy cập nhật ứng dụng; dữ liệu vẫn còn nguyên.",
    )
    UNEXPECTED = (
        "BK408",
        0,
        "Ứng dụng gặp lỗi ngoài dự kiến. Những gì đã báo “Đã lưu” vẫn còn trên máy.",
    )

    # Rosters ("danh sách hộ").
    NO_HEADER = ("BK501", 422, "Không thấy dòng tiêu đề có cột “Họ và tên”. Hãy kiểm tra tệp.")
    ROW_REFUSED = ("BK502", 422, "Dòng {row}: {reason}")
    UNREADABLE_FILE = (
        "BK503",
        422,
        "Không đọc được tệp “{name}”. Hãy lưu lại thành .xlsx hoặc .csv (UTF-8).",
    )
    NO_VILLAGE_IN_ROW = ("BK504", 422, "Không có tên thôn.")
    NO_HOUSEHOLD_IN_ROW = (
        "BK505",
        422,
        "Không rõ người này thuộc hộ nào. Hãy ghi số hộ, hoặc ghi “Chủ hộ” ở dòng đầu của hộ.",
    )
    NO_NAME_IN_ROW = ("BK506", 422, "Không có họ và tên.")
    SAME_PERSON = (
        "BK507",
        422,
        "Trùng họ tên và năm sinh với dòng {other}. Cả hai dòng đều được giữ; hãy kiểm tra lại.",
    )
    TWO_HEADS = (
        "BK508",
        422,
        "Hộ này đã có chủ hộ ở dòng {other}. Người này được ghi là thành viên; hãy kiểm tra lại.",
    )
    UNREADABLE_BIRTH = (
        "BK509",
        422,
        "Không đọc được năm sinh “{text}” nên để trống. Hãy ghi đủ bốn chữ số của năm.",
    )
    NO_HOUSEHOLD_COLUMN = (
        "BK510",
        422,
        "Không có cột “Số hộ” hay “Quan hệ với chủ hộ” nên mỗi dòng được ghi là một hộ.",
    )

    def __init__(self, code: str, status: int, sentence: str) -> None:
        self.code = code
        self.status = status
        self.sentence = sentence


class Problem(Exception):
    """A refusal: a `Code` with its details. Raised anywhere, written out once at the edge."""

    def __init__(self, kind: Code, /, **details: str | int) -> None:
        self.kind = kind
        self.details = {key: _shown(detail) for key, detail in details.items()}
        super().__init__(kind.code)

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def sentence(self) -> str:
        return self.kind.sentence.format_map(_Details(self.details))

    def __str__(self) -> str:
        return f"{self.sentence} ({self.code})"


def _shown(detail: str | int) -> str | int:
    """Cut a detail short and leave out what no screen shows: some come from a stranger's message."""
    return detail if isinstance(detail, int) else "".join(filter(str.isprintable, detail[:300]))


class _Details(dict[str, str | int]):
    """A refusal must never fail for want of a detail."""

    def __missing__(self, key: str) -> str:
        return "…"
