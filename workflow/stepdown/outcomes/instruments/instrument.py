"""The form in which every instrument is declared."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from stepdown.outcomes.instruments.facts import (
    Band,
    Cutoff,
    MissingRule,
    Points,
    Reliability,
    Response,
    Spread,
    Statement,
)

Fact = Statement | MissingRule | Band | Cutoff | Points | Response | Spread | Reliability


def default_rule(n_items: int) -> MissingRule:
    """The rule where a row names none: prorate if at least 80 % are answered.

    >>> [default_rule(n).at_most for n in (3, 6, 10, 20)]
    [0, 1, 2, 4]
    """
    return MissingRule(n_items - math.ceil(0.8 * n_items), "P", "at least 80 % answered")


@dataclass(frozen=True, kw_only=True)
class Items:
    """The questions of a form, numbered from 1.

    Parameters
    ----------
    count : number of items
    lowest, highest : of the answers; answers are whole numbers
    reverse : items turned round before scoring: lowest + highest − answer
    allowed : item -> its only answers, where they are fewer
    unchecked : items outside every score whose answers no source describes
    """

    count: int
    lowest: int
    highest: int
    reverse: tuple[int, ...] = ()
    allowed: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    unchecked: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Scale:
    """One score of an instrument.

    Parameters
    ----------
    id, label : "total", "physical"; what it measures
    items : the items it is made of; empty where the score is taken as given
    factor, offset : the score is factor × mean of the answered items + offset; a factor of None is the
        number of items, and so the score a sum
    lowest, highest : its range
    higher_is_better : its direction
    missing : the missing rule; None where the score is taken as given
    healthy : the side of a cut-off on which clinically significant change must end
    spread : SD at the start of care; None where only one's own will do
    """

    id: str
    label: str
    items: tuple[int, ...] = ()
    factor: float | None = None
    offset: float = 0.0
    lowest: float
    highest: float
    higher_is_better: bool = False
    missing: MissingRule | None = None
    bands: tuple[Band, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    healthy: Cutoff | None = None
    response: Response | None = None
    remission: tuple[Cutoff, ...] = ()
    mcid: tuple[Points, ...] = ()
    reliable: tuple[Points, ...] = ()
    spread: Spread | None = None
    reliability: tuple[Reliability, ...] = ()

    def facts(self) -> Iterator[tuple[str, Fact]]:
        """What a fact is about, and the fact."""
        single = {"missing items": self.missing, "healthy side": self.healthy, "response": self.response}
        several = {
            "band": self.bands,
            "cut-off": self.cutoffs,
            "remission": self.remission,
            "MCID": self.mcid,
            "reliable change": self.reliable,
            "reliability": self.reliability,
        }
        yield from ((about, fact) for about, fact in single.items() if fact is not None)
        yield from ((about, fact) for about, facts in several.items() for fact in facts)
        if self.spread is not None:
            yield "SD", self.spread


@dataclass(frozen=True, kw_only=True)
class SymptomRule:
    """A provisional diagnosis: so many items of each scale at or above a value."""

    item_at_least: int
    needs: Mapping[str, int]
    meaning: str
    source: str


@dataclass(frozen=True)
class Example:
    """A line of an instrument's test table.

    Parameters
    ----------
    items : the answers in order, "." where not answered; the given scores where there are no items
    expected : the scores in the order of the scales, "." where there is none; or "refused"
    """

    name: str
    items: str
    expected: str


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """One instrument, or one form of it that must not be mixed with another.

    Parameters
    ----------
    id, label, measures : "phq9", "PHQ-9", "Depressive symptoms"
    family : the name shared by forms that are told apart by the range of their answers
    items : the questions; None where scores are only taken as given
    recall, recall_days : the period asked about
    scales : its scores, the main one first
    at_most_missing : of the whole form, above which nothing is scored; None where only scales say
    sensitive_items : items that never leave the restricted zone at person level
    symptoms : a rule that counts symptoms, where there is one
    notes : whatever else must be known, with sources
    examples : its test table
    """

    id: str
    label: str
    measures: str
    family: str = ""
    items: Items | None
    recall: str
    recall_days: int
    scales: tuple[Scale, ...]
    at_most_missing: MissingRule | None = None
    sensitive_items: tuple[int, ...] = ()
    symptoms: SymptomRule | None = None
    notes: tuple[Statement, ...] = ()
    examples: tuple[Example, ...]

    def facts(self) -> Iterator[tuple[str, Fact]]:
        """Every fact of the instrument and its scales with what it is about."""
        for scale in self.scales:
            about = "" if len(self.scales) == 1 else f"{scale.id}, "
            yield from ((about + name, fact) for name, fact in scale.facts())
        if self.at_most_missing is not None:
            yield "whole form", self.at_most_missing
        if self.symptoms is not None:
            needs = ", ".join(f"{n} of {scale.upper()}" for scale, n in self.symptoms.needs.items())
            text = f"{self.symptoms.meaning}: items at {self.symptoms.item_at_least} or more, {needs}"
            yield "symptoms", Statement(text, self.symptoms.source)
        yield from (("note", note) for note in self.notes)
