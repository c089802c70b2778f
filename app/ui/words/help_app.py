"""Help with this app itself: from the first scan to the receipt, and what the lights mean."""

from __future__ import annotations

from app.ui.words.page import Page

PAGES = (
    Page(
        "start",
        "Bắt đầu: quét mã, đăng ký máy",
        "qr",
        (("qr", "Quét mã"), ("phone", "Mở ứng dụng"), ("key", "Đăng ký"), ("list", "Có danh sách")),
        "Cộng tác viên mới nhận máy hoặc đổi máy.",
        ("Mã QR hoặc mã đăng ký do cán bộ xã cấp", "Mạng Wi-Fi hoặc 4G, chỉ cần lần đầu"),
        (
            "Dùng máy ảnh của điện thoại quét mã QR rồi mở đường dẫn hiện ra.",
            "Bấm “Đăng ký”. Mã chỉ dùng một lần và có hạn.",
            "Chờ danh sách hộ của thôn hiện ra. Từ đó không cần mạng nữa.",
            "Thêm ứng dụng vào màn hình chính để mở được khi không có mạng.",
        ),
        (
            ("Mã không đúng, đã dùng hoặc hết hạn", "Xin cán bộ xã mã mới."),
            ("Chưa thấy hộ nào", "Bấm “Đồng bộ ngay” khi có mạng."),
        ),
        ("Không chụp mã đăng ký gửi cho người khác.",),
    ),
    Page(
        "roster",
        "Tìm hộ, thêm hộ, thêm người",
        "home",
        (("search", "Gõ vài chữ"), ("home", "Mở hộ"), ("add", "Thêm nếu chưa có")),
        "Mọi buổi làm việc.",
        (),
        (
            "Gõ vài chữ đầu của tên, không cần dấu: “ng t hop” tìm ra Nguyễn Thị Hợp. "
            "Gõ số hộ cũng được.",
            "Bấm vào hộ để mở. Dấu xanh là đã hỏi đủ, dấu tròn rỗng là chưa hỏi.",
            "Chưa có hộ: bấm “Thêm hộ”, nhập tên chủ hộ hoặc số hộ, rồi số người.",
            "Chưa biết tên từng người cũng được: máy tạo “Người thứ 1”, “Người thứ 2”. "
            "Sau này bấm vào để điền tên và năm sinh.",
            "Người chuyển đi hoặc đã mất: đổi tình trạng, đừng xóa.",
        ),
        (
            ("Không tìm thấy hộ", "Gõ ít chữ hơn, hoặc tìm theo số hộ."),
            ("Máy không cho lưu dãy 12 chữ số", "Đó giống số căn cước. Hãy xóa dãy số đó."),
        ),
        ("Không ghi số căn cước, số điện thoại hay số tài khoản vào ô tên và ghi chú.",),
    ),
    Page(
        "tick",
        "Đánh dấu, hoàn tác",
        "check",
        (("person", "Chọn người"), ("check", "Đánh dấu"), ("save", "Đã lưu"), ("undo", "Hoàn tác")),
        "Mỗi người trong hộ, mỗi mục một lần hỏi.",
        (),
        (
            "Bấm “Có” khi đã có, “Chưa” khi hỏi rồi mà chưa có.",
            "“Chưa hỏi” khác với “Chưa”: chưa hỏi thì xã biết là còn phải hỏi.",
            "Có rồi thì chọn thêm “Đã có sẵn” hay “Vừa làm xong”.",
            "Chưa làm được thì ghi lý do, để xã biết vướng ở đâu.",
            "Thấy “Đã lưu” là số liệu đã nằm trong máy, tắt máy cũng không mất.",
            "Bấm nhầm: bấm “Hoàn tác” trong 10 giây, hoặc chọn lại ô đúng bất cứ lúc nào.",
        ),
        (
            ("Người dân vắng nhà", "Bấm “Vắng nhà” ở trang của hộ rồi sang hộ khác."),
            (
                "Người dân từ chối tiếp tổ",
                "Bấm “Từ chối” ở trang của hộ. Không ép, không đoán câu trả lời.",
            ),
            (
                "Người dân không đồng ý cung cấp thông tin",
                "Ghi “Không đồng ý” ở mục Đồng ý. Vẫn giúp như mọi người.",
            ),
        ),
        ("Không đánh dấu khi chưa hỏi.",),
        "tick",
    ),
    Page(
        "lights",
        "Đèn báo điều kiện nghĩa là gì",
        "light",
        (("green", "Làm được ngay"), ("yellow", "Cần hỏi trước"), ("red", "Còn thiếu")),
        "Xem trước khi bắt đầu một việc, để người dân không phải chờ vô ích.",
        (),
        (
            "Xanh: đủ giấy tờ, điện thoại, SIM. Làm được ngay.",
            "Vàng: còn điều kiện chưa hỏi. Hỏi trước rồi hãy làm.",
            "Đỏ: còn thiếu điều kiện. Đọc cho người dân việc cần làm trước, hẹn lần sau.",
            "Màu luôn đi cùng hình và chữ, nên không phân biệt màu vẫn đọc được.",
        ),
        (("Đèn đỏ nhưng người dân nói đã có", "Sửa lại câu trả lời ở mục đó; đèn đổi theo."),),
        (),
    ),
    Page(
        "evening",
        "Buổi làm việc ở nhà văn hóa",
        "group",
        (
            ("group", "Mở phiên"),
            ("person", "Ghi có mặt"),
            ("wait", "Chờ OTP"),
            ("list", "Tổng kết"),
        ),
        "Tổ đi làm tại nhà văn hóa thôn hoặc đến từng nhà.",
        ("Máy đã sạc đầy; danh sách hộ đã có trong máy",),
        (
            "Bấm “Mở phiên”, chọn thôn, ghi tên tổ. Các máy ghi cùng tên tổ thì chung một phiên.",
            "Gõ vài chữ để tìm người đến, bấm “Ghi có mặt”.",
            "Mã OTP lâu về: cho người đó vào phòng chờ, giúp người tiếp theo. "
            "Máy nhớ ai chờ từ mấy giờ.",
            "Cuối buổi: mở “Tổng kết”, đọc to cho mọi người nghe, rồi gửi về xã.",
        ),
        (("Mất mạng giữa buổi", "Cứ làm tiếp. Máy lưu hết và tự gửi khi có mạng."),),
        ("Không giữ điện thoại của người dân để chờ mã OTP thay họ.",),
    ),
    Page(
        "progress",
        "Tiến độ và ai còn thiếu",
        "chart",
        (("chart", "Xem tiến độ"), ("list", "Bấm vào chỉ tiêu"), ("person", "Gặp người dễ trước")),
        "Khi cần biết thôn còn thiếu bao nhiêu và nên gặp ai trước.",
        (),
        (
            "Mỗi ô là một chỉ tiêu: tỷ lệ hiện nay, mục tiêu, số đã hỏi.",
            "“Còn thiếu 23 người để đạt 65 %” là số người ít nhất cần có thêm.",
            "Bấm vào ô để xem danh sách. Người ở trên là dễ làm nhất: đủ điều kiện mà chưa hỏi.",
            "Bấm vào tên để mở trang của người đó.",
            "Người chưa hỏi vẫn nằm trong mẫu số, nên hỏi đủ thì tỷ lệ mới thật.",
        ),
        (("Số trên máy khác số của xã", "Bấm “Đồng bộ ngay”; máy khác có thể đã ghi thêm."),),
        (),
    ),
    Page(
        "outbox",
        "Gửi về xã, bàn giao",
        "send",
        (("save", "Đã lưu"), ("send", "Tự gửi"), ("check", "Xã đã nhận đủ")),
        "Cuối buổi, khi có mạng.",
        (),
        (
            "Máy tự gửi khi có mạng. Muốn gửi ngay thì bấm “Đồng bộ ngay”.",
            "“Đã gửi 38/38, xã đã nhận đủ”: xong, có thể yên tâm.",
            "“Đã gửi 30/38, 8 mục chờ có mạng”: 8 mục đó vẫn an toàn trong máy.",
            "“2 mục chờ xã xem xét”: xã đã nhận, giữ riêng chờ cán bộ xã; bạn không phải làm gì.",
            "“2 mục bị trả lại”: mở Hộp chờ gửi, đọc lý do, bấm “Sửa bản ghi này”.",
            "“Hai máy ghi khác nhau”: xem cả hai giá trị, bấm “Giữ giá trị này” ở giá trị đúng, "
            "hoặc “Đã xem” nếu giá trị đang được tính là đúng.",
        ),
        (
            ("Mã BK401", "Chưa có mạng hoặc máy chủ chưa bật. Số liệu vẫn còn; thử lại sau."),
            ("Mã BK302", "Xin cán bộ xã mã mới, rồi bấm “Nhập mã mới” ở Hộp chờ gửi."),
            ("Mã BK402", "Wi-Fi đòi đăng nhập. Đăng nhập Wi-Fi hoặc dùng mạng khác."),
            ("Ngày giờ của máy có vẻ sai", "Chỉnh lại ngày giờ trong cài đặt của điện thoại."),
        ),
        ("Không xóa dữ liệu trình duyệt hay gỡ ứng dụng khi còn bản ghi chưa gửi.",),
        "outbox",
    ),
    Page(
        "hand-over",
        "Bàn giao khi không có mạng",
        "save",
        (
            ("save", "Xuất tệp"),
            ("send", "Đưa về xã"),
            ("check", "Xã nhận"),
            ("download", "Lấy biên nhận"),
        ),
        "Nhiều ngày không có mạng, hoặc cần đưa số liệu về xã ngay.",
        ("USB, Zalo hoặc Bluetooth; hoặc máy của xã có máy ảnh để đọc mã QR",),
        (
            "Ở Hộp chờ gửi, bấm “Bàn giao bằng tệp”.",
            "Bấm “Lưu tệp vào máy” rồi chép tệp vào USB; hoặc bấm “Gửi qua Zalo, Bluetooth…”.",
            "Ít bản ghi và đang ở cạnh máy xã: bấm “Hiện mã QR”, để màn hình trước máy ảnh của xã.",
            "Xã nhận xong sẽ đưa biên nhận. Quét mã QR của biên nhận bằng máy ảnh điện thoại, "
            "hoặc bấm “Chọn tệp biên nhận”.",
            "Chưa có biên nhận thì bản ghi vẫn ở trên máy; có mạng lại, máy vẫn tự gửi như thường.",
        ),
        (
            ("Đã đưa tệp rồi mà sợ xã nhận hai lần", "Không sao: nhận hai lần chỉ tính một lần."),
            ("Tệp bị hỏng hoặc thất lạc trên đường", "Xuất tệp mới. Tệp cũ không ai đọc được."),
            ("Mã QR quá nhiều, đọc lâu", "Dùng tệp: lưu vào máy rồi chép vào USB."),
        ),
        ("Không xóa dữ liệu trình duyệt hay gỡ ứng dụng khi chưa có biên nhận của xã.",),
    ),
)
