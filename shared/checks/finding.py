"""What a check says of a document: a level, the rule, the words it is about, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding ("phát hiện").

    An error blocks the final report, a warning must be explained in writing, a note only informs.
    `documents` says whose words the parts of the quote are, where several documents were compared.
    """

    level: Level
    rule: str
    quote: str
    message: str
    suggestion: str = ""
    documents: tuple[str, ...] = ()

    @property
    def quotes(self) -> tuple[str, ...]:
        """Return the places that the quote is of, each by itself."""
        return tuple(self.quote.split(" … "))
