"""Read a column's name the way a person would, whatever its spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from stepdown.records.guard.clean import clean_word, without_accents

LONGEST_SHOWN = 80
PLAIN = re.compile(r"[A-Za-z0-9_.]+")


@dataclass(frozen=True)
class ColumnName:
    """A column's name as the source spells it."""

    raw: str

    @cached_property
    def plain(self) -> str:
        """The name without disguises, in its own case."""
        # Nearly every name is plain already.
        return self.raw if PLAIN.fullmatch(self.raw) else without_accents(clean_word(self.raw))

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """The name in snake_case, with and without splitting at capitals (`firstName`, `fIRSTNAME`)."""
        split = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", self.plain)
        split = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", split)
        return tuple({_snake(split), _snake(self.plain)})

    def has(self, words: str) -> bool:
        """Do these words (a regular expression) stand in the name as whole words?

        Parameters
        ----------
        words : alternatives in lower case; `_?` where words may be written as one.
        """
        pattern = rf"(?:^|_)(?:{words})(?=_|$)"
        return any(re.search(pattern, spelling) for spelling in self.spellings)

    @property
    def shown(self) -> str:
        """The name as it is printed: no control characters, no endless names."""
        text = "".join(c if c.isprintable() else "?" for c in self.raw)
        return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def masked(position: int) -> str:
    """The stand-in for a name that itself identifies somebody; columns count from 1."""
    return f"number {position} (its name is hidden)"


def _snake(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
