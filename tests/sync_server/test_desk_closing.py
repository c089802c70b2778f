"""Closing a quarter at the desk, and the files that scripts and officers fetch."""

from __future__ import annotations

import html
import io
import json
import re
from uuid import UUID

import pytest
from openpyxl import load_workbook

from shared.checks import check_document
from shared.places import CAM_TAN
from sync_server import check_command, closings
from sync_server.documents import read_document
from sync_server.exports import MEDIA
from tests.support.desk import BOARD, IN_QUARTER, Office, row_of, text_of
from tests.support.people import (
    NOW_MS,
    QUARTER,
    VISIT_DAY,
    a_household,
    a_member,
    an_answer,
    numbered,
)
from tests.sync_server.test_log import phone_of, push
from tests.sync_server.word_reader import texts_of

CLOSING = "/communes/15178/closing"
_PHONES = 0x0195_0000_0000_7000_8000_0000_0000_0000
FILES = "/v1/communes/15178/reports/2025-Q1"


def furnished(office: Office) -> Office:
    """Eleven adults in two villages; what the office declares of all its figures."""
    for village in (1, 2):
        phone = phone_of(office.database, UUID(int=_PHONES + village), f"cam-tan-{village:02d}")
        house = a_household(village=phone.villages[0])
        people = [a_member(house, slot=slot, village=house.village) for slot in range(1, 7)]
        ticks = [an_answer(each, "smartphone", village=house.village) for each in people]
        push(office.database, phone, numbered([house, *people, *ticks], phone.id))
    for code in ("CT01", "CT02", "CT03", "CT04", "CT05", "CT12", "CT16"):
        office.declare(code, 18, 20)
    return office


def form_of(page: str) -> dict[str, str]:
    """Return what the page's form would send, with every explanation written."""
    names = re.findall(r'<textarea[^>]*name="(why-[^"]+)"', page)
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen, page
    told = dict.fromkeys(names, "Đang trong đợt thăm hộ")
    return {
        **told,
        "seen": seen[1],
        "sure": "yes",
        "do": "close",
        "title": "PHÓ CHỦ TỊCH",
        "name": "Hoàng Văn Đạt",
    }


def closed(office: Office) -> Office:
    answer = office.post(CLOSING + IN_QUARTER, **form_of(office.page(CLOSING + IN_QUARTER)))
    assert answer.status_code == 303, text_of(answer.text)
    return office


def test_a_quarter_is_closed_with_explanations_and_its_files_are_listed(office: Office) -> None:
    furnished(office)
    before = office.page(CLOSING + IN_QUARTER)
    assert "Bản dự thảo" in before

    closed(office)

    page = office.page(CLOSING + IN_QUARTER + "&saved=0")
    assert "✓ Đã chốt" in page
    assert "Phạm Thị Hạnh" in page
    assert f"{FILES}.docx?issue=0" in html.unescape(page)
    assert f"{FILES}.xlsx?public=1&issue=0" in html.unescape(page)
    assert "chưa có bản ghi nào của quý này đến thêm" in page


def test_without_confirming_or_explaining_nothing_is_closed_and_nothing_typed_is_lost(
    office: Office,
) -> None:
    furnished(office)
    form = form_of(office.page(CLOSING + IN_QUARTER))

    unsure = office.post(CLOSING + IN_QUARTER, **{**form, "sure": ""})
    silent = office.post(
        CLOSING + IN_QUARTER,
        **{name: "" if name.startswith("why-") else value for name, value in form.items()},
    )

    assert (unsure.status_code, silent.status_code) == (422, 422)
    assert "BK680" in unsure.text
    assert "BK674" in silent.text
    assert "Đang trong đợt thăm hộ" in unsure.text
    assert "Hoàng Văn Đạt" in silent.text
    assert "Bản dự thảo" in office.page(CLOSING + IN_QUARTER)


def test_one_explanation_does_for_all_warnings_of_one_kind(office: Office) -> None:
    form = form_of(office.page(CLOSING + IN_QUARTER))
    rules = [name for name in form if re.fullmatch(r"why-R_\w+", name)]
    assert rules
    few = {
        name: value for name, value in form.items() if not re.fullmatch(r"why-[0-9a-f]{16}", name)
    }

    answer = office.post(CLOSING + IN_QUARTER, **few)

    assert answer.status_code == 303, text_of(answer.text)


