"""What is known of a scale, each fact with the tag of its source (`sources`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Side = Literal["at least", "above", "at most", "below"]


@dataclass(frozen=True)
class Statement:
    """Anything that is said and not computed."""

    text: str
    source: str = ""

    def words(self) -> str:
        return self.text


@dataclass(frozen=True)
class MissingRule:
    """Prorate (mean of the answered items × number of items) while at most so many are missing.

    Parameters
    ----------
    at_most : items that may be missing; 0 where every item is needed
    """

    at_most: int
    source: str
    note: str = ""

    def words(self) -> str:
        rule = f"prorated with at most {self.at_most} missing" if self.at_most else "every item is needed"
        return f"{rule} ({self.note})" if self.note else rule


@dataclass(frozen=True)
class Band:
    """A name for scores from `at_least` up to the next band."""

    at_least: float
    name: str
    source: str

    def words(self) -> str:
        return f"{self.at_least:g} and up: {self.name}"


@dataclass(frozen=True)
class Cutoff:
    """One side of a value, and what it means to be there.

    Parameters
    ----------
    upper : where the source gives a range ("31 to 33"), its other end; `holds` uses `value`
    """

    side: Side
    value: float
    meaning: str
    source: str
    upper: float | None = None

    def words(self) -> str:
        value = f"{self.value:g}" if self.upper is None else f"{self.value:g} to {self.upper:g}"
        return f"{self.side} {value}: {self.meaning}"

    def holds(self, scores: ArrayLike) -> NDArray[np.bool_]:
        """Whether each score lies on this side; no score lies on none."""
        values = np.asarray(scores, dtype=float)
        compare = {
            "at least": np.greater_equal,
            "above": np.greater,
            "at most": np.less_equal,
            "below": np.less,
        }
        return compare[self.side](values, self.value)


@dataclass(frozen=True)
class Response:
    """A drop from baseline, as a share of it, among people who started high enough.

    Parameters
    ----------
    baseline_at_least : who can respond; None where the source names no minimum (then above 0)
    """

    drop: float
    baseline_at_least: float | None
    source: str

    def words(self) -> str:
        start = "" if self.baseline_at_least is None else f" of at least {self.baseline_at_least:g}"
        return f"a drop of at least {self.drop:.0%} from a baseline{start}"


@dataclass(frozen=True)
class Points:
    """A number of points of change, or a range of them, and what it is called."""

    low: float
    meaning: str
    source: str
    high: float | None = None

    def words(self) -> str:
        points = f"{self.low:g}" if self.high is None else f"{self.low:g} to {self.high:g}"
        return f"{points} points: {self.meaning}"

    @property
    def ends(self) -> tuple[float, ...]:
        return (self.low,) if self.high is None else (self.low, self.high)


@dataclass(frozen=True)
class Spread:
    """A standard deviation at the start of care, and of whom."""

    value: float
    of: str
    source: str

    def words(self) -> str:
        return f"SD {self.value:g} ({self.of})"


@dataclass(frozen=True)
class Reliability:
    """One coefficient, or the range the literature gives.

    Parameters
    ----------
    kind : alpha (of one administration) or retest (of two; an ICC of two visits counts as retest)
    """

    kind: Literal["alpha", "retest"]
    low: float
    source: str
    high: float | None = None
    note: str = ""

    @property
    def ends(self) -> tuple[float, ...]:
        return (self.low,) if self.high is None else (self.low, self.high)

    def words(self) -> str:
        value = " to ".join(f"{end:.2f}" for end in self.ends)
        return f"{self.kind} {value}" + (f" ({self.note})" if self.note else "")
