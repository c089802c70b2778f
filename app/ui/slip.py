"""A person's slip "Việc cần làm trước": from what is known of them to a text to read out. Pure."""

from __future__ import annotations

from app.store.values import HouseholdView
from app.ui import lights, presenting
from app.ui.lights import Errand
from app.ui.words import evening
from shared.quarter import Quarter
from shared.records import Member


def errands(view: HouseholdView, member: Member, quarter: Quarter) -> tuple[Errand, ...]:
    """Return what a person has to see to before what is not done yet."""
    known = presenting.facts_of(view, member, quarter)
    answers = [
        (each, presenting.answer_to(view, member, each, quarter))
        for each in presenting.main_questions(view, member, quarter)
    ]
    steps = (
        asked
        for asked, answer in answers
        if asked.role == "step" and not asked.done(answer.value if answer else None)
    )
    return lights.errands(steps, known, [answer for _, answer in answers if answer])


def text(name: str, found: tuple[Errand, ...]) -> str:
    """Return the slip as a message to send."""
    lines = [f"{evening.ERRANDS_TITLE}: {name}"]
    for count, each in enumerate(found, start=1):
        lines += [f"{count}. {each.what}.", f"   {each.where}.", f"   {each.purpose}."]
    return "\n".join(lines)
