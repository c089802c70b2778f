"""What a Word file is written with: runs, paragraphs, tables, sections, page numbers, watermark.

python-docx makes the package and its styles; the body is written as XML, for it names neither the
complex-script fonts nor borders of a paragraph, and a table of many cells takes it seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from docx.oxml.ns import nsmap, qn
from lxml import etree

Element: TypeAlias = Any
"""An lxml element, for which there are no types."""
Align = Literal["left", "right", "center", "both"]

FONT = "Times New Roman"
TWIPS_PER_MM = 1440 / 25.4
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# Characters that XML 1.0 cannot hold; records refuse them, names of old files may not.
_IMPOSSIBLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def twips(mm: float) -> int:
    return round(mm * TWIPS_PER_MM)


def _make(tag: str, /, *children: Element | None, **values: object) -> Element:
    """Return `<w:tag w:name="value">`; a value of None is left out."""
    made = etree.Element(qn(f"w:{tag}"), nsmap={"w": nsmap["w"]})
    for name, value in values.items():
        if value is not None:
            made.set(qn(f"w:{name}"), str(value))
    made.extend([child for child in children if child is not None])
    return made


def run(text: str, size: float = 13, bold: bool = False, italic: bool = False) -> Element:
    """Return text in one style; `\\n` breaks the line."""
    fonts = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), FONT)
    half = round(size * 2)
    style = _make(
        "rPr",
        _make("rFonts", **fonts),
        _make("b") if bold else None,
        _make("bCs") if bold else None,
        _make("i") if italic else None,
        _make("iCs") if italic else None,
        _make("sz", val=half),
        _make("szCs", val=half),
    )
    made = _make("r", style)
    # A rate keeps its sign on its line.
    kept = text.translate(_IMPOSSIBLE).replace(" %", "\u00a0%")
    for place, part in enumerate(kept.split("\n")):
        if place:
            made.append(_make("br"))
        words = _make("t")
        words.text = part
        words.set(_SPACE, "preserve")
        made.append(words)
    return made


@dataclass(frozen=True, slots=True)
class Shape:
    """How a paragraph stands: millimetres for indents, points for spaces."""

    align: Align = "left"
    first: float = 0
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 0
    line: float = 1.0
    keep: bool = False
    rule: bool = False
    outline: int | None = None
    """As which level of the contents Word's navigation shows it, 0 being the highest."""


PLAIN = Shape()
BODY = Shape("both", first=12.7, before=3, after=3, line=1.15)
CENTRE = Shape("center")


def paragraph(runs: Iterable[Element] | str, shape: Shape = PLAIN) -> Element:
    if isinstance(runs, str):
        runs = [run(runs)]
    indent = {"left": twips(shape.left), "right": twips(shape.right)}
    if shape.first:
        indent["firstLine"] = twips(shape.first)
    space = {"before": round(shape.before * 20), "after": round(shape.after * 20)}
    style = _make(
        "pPr",
        _make("keepNext") if shape.keep else None,
        _make("pBdr", _make("top", val="single", sz=6, space=1, color="000000"))
        if shape.rule
        else None,
        _make("spacing", **space, line=round(240 * shape.line), lineRule="auto"),
        _make("ind", **indent),
        _make("jc", val=shape.align),
        _make("outlineLvl", val=shape.outline) if shape.outline is not None else None,
    )
    return _make("p", style, *runs)


def rule(length: float, width: float, shape: Shape = PLAIN) -> Element:
    """Return a line `length` mm long, centred in `width` mm: the top border of an empty line."""
    side = max(0.0, (width - length) / 2)
    thin = Shape("center", left=side, right=side, before=2, after=shape.after, rule=True)
    return paragraph([run("", size=2)], thin)


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a table: its paragraphs, how many columns it spans."""

    content: Sequence[Element]
    span: int = 1


def box(text: str, size: float, align: Align = "left", bold: bool = False) -> Box:
    return Box([paragraph([run(text, size, bold)], Shape(align))])


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; a heading is repeated on every page."""

    boxes: Sequence[Box]
    is_heading: bool = False


def table(rows: Iterable[Row], widths: Sequence[float], lined: bool = True) -> Element:
    """Return a table with columns of `widths` mm, with lines or without."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    kind, weight = ("single", 4) if lined else ("nil", 0)
    lines = [_make(side, val=kind, sz=weight, space=0, color="000000") for side in sides]
    gap = 60 if lined else 0
    style = _make(
        "tblPr",
        _make("tblW", w=twips(sum(widths)), type="dxa"),
        _make("jc", val="center"),
        _make("tblBorders", *lines),
        _make("tblLayout", type="fixed"),
        _make("tblCellMar", *(_make(side, w=gap, type="dxa") for side in ("left", "right"))),
    )
    grid = _make("tblGrid", *(_make("gridCol", w=twips(each)) for each in widths))
    return _make("tbl", style, grid, *(_row(row, widths) for row in rows))


def _row(row: Row, widths: Sequence[float]) -> Element:
    style = _make("trPr", _make("cantSplit"), _make("tblHeader") if row.is_heading else None)
    made = _make("tr", style)
    at = 0
    for each in row.boxes:
        width = sum(widths[at : at + each.span])
        at += each.span
        middle = _make("vAlign", val="center") if row.is_heading else None
        span = _make("gridSpan", val=each.span) if each.span > 1 else None
        inside = _make("tcPr", _make("tcW", w=twips(width), type="dxa"), span, middle)
        made.append(_make("tc", inside, *each.content))
    return made


@dataclass(frozen=True, slots=True)
class Page:
    """One section's paper: A4, margins in millimetres."""

    top: float = 20
    bottom: float = 20
    left: float = 30
    right: float = 15
    is_landscape: bool = False

    @property
    def width(self) -> float:
        return (297 if self.is_landscape else 210) - self.left - self.right


def section(page: Page, headers: Mapping[str, str]) -> Element:
    """Return a section that begins a page and counts its pages from 1, not shown on the first."""
    across, down = twips(210), twips(297)
    if page.is_landscape:
        across, down = down, across
    turned = "landscape" if page.is_landscape else None
    edges = {name: twips(getattr(page, name)) for name in ("top", "right", "bottom", "left")}
    made = _make(
        "sectPr",
        _make("type", val="nextPage"),
        _make("pgSz", w=across, h=down, orient=turned),
        _make("pgMar", **edges, header=567, footer=567, gutter=0),
        _make("pgNumType", start=1),
        _make("titlePg"),
    )
    for kind, relation in headers.items():
        each = _make("headerReference", type=kind)
        each.set(qn("r:id"), relation)
        made.insert(0, each)
    return made


def ending(last: Element) -> Element:
    """Return an empty line that ends the section `last`."""
    made = paragraph([run("", size=2)], Shape(line=0.1))
    style = made.find(qn("w:pPr"))
    assert style is not None  # noqa: S101 - every paragraph is made with one
    style.append(last)
    return made


def page_number() -> list[Element]:
    """Return the field that Word replaces by the page's number."""
    made = []
    for kind in ("begin", None, "separate", "text", "end"):
        part = run("", size=13)
        words = part.find(qn("w:t"))
        assert words is not None  # noqa: S101
        if kind == "text":
            words.text = "2"
        else:
            part.remove(words)
            part.append(_make("fldChar", fldCharType=kind) if kind else _instruction())
        made.append(part)
    return made


def _instruction() -> Element:
    made = _make("instrText")
    made.text = " PAGE "
    made.set(_SPACE, "preserve")
    return made