def test_before_closing_it_is_said_how_many_people_contradict_themselves(office: Office) -> None:
    furnished(office)
    before = office.page(CLOSING + IN_QUARTER)
    phone = phone_of(office.database, UUID(int=_PHONES + 1), "cam-tan-01")
    house = a_household()
    odd = a_member(house)
    said = [an_answer(odd, "vneid", "none"), an_answer(odd, "vneid_active")]
    push(office.database, phone, numbered([house, odd, *said], phone.id, start=100))

    page = text_of(office.page(CLOSING + IN_QUARTER))
    listed = text_of(office.page(f"{BOARD}/lists?kind=mau-thuan"))

    assert "mâu thuẫn" not in before
    assert "1 người có câu trả lời mâu thuẫn , như đã kích hoạt VNeID mà chưa có tài khoản" in page
    assert "Câu trả lời mâu thuẫn" in listed
    assert "Kích hoạt VNeID: Có" in listed


def declared(office: Office, code: str, numerator: int, denominator: int) -> None:
    told = {"source": "Sổ của xã", "person": "Lê Thị Mai"}
    counts = {"numerator": str(numerator), "denominator": str(denominator)}
    answer = office.post(f"{BOARD}/figures{IN_QUARTER}", code=code, **counts, **told)
    assert answer.status_code == 303, text_of(answer.text)


def test_an_error_in_what_the_office_declares_blocks_the_closing_until_it_is_mended(
    office: Office,
) -> None:
    for code in ("CT01", "CT02", "CT04"):
        declared(office, code, 42, 42)
    declared(office, "CT02", 5_000, 5_000)
    page = office.page(CLOSING + IN_QUARTER)
    assert "Mẫu số “tổng số cán bộ, công chức” ghi 42, 5.000" in text_of(page)

    refused = office.post(CLOSING + IN_QUARTER, **form_of(page))

    assert refused.status_code == 422
    assert "BK673" in refused.text
    assert "Mẫu số “tổng số cán bộ, công chức” ghi 42, 5.000" in text_of(refused.text)
    with office.database.reading() as cursor:
        assert cursor.one("SELECT count(*) FROM closing") == (0,)

    declared(office, "CT02", 40, 42)
    closed(office)

    assert "✓ Đã chốt" in office.page(CLOSING + IN_QUARTER + "&saved=0")


def test_what_would_be_printed_as_not_declared_needs_an_explanation(office: Office) -> None:
    furnished(office)
    with office.database.reading() as cursor:
        made = closings.preview(cursor, CAM_TAN, QUARTER, VISIT_DAY)
    (silent,) = [each for each in made.findings if each.quote.startswith("Mục 2.1:")]
    form = form_of(office.page(CLOSING + IN_QUARTER))
    left = {"why-R_UNDECLARED": "", f"why-{closings.key_of(silent)}": ""}

    answer = office.post(CLOSING + IN_QUARTER, **{**form, **left})

    assert answer.status_code == 422
    assert "BK674" in answer.text
    assert "Mục 2.1: " in text_of(answer.text)


def test_an_explanation_whose_warning_has_other_figures_by_now_is_shown_to_be_copied(
    office: Office,
) -> None:
    furnished(office)
    form = form_of(office.page(CLOSING + IN_QUARTER))
    written = {name: f"Vì {name}" for name in form if name.startswith("why-")}
    declared(office, "CT01", 13, 13)
    declared(office, "CT12", 3, 4)

    refused = office.post(CLOSING + IN_QUARTER, **{**form, **written})

    assert "BK675" in refused.text
    shown = text_of(refused.text)
    assert "Giải trình đã ghi cho cảnh báo nay không còn hoặc đã đổi số" in shown
    assert {text for text in written.values() if text in shown} == {*written.values()}


