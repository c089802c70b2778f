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
        "Bản ghi thuộc thôn ngoài phạm vi của thiết bị. Bản ghi được giữ riêng, chờ cán bộ xã duyệt.",
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
    RATE_NOT_COUNTS = (
        "BK121",
        422,
        "“{text}” là tỷ lệ, còn ở đây cần hai số đếm: tử số và mẫu số. Chỉ có tỷ lệ thì không kiểm tra được, cũng không cộng được với nơi khác. Hãy hỏi nơi cho tỷ lệ này: bao nhiêu đã đạt, trên tổng số bao nhiêu; tỷ lệ do máy tính lấy. Những gì đã gõ vẫn còn trong các ô. Nếu chưa hỏi được, cứ để chỉ tiêu này chưa khai: báo cáo ghi “Chưa có số liệu”, và khi chốt số liệu có ô giải trình để ghi tỷ lệ này cùng nơi cho số.",
    )
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
    NO_BUSINESS_NAME = ("BK741", 422, "Chưa ghi tên cơ sở. Hãy nhập tên trên biển hiệu hoặc chủ.")
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
        "{commune} chưa có kế hoạch áp dụng cho năm {year}. Hãy nhập kế hoạch, hoặc chọn quý khác.",
    )
    BUSY = ("BK211", 503, "Máy chủ đang bận. Dữ liệu trên máy vẫn còn nguyên; máy sẽ tự gửi lại.")
    COLLECTOR_FULL = (
        "BK761",
        503,
        "Máy chủ của xã đã hết chỗ trống nên chưa nhận được. Dữ liệu trên máy vẫn còn nguyên và sẽ tự gửi lại; hãy báo cán bộ xã.",
    )
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
    CODE_GONE = ("BK312", 409, "Mã của {name} đã được dùng hoặc đã hủy. Hãy xem lại danh sách.")
    CODE_OF_ANOTHER_COMMUNE = (
        "BK767",
        403,
        "Mã này của xã khác. Hãy gửi hết kết quả trên máy, đăng xuất khỏi máy này, rồi nhập lại mã; mã vẫn dùng được. Dữ liệu trên máy vẫn còn nguyên.",
    )
    NOT_ENROLLED = (
        "BK302",
        401,
        "Thiết bị này chưa được đăng ký ở máy chủ của xã. Dữ liệu trên máy vẫn còn nguyên; hãy xin cán bộ xã mã mới.",
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
    NOT_TRUSTED = (
        "BK762",
        0,
        "Máy này chưa tin chứng chỉ của máy chủ, hoặc ngày giờ trên máy đang sai. Hãy xem lại ngày giờ, rồi quét lại mã “Kết nối điện thoại” của xã. Dữ liệu đã lưu trên máy.",
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
        "Máy còn kết quả chưa gửi. Hãy đồng bộ hết rồi làm lại; dữ liệu trên máy vẫn còn nguyên.",
    )
    NOT_RECEIVED_YET = (
        "BK765",
        0,
        "Máy chủ của xã chưa xác nhận đã nhận đủ kết quả của máy này, nên máy không xóa gì. {reason}",
    )
    NEWER_COLLECTOR = (
        "BK742",
        0,
        "Máy chủ của xã mới hơn ứng dụng này. Hãy đóng hẳn ứng dụng rồi mở lại khi có mạng để cập "
        "nhật; dữ liệu trên máy vẫn còn nguyên.",
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
    ROW_OF_SHEET_REFUSED = ("BK651", 422, "Trang “{sheet}”, dòng {row}: {reason}")
    FORMULA_IN_NAME = (
        "BK652",
        422,
        "Họ tên bắt đầu bằng dấu “{sign}” như một công thức nên dòng này bị bỏ qua. Hãy gõ lại họ tên.",
    )
    COUNT_DIFFERS = (
        "BK653",
        422,
        "Số nhân khẩu ghi {count} nhưng danh sách có {listed} người. Được ghi theo danh sách; hãy kiểm tra lại.",
    )
    UNREADABLE_COUNT = (
        "BK654",
        422,
        "Không đọc được số nhân khẩu “{text}” nên chỉ ghi người có tên. Hãy ghi một số từ 1 đến {limit}.",
    )
    AMBIGUOUS_YEAR = (
        "BK655",
        422,
        "Năm sinh “{text}” chỉ có hai chữ số, không rõ là {early} hay {late}, nên để trống. Hãy ghi đủ bốn chữ số.",
    )
    FILE_TOO_BIG = (
        "BK656",
        413,
        "Tệp lớn hơn {limit} MB. Hãy tách thành nhiều tệp, mỗi tệp vài thôn.",
    )
    NO_FILE_CHOSEN = (
        "BK657",
        422,
        "Chưa chọn tệp nào. Hãy chọn tệp danh sách hộ (.xlsx, .xls, .csv).",
    )
    NOT_A_SPREADSHEET = (
        "BK658",
        422,
        "Tệp “{name}” không phải bảng tính. Hãy mở bằng Excel rồi lưu thành .xlsx.",
    )
    NOBODY_LISTED = (
        "BK659",
        422,
        "Không đọc được hộ nào nên không có gì để nhập. Hãy xem các dòng bị bỏ qua.",
    )
    SHEET_WITHOUT_HEADER = (
        "BK660",
        422,
        "Trang “{sheet}” không có dòng tiêu đề với cột “Họ và tên” nên không được đọc.",
    )
    UPLOAD_GONE = (
        "BK661",
        404,
        "Tệp đã bị xóa khỏi máy chủ (sau khi nhập xong, hoặc sau một ngày). Hãy tải tệp lên lại.",
    )
    ALREADY_IMPORTING = (
        "BK662",
        409,
        "Đang nhập một danh sách khác. Hãy đợi nhập xong rồi nhập tiếp; chưa có gì bị mất.",
    )
    LOCKED_FILE = (
        "BK663",
        422,
        "Không mở được tệp “{name}”: tệp hỏng hoặc đặt mật khẩu. Hãy bỏ mật khẩu rồi lưu lại thành .xlsx.",
    )
    IMPOSSIBLE_BIRTH = (
        "BK665",
        422,
        "Năm sinh {year} không hợp lý nên để trống. Hãy ghi năm từ 1900 đến nay.",
    )
    NO_SUCH_DAY = ("BK776", 422, "Không có ngày {text}; chỉ lấy năm sinh {year}. Hãy kiểm tra lại.")
    NO_BIRTH_YEARS = (
        "BK768",
        422,
        "Từ dòng này có {count} người để trống năm sinh. Họ vẫn được nhập, nhưng chưa tính vào chỉ tiêu nào có độ tuổi.",
    )
    VILLAGES_ALIKE = (
        "BK666",
        422,
        "“{name}” và “{other}” được đọc là hai thôn riêng, nhưng có thể là một tên viết hai cách. Nếu là một thôn, hãy sửa tên trong tệp cho giống nhau rồi tải lên lại.",
    )
    WHICH_VILLAGE = (
        "BK770",
        422,
        "Chưa rõ “{name}” có phải là {others} không. Hãy chọn khi xem trước ở bàn làm việc; hoặc sửa tên trong tệp cho đúng; hoặc nếu là thôn khác, thêm thôn đó ở trang Thôn rồi tải tệp lên lại.",
    )
    VILLAGE_UNDERSTOOD = (
        "BK771",
        422,
        "“{name}” được hiểu là “{village}”. Nếu là thôn khác, hãy thêm thôn đó ở trang Thôn rồi tải tệp lên lại.",
    )
    VILLAGE_MERGED = (
        "BK774",
        422,
        "“{name}” đã gộp vào “{village}”, nên các hộ này vào “{village}”.",
    )
    VILLAGE_ECHOES = (
        "BK777",
        422,
        "{same} trong {count} người mới của “{name}” trùng họ tên và năm sinh với người đang có ở “{other}”. Nếu là một thôn thì đừng nhập: những người này bị tính hai lần. Hãy sửa tên thôn trong tệp cho giống, hoặc gộp hai thôn ở trang Thôn, rồi tải tệp lên lại.",
    )
    HIDDEN_SHEET = ("BK664", 422, "Trang “{sheet}” đang ẩn nên không được đọc.")

    # Hand-over files ("gói bàn giao"), their receipts, and the second copy.
    BUNDLE_BROKEN = (
        "BK601",
        422,
        "Tệp bàn giao bị hỏng hoặc thiếu nên không nhận phần nào. Hãy xuất lại tệp; dữ liệu trên điện thoại vẫn còn nguyên.",
    )
    NOT_A_BUNDLE = ("BK602", 422, "Đây không phải tệp bàn giao (.bakhong). Hãy chọn lại tệp.")
    BUNDLE_OF_NOBODY = (
        "BK603",
        422,
        "Tệp của một thiết bị không có trong sổ của xã nên chưa nhận: máy chưa đăng ký, hoặc sổ vừa được phục hồi từ bản cũ. Tệp được giữ lại; hãy đăng ký lại máy rồi bấm “Thử nhận lại”.",
    )
    BUNDLE_ELSEWHERE = (
        "BK604",
        422,
        "Tệp của xã khác ({commune}) nên không nhận. Tệp được giữ lại; hãy chuyển cho xã đó.",
    )
    BUNDLE_FORGED = (
        "BK605",
        422,
        "Tệp không do đúng thiết bị đã đăng ký tạo ra nên không nhận. Tệp được giữ lại; hãy hỏi người đưa tệp.",
    )
    NEWER_BUNDLE = (
        "BK606",
        422,
        "Tệp do bản ứng dụng mới hơn tạo ra. Hãy cập nhật phần mềm rồi thử lại; dữ liệu vẫn còn nguyên.",
    )
    BUNDLE_TOO_LARGE = ("BK607", 413, "Tệp lớn quá {limit} MB nên không nhận. Hãy chọn lại tệp.")
    NOTHING_TO_HAND_OVER = ("BK608", 0, "Không còn bản ghi nào chờ gửi nên chưa cần xuất tệp.")
    TOO_MANY_CODES = (
        "BK609",
        0,
        "Dữ liệu cần hơn {limit} mã QR. Hãy bàn giao bằng tệp; dữ liệu vẫn còn nguyên.",
    )
    CODES_MISSING = (
        "BK610",
        422,
        "Mới đọc được {have}/{total} mã QR, còn thiếu mã {missing}. Hãy đọc tiếp các mã đó.",
    )
    NO_CODE_READ = ("BK611", 422, "Chưa đọc được mã QR bàn giao nào. Hãy đọc lại các mã.")
    NO_BUNDLE_CHOSEN = ("BK612", 422, "Chưa chọn tệp nào. Hãy chọn tệp rồi bấm “Nhận tệp”.")
    NOT_OUR_RECEIPT = ("BK613", 0, "Đây không phải biên nhận của máy này. Hãy chọn lại tệp.")
    OLD_RECEIPT = (
        "BK614",
        0,
        "Biên nhận này cũ hơn lần đồng bộ cuối nên không dùng. Dữ liệu trên máy vẫn còn nguyên.",
    )
    RESTORED = (
        "BK615",
        0,
        "Bộ nhớ ứng dụng bị hỏng nên đã dựng lại từ bản sao: giữ được {count} bản ghi chưa gửi, tệp hỏng được giữ lại. Danh sách hộ sẽ tải lại khi có mạng.",
    )
    NOT_RESTORED = (
        "BK616",
        0,
        "Bộ nhớ ứng dụng bị hỏng và không có bản sao. Tệp hỏng được giữ lại; hãy đăng ký lại và báo cán bộ xã.",
    )
    PUT_BACK = (
        "BK617",
        0,
        "Bộ nhớ ứng dụng thiếu {count} bản ghi chưa gửi; đã lấy lại đủ từ bản sao.",
    )
    NOT_SAVED_AS_FILE = (
        "BK618",
        0,
        "Chưa lưu được tệp. Hãy thử lại; dữ liệu trên máy vẫn còn nguyên.",
    )

    # Checks of other people's documents ("kiểm tra văn bản").
    NO_DOCUMENT_CHOSEN = ("BK641", 422, "Chưa chọn văn bản nào. Hãy chọn tệp rồi bấm “Kiểm tra”.")
    NOT_A_DOCUMENT = (
        "BK642",
        422,
        "Chỉ đọc được tệp .docx và .txt. Hãy mở “{name}” rồi lưu lại thành .docx.",
    )
    DOCUMENT_TOO_LARGE = (
        "BK643",
        413,
        "Tệp lớn quá {limit} MB hoặc nén bất thường nên không đọc. Hãy bỏ bớt ảnh rồi thử lại.",
    )
    UNREADABLE_DOCUMENT = (
        "BK644",
        422,
        "Tệp bị hỏng hoặc có mật khẩu nên không đọc được. Hãy mở bằng Word rồi lưu lại.",
    )
    EMPTY_DOCUMENT = (
        "BK645",
        422,
        "“{name}” không có chữ nào đọc được (có thể là ảnh quét). Hãy dùng bản gõ.",
    )
    DOCUMENT_TOO_LONG = (
        "BK646",
        413,
        "Văn bản dài quá {pages} trang. Hãy tách ra rồi kiểm tra từng phần.",
    )

    # First start and settings ("thiết lập"): the commune, its villages, plan and people.
    NOT_ALLOWED = (
        "BK701",
        403,
        "Tài khoản “{role}” không được làm việc này. Hãy nhờ công chức phụ trách.",
    )
    BAD_TARGET = (
        "BK702",
        422,
        "Chỉ tiêu {number}: “{text}” không phải là tỷ lệ nguyên từ 1 % đến 100 %. Hãy sửa lại, ví dụ “80 % trở lên”.",
    )
    PLAN_INCOMPLETE = (
        "BK703",
        422,
        "Chưa có tỷ lệ của chỉ tiêu {rows}. Hãy điền cho đủ mười sáu chỉ tiêu.",
    )
    BAD_DUE_DAY = ("BK704", 422, "Ngày hạn báo cáo phải từ ngày 1 đến ngày 28.")
    BAD_AGE = ("BK705", 422, "Tuổi trưởng thành và tuổi có tài khoản phải là số từ 6 đến 30.")
    BAD_YEAR = ("BK706", 422, "Năm của kế hoạch phải từ 2020 đến 2100.")
    NOTHING_RECOGNISED = (
        "BK707",
        422,
        "Không nhận ra chỉ tiêu nào trong nội dung đã dán; nội dung vẫn còn trong ô. Hãy dán cả bảng, hoặc gõ vào mười sáu dòng bên dưới.",
    )
    SAME_VILLAGE = (
        "BK708",
        422,
        "“{name}” bị trùng tên. Nếu là hai thôn, hãy ghi rõ thêm, ví dụ “{name} (Cẩm Long cũ)”; nếu là một, hãy bỏ bớt một dòng, hoặc gộp ở mục “Gộp thôn”.",
    )
    NO_VILLAGE_NAMES = ("BK709", 422, "Chưa có tên thôn nào. Hãy nhập mỗi thôn một dòng.")
    BAD_UNIT_CODE = ("BK710", 422, "Mã đơn vị hành chính gồm đúng 5 chữ số. Hãy kiểm tra lại.")
    NO_UNIT_NAME = ("BK711", 422, "Hãy nhập đủ tên xã và tên tỉnh.")
    BAD_USERNAME = (
        "BK712",
        422,
        "Tên đăng nhập gồm 3 đến 32 chữ thường không dấu, chữ số, dấu chấm hoặc gạch ngang.",
    )
    USERNAME_TAKEN = ("BK713", 422, "Đã có tài khoản tên “{name}”. Hãy chọn tên đăng nhập khác.")
    LAST_OFFICER = (
        "BK714",
        422,
        "Phải còn ít nhất một công chức đăng nhập được. Hãy thêm công chức khác trước.",
    )
    UNKNOWN_ROLE = ("BK715", 422, "Hãy chọn vai trò của người này.")
    VILLAGE_IN_USE = (
        "BK716",
        422,
        "“{name}” đã có số liệu nên không bỏ được; có thể đổi tên. Nếu là thôn nhập nhầm hoặc đã sáp nhập, hãy dùng mục “Gộp thôn”: các hộ và điều đã hỏi sang thôn kia.",
    )
    WHICH_TO_MERGE = (
        "BK775",
        422,
        "Hãy chọn hai thôn khác nhau đang có trong danh sách: thôn không còn nữa, và thôn mà nó được gộp vào.",
    )
    VILLAGE_ON_PHONE = (
        "BK773",
        422,
        "“{name}” đang giao cho điện thoại của {phones} nên chưa bỏ được. Hãy gộp thôn này vào thôn khác ở mục “Gộp thôn”; hoặc đăng ký lại điện thoại đó bằng mã mới không có thôn này, rồi bỏ thôn. Điện thoại đã thu hồi cũng tính, vì còn có thể cho dùng lại.",
    )
    COMMUNE_IN_USE = (
        "BK772",
        422,
        "Không chọn lại đơn vị được: “{name}” đã có số liệu hoặc thiết bị, hoặc đơn vị kia đã có trên máy chủ này.",
    )
    NO_OWN_NAME = (
        "BK720",
        422,
        "Chưa ghi họ và tên của bạn. Hãy nhập họ và tên; tên này đứng bên mỗi việc bạn làm.",
    )
    NO_PERSON_NAME = ("BK717", 422, "Hãy nhập họ và tên của người này.")
    MERGER_AHEAD = (
        "BK728",
        422,
        "Ngày {text} chưa đến nên chưa ghi sáp nhập được. Hãy ghi từ ngày đó trở đi; chưa có gì thay đổi.",
    )
    UNKNOWN_UNIT = ("BK718", 422, "Chưa chọn xã. Hãy tìm và chọn một đơn vị trong danh sách.")
    PLAN_MOVED_ON = (
        "BK719",
        409,
        "{name} vừa lưu kế hoạch này lúc {moment}. Nội dung của bạn vẫn còn bên dưới; hãy xem lại rồi bấm lưu lần nữa.",
    )

    # What is kept aside until an officer decides, and second copies of the collector.
    DEVICE_REVOKED = (
        "BK621",
        403,
        "Thiết bị này đã bị thu hồi nên không nhận thêm dữ liệu. Những gì máy gửi lên được giữ riêng để cán bộ xã duyệt; dữ liệu trên máy vẫn còn nguyên.",
    )
    QUARTER_CLOSED = (
        "BK622",
        422,
        "{quarter} đã chốt số liệu. Bản ghi được giữ riêng, chờ cán bộ xã duyệt.",
    )
    QUARANTINE_FULL = (
        "BK623",
        429,
        "Máy chủ đã giữ riêng {limit} bản ghi của thiết bị này nên chưa nhận thêm. Bản ghi vẫn còn trên máy; hãy báo cán bộ xã.",
    )
    NO_REASON = ("BK624", 422, "Chưa ghi lý do. Hãy ghi ngắn gọn vì sao quyết định như vậy.")
    NOTHING_CHOSEN = ("BK625", 422, "Chưa chọn bản ghi nào. Hãy đánh dấu ít nhất một bản ghi.")
    CANNOT_BE_ACCEPTED = (
        "BK626",
        422,
        "Bản ghi sai mẫu nên không nhận vào số liệu được. Hãy nhờ cộng tác viên sửa trên điện thoại; bản đã sửa sẽ tự gửi lên.",
    )
    UNKNOWN_DEVICE = (
        "BK627",
        404,
        "Không tìm thấy thiết bị này trong xã. Hãy mở lại trang Thiết bị.",
    )
    TURNED_DOWN = (
        "BK628",
        422,
        "Cán bộ xã không nhận bản ghi này: {why}. Bản ghi vẫn được giữ; nếu cần, hãy sửa, bản đã sửa sẽ tự gửi lên.",
    )
    PILE_CHANGED = (
        "BK629",
        409,
        "Bản ghi của một hộ, nhóm đã đánh dấu có thay đổi từ lúc mở trang này; ô đó nay bỏ dấu. Hãy xem lại rồi quyết định; chưa có gì được quyết định.",
    )
    BACKUP_BROKEN = (
        "BK630",
        422,
        "Tệp sao lưu “{name}” bị hỏng hoặc thiếu nên không khôi phục. Dữ liệu đang có không thay đổi; hãy chọn bản sao lưu khác.",
    )
    NEWER_BACKUP = (
        "BK631",
        409,
        "Tệp sao lưu “{name}” do bản phần mềm mới hơn tạo ra. Hãy cập nhật phần mềm rồi khôi phục.",
    )
    NEWER_BOOKS = (
        "BK636",
        409,
        "Dữ liệu của máy chủ do bản phần mềm mới hơn ghi. Hãy cập nhật phần mềm rồi mở lại; dữ liệu vẫn còn nguyên.",
    )
    DATA_THERE = (
        "BK632",
        409,
        "Nơi khôi phục đã có dữ liệu. Thêm --replace để cất dữ liệu cũ sang một bên rồi khôi phục.",
    )
    COLLECTOR_RUNNING = (
        "BK633",
        409,
        "Máy chủ thu thập đang chạy trên dữ liệu này. Hãy dừng máy chủ rồi khôi phục.",
    )
    ONE_WORKER = (
        "BK766",
        409,
        "Chạy nhiều tiến trình (--workers) cần cơ sở dữ liệu PostgreSQL, không dùng được với SQLite hay trên Windows. Hãy bỏ --workers, hoặc đặt BAKHONG_DATABASE_URL.",
    )
    BACKUP_FAILED = (
        "BK634",
        503,
        "Không ghi được tệp sao lưu “{name}”: hết chỗ trống hoặc không có quyền ghi. Dữ liệu đang có không thay đổi.",
    )
    BACKUP_NAME_TAKEN = (
        "BK637",
        409,
        "“{name}” đã có và không phải là bản sao lưu nên không ghi đè. Hãy chọn tên tệp khác.",
    )
    NO_SUCH_FOLDER = (
        "BK638",
        422,
        "Không có thư mục “{name}” nên chưa sao lưu. Hãy tạo thư mục hoặc kiểm tra lại ổ đĩa, rồi chạy lại.",
    )
    SEVERAL_COMMUNES = (
        "BK635",
        403,
        "Máy chủ này phục vụ nhiều xã nên không tải bản sao lưu về từ đây được. Hãy dùng lệnh “bakhong backup” trên máy chủ.",
    )

    # The board's pages: work given out, lists.
    BAD_DATE = (
        "BK721",
        422,
        "Không đọc được ngày “{text}”. Hãy nhập như 31/12/2025; chưa có gì thay đổi.",
    )
    NO_TEAM_FOR_DAY = (
        "BK722",
        422,
        "{work}: đã ghi hạn nhưng chưa ghi tổ nào làm. Hãy ghi tên tổ; chưa có gì thay đổi.",
    )
    UNKNOWN_LIST = ("BK723", 404, "Không có danh sách “{name}”. Hãy chọn lại danh sách.")
    NO_VISITS_TO_CHOOSE = (
        "BK724",
        422,
        "Chỉ tiêu này không có số từ lượt thăm nên không chọn được. Hãy dùng số kê khai.",
    )
    NO_CHOICE_REASON = (
        "BK725",
        422,
        "Hãy ghi lý do chọn số khác với cách tính mặc định; chưa có gì thay đổi.",
    )

    # Closing a quarter.
    ALREADY_CLOSED = (
        "BK671",
        409,
        "{quarter} đã chốt số liệu. Bản ghi đến sau thì lập bản bổ sung.",
    )
    NOT_CLOSED = ("BK672", 409, "{quarter} chưa chốt số liệu nên chưa lập được bản bổ sung.")
    ERRORS_LEFT = (
        "BK673",
        422,
        "Còn {count} lỗi trong số liệu nên chưa chốt được. Hãy sửa các lỗi ở danh sách dưới đây.",
    )
    NOT_EXPLAINED = ("BK674", 422, "Chưa giải trình cảnh báo “{quote}”. Hãy ghi lý do.")
    CHANGED_SINCE = (
        "BK675",
        409,
        "Số liệu đã thay đổi từ lúc mở trang này. Hãy xem lại rồi chốt; chưa có gì được chốt.",
    )
    NOTHING_TO_AMEND = (
        "BK676",
        409,
        "Sau khi chốt {quarter} chưa có bản ghi nào đến thêm nên chưa cần bản bổ sung.",
    )
    NO_AMENDMENT_REASON = ("BK677", 422, "Chưa ghi lý do lập bản bổ sung. Hãy nhập lý do.")
    NO_SUCH_ISSUE = ("BK678", 404, "{quarter} không có bản chốt hoặc bản bổ sung số {number}.")
    OTHER_EDITION = (
        "BK679",
        409,
        "Báo cáo dùng bộ chỉ tiêu {edition}, chương trình này dùng {ours} nên không tính lại được.",
    )
    NOT_CONFIRMED = ("BK680", 422, "Chưa xác nhận. Hãy đánh dấu vào ô xác nhận rồi chốt.")

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
        told = {key: _written(detail) for key, detail in self.details.items()}
        return self.kind.sentence.format_map(_Details(told))

    def __str__(self) -> str:
        return f"{self.sentence} ({self.code})"


def _shown(detail: str | int) -> str | int:
    """Cut a detail short and leave out what no screen shows: some come from a stranger's message."""
    return detail if isinstance(detail, int) else "".join(filter(str.isprintable, detail[:300]))


def _written(detail: str | int) -> str:
    """Write a count with dots from five digits on: a number of four may be a year."""
    if isinstance(detail, int) and detail >= 10_000:
        return f"{detail:,}".replace(",", ".")
    return str(detail)


class _Details(dict[str, str]):
    """A refusal must never fail for want of a detail."""

    def __missing__(self, key: str) -> str:
        return "…"
