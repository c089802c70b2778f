"""Checks of figures, our own and other people's: claims in, findings out; pure.

blocks, lexing       a document mended into paragraphs and tables; its numbers told from what only looks like one
measures, claims     what is measured, and one figure with what it counts, where, when, in what
surroundings, intent, sentences, sums, columns, tables, reading
                     from words and cells to claims, totals and their parts
rule, arithmetic, sizes, agreement, consistency, goals, rates, units_said, days, order, papers, outdated
                     the rules, as tables of small pure functions
heads, pairs         who wrote a document, when, about which time; two of them beside each other
across, precedence   the rules of two: one value in both, what only grows; the plan's targets, what replaces what
ours, finding        our own report as claims; what a rule has to say
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice

from shared.checks import (
    across,
    agreement,
    arithmetic,
    consistency,
    goals,
    order,
    outdated,
    papers,
    rates,
    sizes,
    units_said,
)
from shared.checks.blocks import Block, Paragraph, Table, read_text
from shared.checks.claims import Reading
from shared.checks.finding import Finding, Level
from shared.checks.ours import findings_of, unvisited
from shared.checks.pairs import Paper
from shared.checks.reading import read
from shared.checks.rule import Known, Rule
from shared.protocol import Place
from shared.report import Report

__all__ = [
    "RULES",
    "Block",
    "Finding",
    "Known",
    "Level",
    "Paragraph",
    "Rule",
    "Table",
    "check_document",
    "check_documents",
    "check_report",
    "check_text",
    "read_text",
]

RULES: tuple[Rule, ...] = (
    *arithmetic.RULES,
    *sizes.RULES,
    *agreement.RULES,
    *consistency.RULES,
    *units_said.RULES,
    *goals.RULES,
    *rates.RULES,
    *order.RULES,
    *papers.RULES,
    *outdated.RULES,
)
_ORDER: dict[Level, int] = {"error": 0, "warning": 1, "note": 2}
_NOTHING_MORE = Known()
_MOST = 300
"""What one rule may say of a document: more nobody reads, and no file may ask for more."""


def check_document(blocks: Sequence[Block], known: Known = _NOTHING_MORE) -> list[Finding]:
    """Return what is to be said of a document, errors first, in the order of the rules."""
    return _alone(read(blocks), known)


def check_documents(
    documents: Sequence[tuple[str, Sequence[Block]]], known: Known = _NOTHING_MORE
) -> tuple[list[list[Finding]], list[Finding]]:
    """Return what is to be said of each of several named documents, and of them together."""
    papers = [Paper.of(name, read(blocks)) for name, blocks in documents]
    return [_alone(each.reading, known) for each in papers], _in_order(across.check_pairs(papers))


def _alone(reading: Reading, known: Known) -> list[Finding]:
    return _in_order(found for rule in RULES for found in islice(rule.check(reading, known), _MOST))


def check_text(text: str, known: Known = _NOTHING_MORE) -> list[Finding]:
    """Return what is to be said of a text file."""
    return check_document(read_text(text), known)


def check_report(
    report: Report,
    previous: Report | None = None,
    population: int | None = None,
    villages: Sequence[tuple[Place, Report]] = (),
) -> list[Finding]:
    """Return what is to be said of our own report before it is closed.

    `previous` is the report of the quarter before, `population` how many people live there by an
    official figure; without one it is how many the villages' lists hold. `villages` are those of
    the report, each with its own. A village's report is checked as the commune's is.
    """
    of_all = findings_of(report, previous, population)
    return _in_order(chain(of_all, unvisited(report, villages)))


def _in_order(found: Iterable[Finding]) -> list[Finding]:
    return sorted(dict.fromkeys(found), key=lambda each: _ORDER[each.level])