def test_a_village_nobody_visited_is_explained_once_for_as_long_as_nothing_changes_there(
    office: Office,
) -> None:
    furnished(office)
    phone = phone_of(office.database, UUID(int=_PHONES + 3), "cam-tan-03")
    house = a_household(village="cam-tan-03")
    people = [a_member(house, slot=slot, village=house.village) for slot in range(1, 4)]
    push(office.database, phone, numbered([house, *people], phone.id))
    page = office.page(CLOSING + IN_QUARTER)
    (asked,) = re.findall(r"<q>([^<]*: đã hỏi 0/3 người)</q> Hầu như chưa hỏi ai ở thôn này", page)
    (name,) = re.findall(rf'{asked}.*?name="(why-[0-9a-f]+)"', page, re.DOTALL)
    form = {**form_of(page), name: "Thôn đang ngập"}

    silent = office.post(CLOSING + IN_QUARTER, **{**form, name: ""})
    answer = office.post(CLOSING + IN_QUARTER, **form)

    assert "BK674" in silent.text
    assert answer.status_code == 303, text_of(answer.text)
    office.declare("CT05", 19, 20)
    assert f'name="{name}" rows="2" maxlength="500">Thôn đang ngập<' in office.page(
        CLOSING + IN_QUARTER
    )
    paper = read_document("0.docx", office.browser.get(f"{FILES}.docx?issue=0").content)
    assert [each for each in check_document(paper) if "đã hỏi" in each.quote] == []


def test_one_coverage_is_told_by_board_trend_closing_and_annex(office: Office) -> None:
    furnished(office)
    for code in ("CT10", "CT11", "CT12"):
        declared(office, code, 1, 2)

    board = row_of(office.page(BOARD + IN_QUARTER), "CT10")
    trend = text_of(office.page(f"{BOARD}/trend{IN_QUARTER}"))
    closing = text_of(office.page(CLOSING + IN_QUARTER))
    closed(office)
    annex = text_of(office.page(f"{BOARD}/report{IN_QUARTER}"))

    assert board[:4] == ["1", "14", "12", "14 %"]
    assert "1/14 đã hỏi 14 %" in trend
    for page in (closing, annex):
        assert "Mới hỏi 14 %; 12 người hoặc doanh nghiệp chưa hỏi" in page


def test_late_figures_are_shown_and_go_to_an_amendment(office: Office) -> None:
    closed(furnished(office))
    office.declare("CT02", 19, 20)

    page = office.page(CLOSING + IN_QUARTER)
    assert "Bản ghi đến sau khi chốt: 1" in text_of(page)
    assert "18/20 (90,00 %) 19/20 (95,00 %)" in text_of(page)
    form = {**form_of(page), "do": "amend", "reason": "Đếm thiếu một người"}
    answer = office.post(CLOSING + IN_QUARTER, **form)

    assert answer.status_code == 303, text_of(answer.text)
    assert "Bản bổ sung số 1" in text_of(office.page(CLOSING + IN_QUARTER))
    rows = {
        issue: json.loads(office.browser.get(f"{FILES}.json?issue={issue}").text)["rows"][1]
        for issue in (0, 1)
    }
    assert (rows[0]["numerator"], rows[1]["numerator"]) == (18, 19)


def amended(office: Office, code: str = "CT02", numerator: int = 19) -> Office:
    """Declare another figure, and take it into an amendment."""
    office.declare(code, numerator, 20)
    page = office.page(CLOSING + IN_QUARTER)
    form = {**form_of(page), "do": "amend", "reason": "Đếm thiếu một người"}
    answer = office.post(CLOSING + IN_QUARTER, **form)
    assert answer.status_code == 303, text_of(answer.text)
    return office


def test_after_an_amendment_the_board_and_scripts_give_out_the_latest_issue(
    office: Office,
) -> None:
    amended(closed(furnished(office)))

    board = office.page("/communes/15178" + IN_QUARTER)
    script = json.loads(office.browser.get(f"{FILES}.json").text)

    assert "Bản bổ sung số 1 ngày 20/02/2025" in text_of(board)
    for issue in (0, 1):
        for suffix in MEDIA:
            assert f"{FILES}.{suffix}?issue={issue}" in board
    assert f'{FILES}.docx"' not in board
    assert script["rows"][1]["numerator"] == 19
    page = text_of(office.page("/communes/15178/report" + IN_QUARTER))
    assert "Bản bổ sung số 1" in page
    assert "bản bổ sung số 1" in text_of(office.page(f"{BOARD}/trend{IN_QUARTER}"))


