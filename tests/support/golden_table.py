"""The golden commune: so small that every rate can be counted by hand, and was.

Three villages, twelve households, thirty-two people and two businesses, written as a table that an
officer can read. `TABLE` is what the volunteers found; `EXPECTED` is what sixteen indicators must
make of it, counted by hand with a pencil, not by this program. Whoever changes one row of `TABLE`
counts again.

How to read a row: village, household, name ("-" is a slot without a name), birth year or age class
("?" is unknown), where the person is, then one mark per question. In the columns:

    ĐT smartphone   NH bank account   VÍ e-wallet   MM Mobile Money   VN VNeID (level 2, 1, n none)
    CK signature    TH was trained    NT talks to the government by a platform    AT safety app
    DV used a public service online   TĐ the household pays electricity without cash

    y yes    n no    ! no, with a reason    . nobody asked    x ticked yes, then taken back
    - does not concern this row

A dead person and one who moved away count nowhere, whatever was ticked before. A person of unknown
age cannot be placed among the adults; one whose phone is unknown, not among the phones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.tally import Cell

TABLE = """
thôn|hộ|họ và tên          |sinh |ở đâu |ĐT NH VÍ MM VN CK TH NT AT DV TĐ
1   |01|Bùi Văn Thắng      |1968 |nhà   |y  y  n  n  2  y  y  y  y  y  y
1   |01|Phạm Thị Nụ        |1970 |nhà   |y  y  n  n  2  n  y  n  n  n  -
1   |01|Bùi Gia Bảo        |2012 |nhà   |.  .  .  .  n  .  y  .  .  .  -
1   |02|Trương Văn Lực     |1950 |nhà   |n  n  n  n  1  !  n  n  .  n  !
1   |02|Cao Thị Mận        |1953 |nhà   |n  y  n  n  2  n  y  n  .  n  -
1   |03|Lê Hoa             |1985 |nhà   |y  y  y  n  2  y  y  y  n  y  y
1   |03|Nguyễn Anh Tú      |1984 |đi xa |y  y  .  .  2  .  .  y  .  .  -
1   |03|Nguyễn Ngọc Anh    |2009 |nhà   |y  n  n  n  n  .  y  .  .  .  -
1   |03|Nguyễn Bảo Ngọc    |2019 |nhà   |.  .  .  .  n  .  .  .  .  .  -
1   |04|Quách Công Hùng    |1979 |nhà   |.  .  .  .  .  .  .  .  .  .  .
1   |04|Đinh Thị Thơm      |1982 |nhà   |.  .  .  .  .  .  .  .  .  .  -
1   |04|-                  |<15  |nhà   |.  .  .  .  .  .  .  .  .  .  -
1   |--|Tạp hóa Hoa Thắng  |cửa hàng    |-  -  -  -  -  -  y  n  -  .  -
2   |05|-                  |18+  |nhà   |y  y  n  n  2  n  n  n  y  n  n
2   |05|-                  |18+  |nhà   |y  n  n  y  2  y  .  n  n  y  -
2   |05|-                  |15-17|nhà   |y  n  n  n  1  .  n  .  y  .  -
2   |05|-                  |<15  |nhà   |.  .  .  .  .  .  .  .  .  .  -
2   |06|Vi Văn Toàn        |?    |nhà   |y  y  n  n  2  y  y  y  y  y  y
2   |06|Lò Thị Ín          |1990 |nhà   |y  .  n  .  n  n  y  y  .  n  -
2   |07|Hà Thị Quế         |1945 |mất   |n  n  n  n  2  n  n  n  .  n  y
2   |07|Hà Văn Tiến        |1975 |nhà   |.  y  .  .  2  n  y  y  y  n  -
2   |07|Hà Thị Vân         |1999 |chuyển|y  y  y  y  2  y  y  y  y  y  -
2   |08|Cầm Bá Lộc         |1960 |nhà   |y  x  y  n  2  n  y  n  n  x  x
2   |08|Lục Thị Hương      |1963 |nhà   |n  n  n  n  n  !  n  n  .  n  -
3   |09|Trịnh Xuân Bình    |1972 |nhà   |y  y  n  n  2  n  y  n  y  n  y
3   |09|Mai Chiến          |2000 |đi xa |y  y  y  y  2  y  y  y  y  y  -
3   |09|Lê Thị Hường       |1975 |nhà   |y  y  n  n  2  y  n  y  n  n  -
3   |10|Phạm Thị Tý        |1938 |nhà   |n  n  n  n  n  n  n  n  .  n  n
3   |11|Hoàng Đình Sơn     |1988 |nhà   |y  .  .  .  .  .  .  .  .  .  .
3   |11|Hoàng Khánh Linh   |2016 |nhà   |.  .  .  .  1  .  y  .  .  .  -
3   |12|Lữ Văn Cường       |1994 |nhà   |y  n  n  y  2  n  n  y  n  n  !
3   |12|Ngân Thị Liên      |1996 |nhà   |y  n  y  n  2  n  y  n  y  n  -
3   |12|-                  |?    |nhà   |.  .  .  .  .  .  .  .  .  .  -
3   |--|Công ty TNHH Ba Núi|doanh nghiệp|-  -  -  -  -  -  .  y  -  .  -
"""

# numerator/denominator, how many of the denominator nobody asked, and (in brackets) how many could
# be placed neither inside nor outside the denominator.
EXPECTED = """
chỉ tiêu|Thôn Một   |Thôn Hai   |Thôn Ba    |Xã
CT06    | 4/8  2 (0)| 4/6  1 (1)| 6/7  0 (1)|14/21  3 (2)
CT07    | 5/9  2 (0)| 4/7  1 (1)| 5/7  1 (1)|14/23  4 (2)
CT08    | 6/12 3 (0)| 6/9  1 (0)| 6/9  2 (0)|18/30  6 (0)
CT09    | 2/8  3 (0)| 1/6  0 (1)| 2/7  1 (1)| 5/21  4 (2)
CT10    | 7/13 5 (0)| 4/9  2 (0)| 4/10 3 (0)|15/32 10 (0)
CT11    | 3/9  2 (0)| 2/6  0 (1)| 4/8  1 (1)| 9/23  3 (2)
CT13    | 1/5  2 (5)| 3/6  1 (2)| 3/6  1 (2)| 7/17  4 (9)
CT14    | 2/8  3 (0)| 1/6  1 (1)| 1/7  1 (1)| 4/21  5 (2)
CT15    | 2/4  1 (0)| 2/4  1 (0)| 1/4  1 (0)| 5/12  3 (0)
"""


@dataclass(frozen=True)
class Line:
    """One row of `TABLE`: who stands there, and the marks by column that are not "-"."""

    place: int
    household: str
    name: str
    born: str
    where: str
    marks: Mapping[str, str]

    @property
    def is_business(self) -> bool:
        return self.household == "--"


def lines(table: str = TABLE) -> list[Line]:
    """Read the rows of `table`."""
    header, *rows = table.strip().splitlines()
    columns = header.split("|")[-1].split()
    found = []
    for row in rows:
        village, household, name, *who, marks = (cell.strip() for cell in row.split("|"))
        pairs = zip(columns, marks.split(), strict=True)
        kept = {column: mark for column, mark in pairs if mark != "-"}
        born, where = who if len(who) == 2 else (who[0], "")
        found.append(Line(int(village), household, name, born, where, kept))
    return found


def expected(table: str = EXPECTED) -> dict[str, dict[str, Cell]]:
    """Return the cells counted by hand: by place ("Thôn Một" … "Xã"), then by indicator."""
    header, *rows = table.strip().splitlines()
    places = [place.strip() for place in header.split("|")[1:]]
    cells: dict[str, dict[str, Cell]] = {place: {} for place in places}
    for row in rows:
        code, *written = (cell.strip() for cell in row.split("|"))
        for place, text in zip(places, written, strict=True):
            numerator, denominator, missing, unplaced = (
                int(part) for part in text.translate(str.maketrans("/()", "   ")).split()
            )
            cells[place][code] = Cell(numerator, denominator, missing, unplaced)
    return cells
