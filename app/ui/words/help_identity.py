"""Help with the steps of identity and public services, as a volunteer explains them at the table.

Preconditions follow the commune's plan (II.2); what providers and decrees require was checked
for each step, and what could not be confirmed is left to the police or the provider.
"""

from __future__ import annotations

from app.ui.words.page import Page

PAGES = (
    Page(
        "vneid",
        "Căn cước và VNeID",
        "badge",
        (
            ("badge", "Thẻ căn cước"),
            ("phone", "Cài VNeID"),
            ("face", "Nhận diện"),
            ("check", "Kích hoạt"),
        ),
        "Người từ 14 tuổi có thẻ căn cước: được cấp mức 1 và mức 2. "
        "Trẻ từ 6 đến dưới 14 tuổi được cấp khi có yêu cầu; dưới 6 tuổi chỉ mức 1, khi có yêu cầu.",
        (
            "Thẻ căn cước hoặc CCCD gắn chip còn hiệu lực",
            "Điện thoại thông minh của chính người đó, còn chỗ trống để cài",
            "SIM đang dùng; mỗi số điện thoại chỉ đăng ký được cho một người",
        ),
        (
            "Xem thẻ còn hạn không. Chứng minh nhân dân đã hết giá trị từ sau 31/12/2024; "
            "người chỉ có chứng minh nhân dân cần làm thẻ căn cước ở cơ quan công an trước.",
            "Cài ứng dụng VNeID từ kho ứng dụng có sẵn của máy.",
            "Mức 1: người dân tự đăng ký trong ứng dụng và tự nhập mã OTP.",
            "Mức 2: hỏi Công an xã nơi làm và ngày làm; người dân đến trực tiếp, mang theo thẻ.",
            "Khi đã được cấp, mở ứng dụng và kích hoạt trên máy của người đó.",
            "Về ứng dụng Ba Không: đánh dấu “Định danh VNeID” (mức 1 hay mức 2) rồi "
            "“Kích hoạt VNeID”. Được cấp và đã kích hoạt là hai việc khác nhau.",
        ),
        (
            (
                "Mã OTP chậm hoặc không về",
                "Chờ thêm, ra chỗ sóng tốt hơn. Ghi là đang chờ và giúp người tiếp theo.",
            ),
            (
                "OTP gửi về máy cũ đã hỏng hoặc mất",
                "VNeID chỉ đăng nhập trên một máy. Sang máy mới cần OTP ở máy cũ, hoặc đọc chip "
                "của thẻ bằng điện thoại có NFC. Không được thì hỏi Công an xã.",
            ),
            (
                "Không nhận diện được khuôn mặt",
                "Ra chỗ đủ sáng, bỏ kính và khẩu trang, lau ống kính rồi thử lại. "
                "Vẫn không được thì ghi lý do “Lỗi khuôn mặt”.",
            ),
            (
                "Thông tin sai lệch với dữ liệu dân cư",
                "Không sửa thay. Ghi lý do “Sai lệch dữ liệu” và mời người dân gặp Công an xã.",
            ),
            ("Máy đời cũ hoặc hết dung lượng", "Ghi đúng lý do đó; không cố cài nhiều lần."),
        ),
        ("Không đăng ký hộ bằng số điện thoại của cộng tác viên.",),
    ),
    Page(
        "portal",
        "Tài khoản Cổng dịch vụ công",
        "account",
        (("badge", "Có VNeID"), ("account", "Đăng nhập Cổng"), ("check", "Xong")),
        "Người dân muốn làm thủ tục trên mạng.",
        ("Thẻ căn cước", "Thẻ hoặc mã số BHXH", "Điện thoại dùng SIM chính chủ"),
        (
            "Từ 01/07/2024, dịch vụ công trực tuyến chỉ đăng nhập bằng VNeID. "
            "Vì vậy hãy làm xong trang “Căn cước và VNeID” trước.",
            "Từ 01/07/2025, Cổng dịch vụ công quốc gia là nơi nộp hồ sơ chung cho mọi tỉnh.",
            "Người dân tự mở Cổng, tự đăng nhập bằng VNeID của mình.",
            "Kiểm tra tên hiện ra có đúng người đó không.",
            "Về Ba Không: đánh dấu “Tài khoản dịch vụ công”.",
        ),
        (
            ("SIM không chính chủ", "Mời người dân đến điểm giao dịch của nhà mạng làm lại SIM."),
            ("Không có thẻ BHXH", "Ghi lý do “Không có thẻ BHXH”, chuyển sang việc khác."),
            ("Cổng lỗi hoặc quá tải", "Thử lại sau. Ghi lý do “Cổng DVC lỗi”."),
        ),
        ("Không dùng tài khoản của mình để nộp hồ sơ thay người khác.",),
    ),
    Page(
        "province",
        "App ThanhhoaS",
        "phone",
        (("phone", "Điện thoại"), ("download", "Cài app"), ("account", "Tạo tài khoản")),
        "Người dân và chủ doanh nghiệp có điện thoại thông minh.",
        ("Điện thoại thông minh, còn chỗ trống", "Mạng 3G, 4G hoặc Wi-Fi"),
        (
            "Hỏi người dân đã có ThanhhoaS chưa. Có rồi thì chỉ cần đánh dấu.",
            "Chưa có: tìm ThanhhoaS trong kho ứng dụng của máy và cài.",
            "Người dân tự tạo tài khoản, tự nhập mã OTP nếu có.",
            "Mở thử một lần trước mặt người dân.",
            "Về Ba Không: đánh dấu “App ThanhhoaS”. Trong quý có gửi, nhận hay phản ánh với "
            "chính quyền qua nền tảng số thì đánh dấu thêm “Trao đổi với chính quyền”.",
        ),
        (
            (
                "Không muốn cài nhiều app",
                "Nói rõ app dùng để làm gì. Không ép; ghi lý do “Ngại nhiều app”.",
            ),
            ("Máy hết dung lượng", "Người dân tự chọn xóa bớt gì. Ghi lý do “Hết dung lượng”."),
            ("Máy đời cũ không cài được", "Ghi lý do “Máy đời cũ”."),
        ),
        ("Không tự xóa ảnh, tin nhắn hay ứng dụng trên máy của người dân.",),
    ),
    Page(
        "esign",
        "Chữ ký số cá nhân",
        "sign",
        (
            ("badge", "Căn cước"),
            ("face", "Khuôn mặt"),
            ("lock", "Vân tay"),
            ("sign", "Ký số"),
        ),
        "Người từ 18 tuổi. Chữ ký số cá nhân được cấp miễn phí theo kế hoạch của xã.",
        (
            "Thẻ căn cước",
            "Điện thoại dùng SIM chính chủ",
            "Địa chỉ thư điện tử của người dân (VNPT SmartCA gửi thư kích hoạt)",
        ),
        (
            "Với VNPT SmartCA: máy cần Android 6.0 hoặc iOS 10 trở lên.",
            "Máy Android phải có cảm biến vân tay; SmartCA không nhận khuôn mặt trên Android.",
            "Người dân tự khai họ tên, số giấy tờ, thư điện tử, số điện thoại trên máy của mình.",
            "Chụp giấy tờ và khuôn mặt trong ứng dụng theo hướng dẫn trên màn hình.",
            "Mở thư kích hoạt và kích hoạt. Cài lại ứng dụng trên Android thì phải kích hoạt lại.",
            "Từ 22/05/2025 cũng có thể xin chứng thư số ngay trong VNeID.",
            "Về Ba Không: đánh dấu “Chữ ký số” khi đã dùng được, không phải khi mới đăng ký.",
        ),
        (
            (
                "Máy Android không có vân tay",
                "Ghi lý do “Máy không có vân tay”. Hỏi cách xin chứng thư số trong VNeID.",
            ),
            ("Máy đã bị can thiệp (root)", "SmartCA từ chối. Ghi lý do “Máy bị root”."),
            (
                "Đã lập danh sách, chưa được cấp",
                "Ghi lý do “Chờ nhà mạng cấp”, hẹn ngày hỏi lại nhà cung cấp.",
            ),
            ("OTP chậm", "Ghi là đang chờ và giúp người tiếp theo."),
        ),
        ("Không giữ thư kích hoạt hay mã bí mật của người dân.",),
    ),
    Page(
        "services",
        "Dùng dịch vụ công trực tuyến",
        "send",
        (
            ("account", "Đăng nhập"),
            ("edit", "Điền hồ sơ"),
            ("send", "Nộp"),
            ("check", "Nhận kết quả"),
        ),
        "Người từ 18 tuổi đã có VNeID. Chỉ tiêu tính theo từng quý.",
        ("Thẻ căn cước", "Điện thoại thông minh", "VNeID đã kích hoạt"),
        (
            "Chọn một việc người dân đang cần, ví dụ cấp bản sao trích lục hộ tịch.",
            "Người dân tự đăng nhập Cổng bằng VNeID.",
            "Người dân tự điền và nộp; cộng tác viên chỉ đứng bên chỉ dẫn.",
            "Có phí thì trả trực tuyến bằng app của người dân.",
            "Nhắc người dân xem lại tình trạng hồ sơ sau vài ngày.",
            "Về Ba Không: đánh dấu “Dùng dịch vụ công”. Được hướng dẫn trong quý thì đánh dấu "
            "thêm “Được tập huấn”.",
        ),
        (
            (
                "Hồ sơ bị trả lại hoặc Cổng lỗi",
                "Đọc lý do trả lại, sửa cùng người dân. Ghi lý do “Cổng DVC lỗi” nếu chưa xong.",
            ),
            (
                "Người dân muốn làm trực tiếp",
                "Tôn trọng. Ghi lý do “Muốn làm trực tiếp”.",
            ),
            ("Lớn tuổi, không biết dùng", "Mời con cháu cùng xem. Ghi lý do “Không biết dùng”."),
        ),
        ("Không nộp hồ sơ thay rồi đánh dấu là người dân tự làm.",),
    ),
)