def test_a_closing_and_its_amendments_contradict_neither_each_other_nor_themselves(
    office: Office,
) -> None:
    closed(furnished(office))
    issues = [0, 1, 2]
    for numerator in (19, 17):
        amended(office, "CT05", numerator)
    papers = [(f"{n}.docx", office.browser.get(f"{FILES}.docx?issue={n}").content) for n in issues]
    read = [(name, read_document(name, content)) for name, content in papers]

    *alone, together = check_command.parts_of(read)

    for part in (*alone, together):
        assert [each for each in part.findings if each.level == "error"] == [], part.title
    told = {(each.rule, each.documents) for each in together.findings}
    assert ("R_ACROSS_VALUES", ("0.docx", "2.docx")) in told


def test_a_day_at_the_end_of_an_explanation_is_no_figure(office: Office) -> None:
    furnished(office)
    form = form_of(office.page(CLOSING + IN_QUARTER))
    told = {
        name: "Thôn 1 hỏi sau, sẽ xong trước 31/12." if name.startswith("why-") else value
        for name, value in form.items()
    }
    assert office.post(CLOSING + IN_QUARTER, **told).status_code == 303
    content = office.browser.get(f"{FILES}.docx?issue=0").content

    (found,) = check_command.parts_of([("0.docx", read_document("0.docx", content))])

    assert [each for each in found.findings if each.level == "error"] == []


def test_in_an_amendment_what_explained_most_stands_once_and_what_explained_one_beside_it(
    office: Office,
) -> None:
    furnished(office)
    page = office.page(CLOSING + IN_QUARTER)
    form = form_of(page)
    rule = "why-R_UNDECLARED"
    with office.database.reading() as cursor:
        made = closings.preview(cursor, CAM_TAN, QUARTER, VISIT_DAY)
    silent = [each for each in made.findings if each.rule == "R_UNDECLARED"]
    one = f"why-{closings.key_of(silent[-1])}"
    assert len(silent) > 2
    own = dict.fromkeys(re.findall(r'name="(why-[0-9a-f]{16})"', page), "")
    form |= own | {rule: "Chưa có văn bản", one: "Riêng việc này"}
    form |= {name: "Đang hỏi" for name in form if name.startswith("why-R_") and name != rule}
    answer = office.post(CLOSING + IN_QUARTER, **form)
    assert answer.status_code == 303, text_of(answer.text)
    office.declare("CT05", 19, 20)

    page = office.page(CLOSING + IN_QUARTER)

    typed = dict(re.findall(r'name="(why-[^"]+)"[^>]*>([^<]*)</textarea>', page))
    assert typed[rule] == "Chưa có văn bản"
    assert typed[one] == "Riêng việc này"
    assert [*typed.values()].count("Chưa có văn bản") == 1


def test_an_amendment_begins_with_the_explanations_and_the_signer_of_the_last_issue(
    office: Office,
) -> None:
    closed(furnished(office))
    office.declare("CT05", 19, 20)

    page = office.page(CLOSING + IN_QUARTER)
    typed = dict(re.findall(r'name="(why-[^"]+)"[^>]*>([^<]*)</textarea>', page))

    assert list(typed.values()).count("Đang trong đợt thăm hộ") >= 2
    assert 'value="Hoàng Văn Đạt"' in page
    assert "<option selected>PHÓ CHỦ TỊCH</option>" in page
    form = {**form_of(page), **typed, "do": "amend", "reason": "Đếm thiếu"}
    answer = office.post(CLOSING + IN_QUARTER, **form)
    assert answer.status_code == 303, text_of(answer.text)


OWN = {
    "difficulties": "- Nhà văn hóa Phú Lai chưa có mạng\r\nĐiện hay mất.",
    "proposals": "Cấp thêm <một> máy",
}


def said_by_the_office(page: str) -> dict[str, str]:
    return {
        name: html.unescape(said)
        for name, said in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)<', page)
        if name in OWN
    }


