"""The shape of a page of help: the same headings on every page, so that one knows where to look."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A page of help: what is drawn, for whom, what to bring, what to do, and what never to do.

    `picture` is a strip of drawings in order: which drawing, and the words below it.
    `sample` names a part of the app that is shown as it looks.
    """

    topic: str
    title: str
    icon: str
    picture: tuple[tuple[str, str], ...]
    whom: str = ""
    bring: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    troubles: tuple[tuple[str, str], ...] = ()
    never: tuple[str, ...] = ()
    sample: str = ""
