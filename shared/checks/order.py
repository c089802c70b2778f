"""Rules of time: what cannot come before or after what, in a paper and the papers it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from shared.checks.claims import Reading
from shared.checks.days import Day, Span, days_in, month, own_day, reported
from shared.checks.finding import Finding, Level
from shared.checks.heads import title_of
from shared.checks.rule import Known, Rule
from shared.checks.surroundings import words_up_to

_PAPER = (
    r"(?:Kế hoạch|Quyết định|Công văn|Nghị quyết|Nghị định|Thông tư|Chỉ thị|Luật|Hướng dẫn|Thông báo|Báo cáo"
    r"|Tờ trình|Đề án|Văn bản|kế hoạch|quyết định|công văn|nghị quyết|văn bản|thông báo|hướng dẫn)"
)


_CITED = re.compile(rf"{_PAPER}[^.;]{{0,60}}?(?:số\s*:?\s*)?\d+[^.;]{{0,40}}?ngày\s*$")


_ANNEX = re.compile(r"(?:[Kk]èm theo|[Bb]an hành kèm)[^.;)]{0,60}ngày\s*$")


_DATA_TO = re.compile(
    r"(?:tính đến|[Ss]ố liệu (?:tính )?đến|chốt (?:số liệu )?(?:đến|vào)?|đến thời điểm|luỹ kế đến|lũy kế đến)"
    r"(?: hết)?(?: ngày)?\s*$"
)


_STARTS = re.compile(
    r"(?:[Tt]hực hiện từ|[Bb]ắt đầu(?: từ)?|[Tt]hời gian(?: thực hiện)?:? từ|[Tt]riển khai từ)(?: ngày)?\s*$"
)


_DONE_BY = re.compile(r"[Hh]oàn thành (?:trong|trước|xong trước|chậm nhất)(?: ngày)?\s*$")


_DONE_MONTH = re.compile(r"[Hh]oàn thành (?:trong|trước)\s+tháng\s+(\d{1,2})\s?/\s?(20\d{2})")


def _order(level: Level, quote: str, message: str, mend: str) -> Finding:
    return Finding(level, "R_DATE_ORDER", " ".join(quote.split())[:240], message, mend)


def dates(reading: Reading, known: Known) -> Iterator[Finding]:
    own = own_day(reading.lines)
    cited: list[Day] = []
    annexes: list[Day] = []
    for sentence in dict.fromkeys(reading.lines):
        for each in days_in(sentence):
            before = _before(sentence, each)
            if each.day and _ANNEX.search(before):
                annexes.append(each)
            elif each.day and _CITED.search(before):
                cited.append(each)
                yield from _of_a_cited(sentence, each, own)
            else:
                yield from _loose(sentence, each, own, reading.is_plan)
        yield from _reversed(sentence)
        yield from _overdue(sentence, own if reading.is_plan else None)
    yield from _annexes(annexes, cited, own)
    if own and reading.is_report:
        yield from _period(reading, own)
    yield from _lasted(reading, cited)


def _before(sentence: str, each: Day) -> str:
    return sentence[max(0, each.start - 130) : each.start]


def _of_a_cited(sentence: str, each: Day, own: Span | None) -> Iterator[Finding]:
    yield from _ahead_of_itself(sentence, each)
    if own and each.day and each.day > own.last:
        yield _later(sentence, each, own)


def _loose(sentence: str, each: Day, own: Span | None, is_plan: bool) -> Iterator[Finding]:
    if each.day is None:
        wrong = f"Không có ngày {each.quote} trong lịch."
        yield _order("error", each.quote, wrong, "Ghi lại ngày đúng.")
    elif own and (found := _against(sentence, each, own, is_plan)):
        yield found


def _overdue(sentence: str, own: Span | None) -> Iterator[Finding]:
    late = _DONE_MONTH.search(sentence)
    if own is None or late is None or not 1 <= int(late[1]) <= 12:
        return
    if month(int(late[2]), int(late[1])).last < own.first:
        yield _order(
            "warning",
            late[0],
            f"Hạn “{late[0]}” đã qua khi ban hành văn bản ({own.name}).",
            "Đặt lại hạn sau ngày ban hành.",
        )


_ABOUT = re.compile(r"[^;]{0,600}?(?<!đến )(?<!hướng )(?<!đoạn )\bnăm (20\d\d)[\s.]*(?:;|$)")


def _ahead_of_itself(sentence: str, each: Day) -> Iterator[Finding]:
    """A letter of 2022 about the training of 2024 has a wrong day or a wrong year."""
    about = _ABOUT.match(sentence, each.end)
    if about and each.day and int(about[1]) >= each.day.year + 2 and "giai đoạn" not in about[0]:
        yield _order(
            "warning",
            words_up_to(sentence, each.start, each.end) + " … năm " + about[1],
            f"Văn bản ngày {each.quote} nhưng nội dung là của năm {about[1]}.",
            "Kiểm tra lại ngày hoặc năm của văn bản viện dẫn.",
        )


def _later(sentence: str, each: Day, own: Span) -> Finding:
    return _order(
        "error",
        words_up_to(sentence, each.start, each.end),
        f"Văn bản viện dẫn có ngày {each.quote}, sau ngày của chính văn bản này ({own.name}).",
        "Kiểm tra lại ngày của văn bản viện dẫn và ngày ban hành.",
    )


def _against(sentence: str, each: Day, own: Span, is_plan: bool) -> Finding | None:
    assert each.day is not None  # noqa: S101 - the caller saw to it
    before = _before(sentence, each)
    quote = words_up_to(sentence, each.start, each.end)
    if _DATA_TO.search(before) and each.day > own.last:
        return _order(
            "error",
            quote,
            f"Số liệu tính đến {each.quote}, sau ngày ký ({own.name}).",
            "Sửa ngày chốt số liệu hoặc ngày ký.",
        )
    if is_plan and _STARTS.search(before) and each.day < own.first:
        return _order(
            "warning",
            quote,
            f"Kế hoạch bắt đầu từ {each.quote}, trước ngày ban hành ({own.name}).",
            "Đặt lại thời gian thực hiện sau ngày ban hành.",
        )
    if is_plan and _DONE_BY.search(before) and each.day < own.first:
        return _order(
            "warning",
            quote,
            f"Hạn {each.quote} đã qua khi ban hành ({own.name}).",
            "Đặt lại hạn sau ngày ban hành.",
        )
    return None


_FROM_TO = re.compile(r"[Tt]ừ\s+(?:ngày\s+)?$")


_TO = re.compile(r"^\s*(?:đến|-|–|tới)\s*(?:hết\s+)?(?:ngày\s+)?$")


def _reversed(sentence: str) -> Iterator[Finding]:
    days = list(days_in(sentence))
    for first, last in pairwise(days):
        # Only what stands right before: searching the whole sentence for each day is quadratic.
        before = sentence[max(0, first.start - 20) : first.start]
        is_span = _FROM_TO.search(before) and _TO.match(sentence[first.end : last.start])
        if is_span and first.day and last.day and last.day < first.day:
            yield _order(
                "error",
                sentence[first.start : last.end],
                f"Ngày kết thúc {last.quote} trước ngày bắt đầu {first.quote}.",
                "Kiểm tra lại hai ngày.",
            )


def _annexes(annexes: list[Day], cited: list[Day], own: Span | None) -> Iterator[Finding]:
    bases = [each for each in cited if each.day]
    newest = max(bases, key=lambda each: each.day or date.min, default=None)
    for each in annexes:
        if each.day is None:
            continue
        if own and not own.first <= each.day <= own.last:
            yield _order(
                "warning",
                f"Kèm theo … ngày {each.quote}",
                f"Phụ lục ghi ngày {each.quote}, văn bản ghi {own.name}.",
                "Ghi ngày của phụ lục theo ngày của văn bản.",
            )
        elif newest and newest.day and each.day < newest.day and not own:
            yield _order(
                "error",
                f"Kèm theo … ngày {each.quote}",
                f"Phụ lục ghi ngày {each.quote}, trước văn bản làm căn cứ ({newest.quote}).",
                "Kiểm tra lại ngày của phụ lục và của căn cứ.",
            )


def _period(reading: Reading, own: Span) -> Iterator[Finding]:
    """A report signed before its period has ended; a quarter may close in its last month."""
    title = title_of(reading.lines[:30], ("bao cao",))
    if (span := reported(title)) is None or own.last >= span.last:
        return
    closes = month(span.last.year, span.last.month).first
    early = (
        own.last < closes
        if not span.name.startswith("năm")
        else own.last < date(span.last.year, 11, 1)
    )
    if not early and any(
        re.search(r"tính đến|chốt đến|số liệu đến", line) for line in reading.lines
    ):
        return
    yield _order(
        "error" if early else "note",
        title[:120],
        f"Báo cáo {span.name} ký {own.name}, trước khi hết kỳ ({span.last:%d/%m/%Y}).",
        "Kiểm tra lại kỳ báo cáo và ngày ký." if early else "Ghi rõ số liệu chốt đến ngày nào.",
    )


_LASTED = re.compile(r"(\d{1,2}) tháng (?:triển khai|thực hiện)")


def _lasted(reading: Reading, cited: list[Day]) -> Iterator[Finding]:
    """Compare "5 tháng triển khai" with the day of the plan and the last day that is cited."""
    last = max((each.day for each in cited if each.day), default=None)
    for sentence in reading.sentences:
        started = re.search(r"[Bb]an hành [Kk]ế hoạch[^.;]{0,40}ngày\s*", sentence)
        first = next(days_in(sentence[started.end() :]), None) if started else None
        if not (started and first and first.day and last):
            continue
        months = (last.year - first.day.year) * 12 + last.month - first.day.month + 1
        for other in reading.sentences:
            if (said := _LASTED.search(other)) and int(said[1]) > months:
                yield _order(
                    "warning",
                    said[0],
                    f"Từ kế hoạch ({first.quote}) đến ngày muộn nhất nêu trong văn bản ({last:%d/%m/%Y}) chưa đến {said[1]} tháng.",
                    "Kiểm tra lại thời gian triển khai.",
                )
        return


RULES = (Rule("R_DATE_ORDER", "error", "Ngày trước, ngày sau không hợp lý", "vietnam.md 2", dates),)