def test_what_the_office_says_itself_is_closed_with_the_report_and_stands_wherever_it_is_read(
    office: Office,
) -> None:
    furnished(office)
    form = form_of(office.page(CLOSING + IN_QUARTER))
    assert office.post(CLOSING + IN_QUARTER, **form, **OWN).status_code == 303

    for public in ("", "&public=1"):
        page = text_of(office.page(f"{BOARD}/report{IN_QUARTER}{public}"))
        data = json.loads(office.browser.get(f"{FILES}.json?issue=0{public}").text)
        paper = texts_of(office.browser.get(f"{FILES}.docx?issue=0{public}").content)

        assert "vướng mắc Nhà văn hóa Phú Lai chưa có mạng; Điện hay mất. Đề xuất" in page
        assert "kiến nghị Cấp thêm <một> máy." in page
        assert data["own_words"] == {
            "difficulties": ["Nhà văn hóa Phú Lai chưa có mạng", "Điện hay mất."],
            "proposals": ["Cấp thêm <một> máy"],
        }
        assert "- Nhà văn hóa Phú Lai chưa có mạng;" in paper
        assert "- Cấp thêm <một> máy." in paper


def test_an_amendment_begins_with_the_office_s_own_words_and_may_change_them(
    office: Office,
) -> None:
    furnished(office)
    form = form_of(office.page(CLOSING + IN_QUARTER))
    assert office.post(CLOSING + IN_QUARTER, **form, **OWN).status_code == 303
    office.declare("CT05", 19, 20)

    page = office.page(CLOSING + IN_QUARTER)

    begun = said_by_the_office(page)
    assert begun == {
        "difficulties": "Nhà văn hóa Phú Lai chưa có mạng\nĐiện hay mất.",
        "proposals": "Cấp thêm <một> máy",
    }
    form = {**form_of(page), **begun, "do": "amend", "reason": "Đếm thiếu", "proposals": ""}
    assert office.post(CLOSING + IN_QUARTER, **form).status_code == 303
    said = {
        issue: json.loads(office.browser.get(f"{FILES}.json?issue={issue}").text)["own_words"]
        for issue in (0, 1)
    }
    assert [len(said[issue]["proposals"]) for issue in (0, 1)] == [1, 0]
    assert said[0]["difficulties"] == said[1]["difficulties"]


def test_the_office_s_own_words_are_not_lost_where_the_form_is_refused(office: Office) -> None:
    furnished(office)
    form = form_of(office.page(CLOSING + IN_QUARTER))
    card = {**OWN, "proposals": "Cấp thẻ cho 001085000123"}

    unsure = office.post(CLOSING + IN_QUARTER, **{**form, **OWN, "sure": ""})
    numbered_card = office.post(CLOSING + IN_QUARTER, **form, **card)

    assert "BK680" in unsure.text
    assert said_by_the_office(unsure.text) == OWN
    assert "BK108" in numbered_card.text
    assert said_by_the_office(numbered_card.text)["difficulties"]
    assert "Bản dự thảo" in office.page(CLOSING + IN_QUARTER)


def test_the_page_to_print_and_the_word_file_say_the_same_where_nothing_was_recorded(
    office: Office,
) -> None:
    closed(furnished(office))
    silent = "Trong kỳ, cộng tác viên chưa ghi lý do vướng mắc nào."

    page = text_of(office.page(f"{BOARD}/report{IN_QUARTER}"))
    paper = texts_of(office.browser.get(f"{FILES}.docx").content)

    assert silent in page
    assert silent in paper


def test_what_explained_all_of_one_kind_stands_once_in_the_amendment_where_a_number_has_changed(
    office: Office,
) -> None:
    furnished(office)
    office.declare("CT05", 8, 20)
    office.declare("CT16", 9, 20)
    page = office.page(CLOSING + IN_QUARTER)
    rules = {name for name in form_of(page) if re.fullmatch(r"why-R_\w+", name)}
    form = {
        name: "" if re.fullmatch(r"why-[0-9a-f]{16}", name) and rules else value
        for name, value in form_of(page).items()
    }
    assert office.post(CLOSING + IN_QUARTER, **form).status_code == 303
    office.declare("CT05", 7, 20)

    page = office.page(CLOSING + IN_QUARTER)

    typed = dict(re.findall(r'name="(why-[^"]+)"[^>]*>([^<]*)</textarea>', page))
    assert rules
    assert {typed[rule] for rule in rules & typed.keys()} == {"Đang trong đợt thăm hộ"}
    assert "nay không còn hoặc đã đổi số" not in page


