"""Verbs that put right what a sync brought to light: contradictions and refused entries."""

from __future__ import annotations

from uuid import UUID

from app.actions import Actions
from shared.records import Record


async def keep(actions: Actions, record: Record) -> Record:
    """Make `record` stand, for everybody, as a new version of this device."""
    fields = {**dict(record), "by": ""}
    (kept,) = await actions.store.append([(type(record), fields)], actions.clock())
    await actions.store.see(record.id)
    return kept


async def see(actions: Actions, id: UUID) -> None:
    """Take a contradiction off the list; what stands goes on standing."""
    await actions.store.see(id)


async def drop(actions: Actions, number: int) -> None:
    """Take a refused entry off the list; it stays in the log, here and at the collector."""
    await actions.store.drop(number)
