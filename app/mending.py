"""Verbs that put right what a sync brought to light: contradictions and refused entries.

Each can be taken back: what stood stands again, and what was listed is listed again.
"""

from __future__ import annotations

from uuid import UUID

from app.actions import Actions, Settled
from app.store.values import Conflict
from shared.records import Record


async def keep(actions: Actions, of: Conflict, record: Record) -> Settled:
    """Make `record` stand, for everybody, as a new version of this device."""
    await _stand(actions, record)
    await actions.store.see(of.ours.id)

    async def back() -> None:
        again = await _stand(actions, of.stands)
        await actions.store.see_again(of.ours.id, again.number)

    return Settled(back)


async def _stand(actions: Actions, record: Record) -> Record:
    fields = {**dict(record), "by": ""}
    (kept,) = await actions.store.append([(type(record), fields)], actions.clock())
    return kept


async def see(actions: Actions, id: UUID) -> Settled:
    """Take a contradiction off the list; what stands goes on standing."""
    await actions.store.see(id)
    return Settled(lambda: actions.store.see_again(id))


async def drop(actions: Actions, number: int) -> Settled:
    """Take a refused entry off the list: what the commune has stands again. It stays in the log,
    here and at the collector."""
    await actions.store.drop(number)
    return Settled(lambda: actions.store.take_up(number))