def test_a_figure_declared_after_the_closing_is_said_to_wait_for_an_amendment(
    office: Office,
) -> None:
    closed(furnished(office))

    page = text_of(office.page(f"/communes/15178/figures{IN_QUARTER}&saved=CT02"))

    assert "Quý I năm 2025 đã chốt ngày 20/02/2025." in page
    assert "✓ Đã lưu, chưa vào báo cáo: cần lập bản bổ sung" in page


def test_what_waits_for_a_decision_is_not_called_nothing_after_the_closing(office: Office) -> None:
    closed(furnished(office))
    phone = phone_of(office.database, UUID(int=_PHONES + 1), "cam-tan-01")
    push(office.database, phone, numbered([a_household()], phone.id, start=14))

    page = text_of(office.page(CLOSING + IN_QUARTER))

    assert "1 bản ghi chờ duyệt" in page
    assert "Ngoài những bản ghi chờ duyệt, từ lần chốt gần nhất chưa có bản ghi nào" in page


def test_the_public_version_of_an_issue_can_be_read_and_printed(office: Office) -> None:
    closed(furnished(office))

    page = html.unescape(office.page(CLOSING + IN_QUARTER))

    assert f"/communes/15178/report{IN_QUARTER}&issue=0&public=1" in page


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "csv", "json"])
def test_a_closed_file_comes_by_http_the_same_each_time_and_a_draft_says_so(
    office: Office, suffix: str
) -> None:
    draft = office.browser.get(f"{FILES}.{suffix}")
    closed(furnished(office))

    first, again = (office.browser.get(f"{FILES}.{suffix}") for _ in range(2))

    assert "du-thao" in draft.headers["content-disposition"]
    assert first.status_code == 200
    assert first.content == again.content != draft.content
    assert first.headers["content-type"] == MEDIA[suffix]
    assert f"bao-cao-15178-2025-Q1.{suffix}" in first.headers["content-disposition"]


def test_the_interface_and_the_files_say_the_same_sixteen_figures(office: Office) -> None:
    closed(furnished(office))

    interface = json.loads(office.browser.get(f"/v1/communes/15178/indicators{IN_QUARTER}").text)
    in_file = json.loads(office.browser.get(f"{FILES}.json").text)
    sheet = load_workbook(io.BytesIO(office.browser.get(f"{FILES}.xlsx").content))["16 chỉ tiêu"]

    assert in_file["rows"] == interface["rows"]
    in_sheet = [row[3] or 0 for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert in_sheet == [row["numerator"] for row in interface["rows"]]


def test_the_report_is_a_page_to_print_and_the_public_one_hides_small_counts(
    office: Office,
) -> None:
    furnished(office)
    page = office.page("/communes/15178/report" + IN_QUARTER)
    assert "DỰ THẢO" in page
    assert page.count('<th scope="row">') >= 16
    closed(office)

    final = office.page("/communes/15178/report" + IN_QUARTER)
    public = office.page("/communes/15178/report" + IN_QUARTER + "&public=1")

    assert "DỰ THẢO" not in final
    assert re.search(r'<th scope="row">Toàn xã</th>', final)
    assert "Đang trong đợt thăm hộ" in final
    assert "Đang trong đợt thăm hộ" not in public
    assert "Bản công khai" in public
    assert ", Phạm Thị Hạnh." in final
    assert ", Phạm Thị Hạnh." not in public


def test_an_issue_that_there_is_not_is_a_problem_page(office: Office) -> None:
    answer = office.browser.get(f"/communes/15178/report{IN_QUARTER}&issue=3")

    assert answer.status_code == 404
    assert "BK678" in answer.text


def test_another_communes_closing_is_nobodys_business(office: Office) -> None:
    answer = office.browser.get("/communes/15133/closing")

    assert answer.status_code in (403, 404)


def test_the_clock_decides_which_quarter_can_be_closed(office: Office) -> None:
    answer = office.browser.get(f"{CLOSING}?quarter=2026-Q1")

    assert answer.status_code == 422
    assert NOW_MS < 1_767_225_600_000
