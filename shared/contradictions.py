"""Answers of one person that cannot both be true: what a "yes" to one question says of others.

Only what the documents are certain of: who activated VNeID was issued it (Nga Liên: 3.512 issued,
2.977 activated), who used online services signs in with it (CT14 is a part of CT08), and an app
that pays needs an account (2.7). Rates are counted as answered; this only tells what to ask again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shared.conditions import AnyOf, Condition, Facts, Is, holds
from shared.questions import HAS_ACCOUNT, YES

_HAS_VNEID = AnyOf(Is("vneid", "1"), Is("vneid", "2"))
IMPLIED: Mapping[str, Condition] = {
    "vneid_active": _HAS_VNEID,
    "dvc_used": _HAS_VNEID,
    "payment_app": HAS_ACCOUNT,
}
"""By question: what holds of a person who answers it with yes."""


def contradictions(known: Facts) -> Iterator[tuple[str, Condition]]:
    """Yield each question whose yes contradicts what else was answered, and what it implies.

    What nobody asked contradicts nothing.
    """
    for question, implied in IMPLIED.items():
        if known.get(question) == YES and holds(implied, known) is False:
            yield question, implied
