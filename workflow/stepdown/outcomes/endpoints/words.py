"""Many use-pattern words at once (definitions, A.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from stepdown.errors import Problem, RecordError
from stepdown.outcomes.endpoints.alphabet import (
    BYTE_OF_CODE,
    CODE_OF_BYTE,
    INVALID,
    SYMBOLS,
    holds,
)

END_REASONS = (
    "administrative",
    "transfer",
    "incarceration",
    "death",
    "withdrew",
    "lost",
    "still_in",
    "unknown",
)


@dataclass(frozen=True, eq=False)
class Screens:
    """The counts behind each symbol, and why each word ends.

    Attributes
    ----------
    scheduled, provided, positive : arrays of int, shape (n, width), screens an interval; 0 after a word's end
    end_reason : array of str, shape (n,), one of END_REASONS
    """

    scheduled: np.ndarray
    provided: np.ndarray
    positive: np.ndarray
    end_reason: np.ndarray


@dataclass(frozen=True, eq=False)
class Words:
    """The words of n people as one small matrix.

    Attributes
    ----------
    codes : array of uint8, shape (n, width), a symbol's code (`alphabet.CODE`), 0 from the end of a
        word on. Kept with each position contiguous, because operations walk over positions.
    lengths : array of int16, shape (n,), positions of each word
    began : array of bool, shape (n,), whether the person started what the word follows. A word of
        nothing but ``o`` is dropout if they did; if they did not, it says nothing at all.
    person_id : array, shape (n,), or None
    positions : array of int16, shape (n, width), or None. Where each symbol stood in the word as
        recorded, counted from 1; None while that is simply 1, 2, 3, …
    screens : Screens or None, while the positions are those recorded
    """

    codes: np.ndarray
    lengths: np.ndarray
    began: np.ndarray
    person_id: np.ndarray | None = None
    positions: np.ndarray | None = None
    screens: Screens | None = None

    @classmethod
    def from_codes(
        cls, codes: np.ndarray, began: Any = None, person_id: Any = None, screens: Screens | None = None
    ) -> Words:
        """Make words from their codes; without `began`, whoever provided anything has begun."""
        codes = np.asfortranarray(codes, dtype=np.uint8)
        lengths = count(codes, SYMBOLS)
        if began is None:
            began = count(codes, "+-*") > 0
        if person_id is not None:
            person_id = np.asarray(person_id)
        return cls(codes, lengths, np.asarray(began, dtype=bool), person_id, screens=screens)

    @classmethod
    def from_strings(cls, words: Iterable[str], began: Any = None, person_id: Any = None) -> Words:
        """Make words from strings such as ``"++-o*--"``.

        Parameters
        ----------
        words : n strings of the symbols + - o * _; a string may be empty
        began : array of bool, shape (n,), optional; by default whoever provided anything has begun
        person_id : array, shape (n,), optional

        Raises
        ------
        RecordError
            For people without a word and for other symbols: how many people, never which symbols.
        """
        words = list(words)
        problems, codes = read_words(words)
        if problems:
            raise RecordError(problems)
        return cls.from_codes(codes, began, person_id)

    def to_strings(self) -> list[str]:
        """The words as strings, in the order of the people."""
        if not self.codes.size:
            return [""] * len(self)
        text = np.ascontiguousarray(BYTE_OF_CODE[self.codes])
        return text.view(f"S{text.shape[1]}").ravel().astype(str).tolist()

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def width(self) -> int:
        """Positions of the longest word."""
        return self.codes.shape[1]

    def with_codes(
        self, codes: np.ndarray, lengths: Any = None, positions: np.ndarray | None = None
    ) -> Words:
        """The same people with other symbols; the counts stay behind, they describe the old ones."""
        lengths = self.lengths if lengths is None else lengths.astype(np.int16)
        return replace(self, codes=codes, lengths=lengths, positions=positions, screens=None)

    def take(self, people: Any) -> Words:
        """Some of the people (a slice, indices or a mask), in that order; without their counts."""
        return Words(
            np.asfortranarray(self.codes[people]),
            self.lengths[people],
            self.began[people],
            None if self.person_id is None else self.person_id[people],
            None if self.positions is None else np.asfortranarray(self.positions[people]),
        )


def count(codes: np.ndarray, symbols: str) -> np.ndarray:
    """Count each word's positions that hold one of `symbols`; int16, shape (n,)."""
    total = np.zeros(len(codes), dtype=np.int16)
    for column in codes.T:
        total += holds(column, symbols)
    return total


def read_words(words: Sequence[Any], where: str = "use-pattern words") -> tuple[list[Problem], np.ndarray]:
    """Read strings into codes, shape (n, width), and say how many people have something else."""
    absent = sum(not isinstance(word, str) for word in words)
    if absent:
        words = [word if isinstance(word, str) else "" for word in words]
    lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    # One byte a character whatever the character: what is not ASCII becomes an invalid "?".
    text = "".join(words).encode("ascii", "replace")
    codes = np.zeros((len(words), lengths.max(initial=0)), dtype=np.uint8)
    codes[np.arange(codes.shape[1]) < lengths[:, None]] = CODE_OF_BYTE[np.frombuffer(text, dtype=np.uint8)]
    strange = int((codes == INVALID).any(axis=1).sum())
    known = " ".join(SYMBOLS)
    found = {
        "no word": (absent, "Leave them out, or give one symbol for each interval."),
        f"a symbol other than {known}": (strange, f"Write every interval as one of {known}, without spaces."),
    }
    problems = [
        Problem(where, f"{number} {'person has' if number == 1 else 'people have'} {what}.", mend)
        for what, (number, mend) in found.items()
        if number
    ]
    return problems, codes
