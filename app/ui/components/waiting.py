"""The waiting room: who waits for an OTP, by carrier, how long; and which carrier it comes from."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import flet as ft

from app.ui import theme
from app.ui.components.touch import button, chip, touch
from app.ui.using import use_held
from app.ui.words import evening
from shared.questions import BY_KEY

LONG = 5
"""From so many minutes on a wait is long: something else should be tried."""
_BEAT_SECONDS = 15
_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Parked:
    """A person who waits: at which step, of which carrier, since when (Unix milliseconds)."""

    id: str
    name: str
    household: str
    step: str
    carrier: str
    since: int

    def minutes(self, now_ms: int) -> int:
        return max(0, (now_ms - self.since) // _MINUTE)


@dataclass(frozen=True, slots=True)
class WaitingActs:
    """What can be done for somebody who waits; each is told the person's `id`."""

    open: Callable[[str], None]
    arrived: Callable[[str], Awaitable[None]]
    give_up: Callable[[str], Awaitable[None]]


def by_carrier(parked: tuple[Parked, ...]) -> Iterator[tuple[str, tuple[Parked, ...]]]:
    """Yield carriers with who waits for them, the longest wait first in both."""
    ordered = sorted(parked, key=lambda each: each.since)
    for carrier in dict.fromkeys(each.carrier for each in ordered):
        yield carrier, tuple(each for each in ordered if each.carrier == carrier)


@ft.component
def WaitingRoom(parked: tuple[Parked, ...], acts: WaitingActs) -> ft.Control:
    """Show who waits; the minutes go on by themselves."""
    state = use_held()
    _, redraw = ft.use_state(0)
    gone: ft.MutableRef[bool] = ft.use_ref(False)

    async def beat() -> None:
        # Flet cancels nothing: without this, a page that is gone would go on counting.
        while not (gone.current or state.is_left):
            await asyncio.sleep(_BEAT_SECONDS)
            redraw(lambda count: count + 1)

    def end() -> None:
        gone.current = True

    ft.use_effect(beat, [], end)
    now_ms = state.pulse.now_ms()
    return waiting_room(parked, acts, now_ms)


def waiting_room(parked: tuple[Parked, ...], acts: WaitingActs, now_ms: int) -> ft.Control:
    body: list[ft.Control] = []
    for carrier, people in by_carrier(parked):
        name = BY_KEY["carrier"].word(carrier) if carrier else evening.CARRIER_UNKNOWN
        body.append(theme.heading(evening.carrier(name, len(people))))
        body += [_card(each, acts, each.minutes(now_ms)) for each in people]
    if any(each.minutes(now_ms) >= LONG for each in parked):
        body.append(_hint())
    return ft.Column(body, spacing=8)


def _card(parked: Parked, acts: WaitingActs, minutes: int) -> ft.Control:
    long = minutes >= LONG
    ink, said = theme.NO if long else theme.INK, evening.minutes(minutes)
    face = ft.Container(
        ft.Row(
            [
                ft.Column(
                    [
                        theme.title(parked.name, 17),
                        theme.small(f"{parked.step} · {parked.household}"),
                        ft.Row(
                            [
                                ft.Icon(ft.Icons.HOURGLASS_BOTTOM, color=ink, size=20),
                                theme.title(said, 18, ink),
                            ],
                            spacing=4,
                        ),
                    ],
                    spacing=1,
                    expand=True,
                ),
                ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE, size=24),
            ],
            spacing=6,
        ),
        padding=ft.Padding.symmetric(horizontal=4, vertical=8),
        border_radius=theme.RADIUS,
    )
    open_it = touch(f"{parked.name}, {parked.step}, {said}", face, lambda: acts.open(parked.id))
    feet = ft.Row(
        [
            _act(evening.GIVE_UP, parked, acts.give_up, quiet=True),
            _act(evening.ARRIVED, parked, acts.arrived),
        ],
        spacing=8,
    )
    return theme.card(ft.Column([open_it, feet], spacing=6), padding=10)


def _act(
    word: str, parked: Parked, act: Callable[[str], Awaitable[None]], *, quiet: bool = False
) -> ft.Control:
    made = button(word, lambda: act(parked.id), quiet=quiet, expand=True)
    made.label = f"{parked.name}: {word}"
    return made


def _hint() -> ft.Control:
    """Say what to look at when an OTP does not come: what else the list of reasons knows."""
    lines = [theme.title(evening.LONG_TITLE, 16, ft.Colors.ON_SECONDARY_CONTAINER)]
    lines += [
        theme.body(f"• {line}", ft.Colors.ON_SECONDARY_CONTAINER, 15) for line in evening.LONG_HINTS
    ]
    return ft.Container(
        ft.Column(list(lines), spacing=4),
        bgcolor=theme.NO_SOFT,
        padding=12,
        border_radius=theme.RADIUS,
    )


@ft.component
def Carriers(
    on_choose: Callable[[str], Awaitable[None]], on_skip: Callable[[], None]
) -> ft.Control:
    """Ask once whose SIM it is, so that waits can be told apart by carrier."""
    chips = [
        chip(word, word, None, lambda value=value: on_choose(value))  # type: ignore[misc]
        for value, word in BY_KEY["carrier"].choices
    ]
    return ft.Container(
        ft.Column(
            [
                theme.title(BY_KEY["carrier"].wording, 19),
                theme.small(evening.CARRIER_WHY),
                ft.Row(list(chips), wrap=True, spacing=8, run_spacing=8),
                button(evening.CARRIER_SKIP, on_skip, quiet=True),
            ],
            spacing=12,
            tight=True,
            scroll=ft.ScrollMode.AUTO,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=ft.Padding(left=16, right=16, top=4, bottom=16),
    )
