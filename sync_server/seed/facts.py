"""What invented people would answer: shares by age, under the questionnaire's own preconditions.

A phone of one's own comes with youth, a signature needs a card and a SIM, an app needs a phone;
whoever lacks the precondition answers no and says why, or is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from shared.conditions import holds
from shared.questions import NO, YES, Question, asked_of

Facts = dict[str, str]
"""Answers by question key, in the order of the questionnaire."""

# Share of yes among those who meet the precondition, by age; 0 is not asked at that age.
_AGES = (17, 29, 44, 59, 69, 130)
_SHARES: Mapping[str, tuple[float, ...]] = {
    #                14-17  -29   -44   -59   -69   70+
    "id_document":   (0.88, 0.98, 0.99, 0.98, 0.96, 0.92),
    "smartphone":    (0.80, 0.97, 0.93, 0.76, 0.42, 0.15),
    "own_sim":       (0.35, 0.95, 0.96, 0.93, 0.80, 0.58),
    "vneid":         (0.80, 0.99, 0.99, 0.98, 0.94, 0.86),
    "vneid_active":  (0.80, 0.93, 0.90, 0.78, 0.60, 0.40),
    "portal_account":(0.00, 0.62, 0.60, 0.48, 0.30, 0.10),
    "province_app":  (0.00, 0.50, 0.52, 0.42, 0.25, 0.10),
    "esign":         (0.00, 0.50, 0.52, 0.38, 0.16, 0.04),
    "bank_account":  (0.35, 0.96, 0.96, 0.90, 0.72, 0.50),
    "ewallet":       (0.10, 0.42, 0.30, 0.12, 0.03, 0.01),
    "mobile_money":  (0.08, 0.22, 0.24, 0.18, 0.08, 0.03),
    "payment_app":   (0.60, 0.92, 0.86, 0.66, 0.40, 0.20),
    "safety_app":    (0.30, 0.50, 0.52, 0.40, 0.25, 0.10),
    "dvc_used":      (0.00, 0.48, 0.46, 0.34, 0.16, 0.05),
    "platform_used": (0.00, 0.62, 0.60, 0.50, 0.28, 0.10),
    "trained":       (0.50, 0.58, 0.66, 0.68, 0.60, 0.48),
}  # fmt: skip
# Asked of adults even when the precondition fails: the indicator counts their no.
_ASKED_ANYWAY = {"portal_account", "esign", "bank_account", "ewallet", "mobile_money"}
# Obstacles that another answer rules out, or else gives as the reason.
_SETTLED_BY = {
    "NO_CCCD": "id_document",
    "CMND_ONLY": "id_document",
    "SIM_NOT_OWN": "own_sim",
    "NO_SMARTPHONE": "smartphone",
    "NO_BANK_ACCOUNT": "bank_account",
}
_BUSINESS_SHARES = {"dvc_used": 0.4, "platform_used": 0.55, "trained": 0.6, "qr_payment": 0.6}


def of_person(rng: Random, age: int) -> Facts:
    """Return what somebody of this age answers; children are only asked for their VNeID."""
    if age < 14:
        return {"vneid": _level(rng, 0.12 if age < 6 else 0.4)} if rng.random() < 0.7 else {}
    band = next(place for place, until in enumerate(_AGES) if age <= until)
    known: Facts = {}
    for question in asked_of("member", "precondition", "step"):
        share = _SHARES[question.key][band]
        if share and (value := _value(rng, question, share, known)):
            known[question.key] = value
    return known


# Details that nobody writes down while all is well.
_TAKEN_FOR_GRANTED: Facts = {"phone_version": YES, "phone_space": YES, "bhxh_card": YES}


def _value(rng: Random, question: Question, share: float, known: Facts) -> str:
    """Return an answer, or "" for a question that does not come up."""
    match question.key:
        case "vneid":
            # The police issue the account at the counter, phone or no phone.
            return _level(rng, share if known.get("id_document") == YES else 0.0)
        case "vneid_active" if known.get("vneid") == "none":
            return ""
    if holds(question.requires, {**_TAKEN_FOR_GRANTED, **known}):
        return _yes_or_no(rng, share)
    return NO if question.key in _ASKED_ANYWAY else ""


def _yes_or_no(rng: Random, share: float) -> str:
    return YES if rng.random() < share else NO


def _level(rng: Random, share: float) -> str:
    if rng.random() >= share:
        return "none"
    return "2" if rng.random() < 0.93 else "1"


def of_home(rng: Random, members: list[Facts]) -> Facts:
    """Return what the household as such answers: who pays by app pays the electricity by app."""
    banked = any(each.get("payment_app") == YES for each in members)
    return {"electricity_cashless": _yes_or_no(rng, 0.74 if banked else 0.18)}


def of_business(rng: Random) -> Facts:
    return {key: _yes_or_no(rng, share) for key, share in _BUSINESS_SHARES.items()}


def obstacles(
    rng: Random, question: Question, known: Facts, *, age: int, is_away: bool
) -> tuple[str, ...]:
    """Return one or two likely reasons for a no, none that age or another answer contradicts."""
    settled = {code: known.get(key) for code, key in _SETTLED_BY.items()}
    likely = [
        code
        for code in question.likely_obstacles
        if settled.get(code) != YES and (age < 18 or code != "UNDER_AGE")
    ]
    given = [code for code in likely if settled.get(code) == NO][:1]
    if is_away and "WORKS_AWAY" in likely:
        given = ["WORKS_AWAY"]
    # The questionnaire names the likeliest reason first.
    given = given or rng.choices(likely, range(len(likely) + 1, 1, -1))
    if rng.random() < 0.25 and (others := [code for code in likely if code not in given]):
        given.append(rng.choice(others))
    return tuple(given)


def heard(rng: Random, known: Facts) -> Facts:
    """Return the answers that were really asked for: now and then one is skipped."""
    return {key: value for key, value in known.items() if rng.random() > 0.03}
