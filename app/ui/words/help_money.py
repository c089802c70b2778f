"""Help with the steps of paying without cash and of safety, as a volunteer explains them."""

from __future__ import annotations

from app.ui.words.page import Page

PAGES = (
    Page(
        "account",
        "Tài khoản ngân hàng, ví, Mobile Money",
        "bank",
        (("badge", "Căn cước"), ("sim", "SIM chính chủ"), ("bank", "Mở một tài khoản")),
        "Người từ 15 tuổi chưa có tài khoản thanh toán nào. Có một trong ba loại là đạt.",
        ("Thẻ căn cước", "Điện thoại dùng SIM chính chủ"),
        (
            "Hỏi người dân đã có tài khoản ngân hàng, ví điện tử hay Mobile Money chưa. "
            "Tính theo người, không tính theo số tài khoản.",
            "Có rồi: đánh dấu loại đang có, rồi sang trang “Kích hoạt app thanh toán”.",
            "Chưa có: người dân tự chọn ngân hàng, ví điện tử hoặc Mobile Money.",
            "Mobile Money do Viettel, MobiFone, VNPT cung cấp; mỗi người được một tài khoản ở mỗi "
            "nhà cung cấp, cần căn cước và xác thực sinh trắc học.",
            "Nhân viên ngân hàng hoặc nhà mạng mở tài khoản; người dân tự nhập thông tin.",
            "Về Ba Không: đánh dấu “Tài khoản ngân hàng”, “Ví điện tử” hoặc “Mobile Money”.",
        ),
        (
            ("SIM không chính chủ", "Mời đến điểm giao dịch của nhà mạng làm lại SIM trước."),
            (
                "Xa ngân hàng",
                "Ví điện tử hoặc Mobile Money có thể hợp hơn. Ghi lý do “Xa ngân hàng”.",
            ),
            ("Chưa đủ tuổi", "Cần người đại diện. Ghi lý do “Chưa đủ tuổi”."),
            (
                "Sợ lừa đảo",
                "Chỉ làm với nhân viên ngân hàng hoặc nhà mạng mà xã mời. Không ép.",
            ),
        ),
        ("Không ghi số tài khoản, số thẻ, số dư.", "Không cầm tiền mặt nạp hộ người dân."),
    ),
    Page(
        "pay_app",
        "Kích hoạt app thanh toán",
        "pay",
        (("bank", "Có tài khoản"), ("download", "Cài app"), ("face", "Xác thực"), ("pay", "Dùng")),
        "Người có điện thoại thông minh và đã có tài khoản ngân hàng, ví điện tử hoặc "
        "Mobile Money.",
        ("Thẻ căn cước", "Điện thoại dùng SIM chính chủ", "Tài khoản đã mở"),
        (
            "Cài đúng app của ngân hàng hoặc ví, từ kho ứng dụng của máy.",
            "Người dân tự đăng nhập, tự đặt mật khẩu, che tay khi nhập.",
            "Làm bước xác thực khuôn mặt khi app yêu cầu.",
            "Mở thử app một lần: thấy tên mình là được. Không cần xem số dư.",
            "Về Ba Không: đánh dấu “App thanh toán”.",
        ),
        (
            ("Lỗi khuôn mặt", "Ra chỗ đủ sáng rồi thử lại. Vẫn lỗi thì ghi lý do."),
            ("OTP chậm", "Ghi là đang chờ và giúp người tiếp theo."),
            ("Máy hết dung lượng", "Ghi lý do “Hết dung lượng”."),
            ("Quên mật khẩu", "Người dân tự lấy lại theo hướng dẫn của ngân hàng hoặc ví."),
        ),
        ("Không chuyển tiền thử bằng tiền của người dân.", "Không xem số dư."),
    ),
    Page(
        "qr",
        "Mã QR thanh toán",
        "qr",
        (
            ("bank", "Có tài khoản"),
            ("qr", "In mã QR"),
            ("store", "Treo ở quầy"),
            ("pay", "Quét thử"),
        ),
        "Cửa hàng, sạp chợ, hộ kinh doanh, điểm thu tiền điện.",
        ("Chủ cửa hàng đã có tài khoản ngân hàng", "Người của ngân hàng hoặc đơn vị cấp mã QR"),
        (
            "Hỏi cửa hàng đã có mã QR chưa. Có rồi thì xem còn dùng được không.",
            "Chưa có: chủ cửa hàng nhờ ngân hàng hoặc đơn vị thanh toán cấp mã.",
            "In mã rõ nét, đặt nơi khách dễ quét.",
            "Quét thử: tên người nhận hiện ra phải đúng chủ cửa hàng. Xem xong thì dừng, "
            "không chuyển tiền.",
            "Đếm theo điểm bán, không đếm theo người.",
        ),
        (
            ("Chưa có tài khoản", "Làm trang “Tài khoản ngân hàng, ví, Mobile Money” trước."),
            ("Ngại thuế", "Không tranh luận. Ghi lý do “Ngại thuế”."),
            ("Sóng yếu", "Thử chỗ khác trong quầy hoặc dùng Wi-Fi. Ghi lý do “Sóng yếu”."),
            (
                "Sợ bị dán đè mã giả",
                "Khuyên chủ quầy nhìn lại mã mỗi ngày và kiểm tra tiền đã vào trước khi giao hàng.",
            ),
        ),
        ("Không dán mã của người khác.", "Không ghi số tài khoản của cửa hàng."),
    ),
    Page(
        "safety",
        "App an toàn c-m safe",
        "shield",
        (("phone", "Điện thoại"), ("download", "Cài miễn phí"), ("shield", "Được bảo vệ")),
        "Người có điện thoại thông minh.",
        ("Điện thoại thông minh, còn chỗ trống", "Mạng 3G, 4G hoặc Wi-Fi"),
        (
            "Nói trước: ứng dụng bảo vệ được cài miễn phí, không ai thu tiền.",
            "Doanh nghiệp viễn thông cùng đi hỗ trợ cài; cài từ kho ứng dụng của máy.",
            "Mở thử một lần trước mặt người dân.",
            "Về Ba Không: đánh dấu “App an toàn”. Cài c-m safe và cài ThanhhoaS là hai việc, "
            "đánh dấu riêng.",
        ),
        (
            ("Không muốn cài nhiều app", "Không ép. Ghi lý do “Ngại nhiều app”."),
            ("Máy hết dung lượng hoặc đời cũ", "Ghi đúng lý do đó."),
        ),
        ("Không cài ứng dụng từ đường dẫn lạ hay tệp gửi qua tin nhắn.",),
    ),
    Page(
        "power",
        "Trả tiền điện không tiền mặt",
        "bolt",
        (("bank", "Có tài khoản"), ("bolt", "Hóa đơn điện"), ("pay", "Trả trên máy")),
        "Mỗi hộ gia đình một lần hỏi, không tính theo người.",
        ("Một người trong hộ có app ngân hàng, ví điện tử hoặc Mobile Money",),
        (
            "Hỏi hộ đang trả tiền điện bằng cách nào. Không trả bằng tiền mặt là đạt.",
            "Chưa: làm trang “Tài khoản ngân hàng, ví, Mobile Money” cho một người trong hộ.",
            "Người đó tự trả kỳ hóa đơn tới trên máy của mình; cộng tác viên đứng bên chỉ dẫn.",
            "Mobile Money cũng trả được tiền điện: có hạn mức riêng cho hóa đơn thiết yếu.",
            "Về Ba Không: ở trang của hộ, đánh dấu “Tiền điện không tiền mặt”.",
        ),
        (
            ("Sợ lừa đảo", "Chỉ trả trong app đã cài đúng, không bấm đường dẫn trong tin nhắn lạ."),
            ("Không biết dùng", "Mời con cháu trong nhà cùng làm. Ghi lý do “Không biết dùng”."),
            ("Chưa có tài khoản", "Ghi lý do “Chưa có tài khoản”."),
        ),
        ("Không thu tiền mặt của dân để trả hộ.", "Không ghi mã khách hàng hay số tài khoản."),
    ),
)
