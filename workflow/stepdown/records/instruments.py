"""Scores of a source in the words of the registry of instruments: label, range and direction come from there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.registry import family, find, recognised
from stepdown.plan.base import PlanModel
from stepdown.records.variables import Instrument


class ScoreWords(PlanModel):
    """A score of the source. A registered instrument (docs/instruments.md) needs none of these keys."""

    label: str = ""
    """What readers see; the registry's words by default."""
    lowest: float | None = None
    """The lowest possible score; the registry's by default. A score outside the range goes to quarantine."""
    highest: float | None = None
    """The highest possible score; the registry's by default. It tells apart the two formats of the BAM."""
    good_direction: Literal["lower", "higher"] | None = None
    """Which direction is better; the registry's by default."""


def registered(name: str, label: str = "") -> Instrument:
    """A registered score under the name that it has in the records."""
    return described(name, ScoreWords(label=label))


def described(name: str, words: ScoreWords) -> Instrument:
    """A score with everything that the plan leaves out taken from the registry.

    Raises
    ------
    ValueError
        If the name is not registered and something is left out, if the plan and the registry contradict each
        other, and if only the range could tell which form of an instrument it is. pydantic turns it into an error of
        the plan.
    """
    forms = recognised(name)
    said = (words.lowest, words.highest)
    if not forms:
        missing = [key for key in ScoreWords.model_fields if getattr(words, key) in ("", None)]
        if missing:
            raise ValueError(f"'{name}' is not a registered instrument, so say its {', '.join(missing)}")
        return Instrument(name, words.label, *said, words.good_direction)
    fitting = [
        (form, scale)
        for form, scale in forms
        if all(end in (None, known) for end, known in zip(said, (scale.lowest, scale.highest), strict=True))
        and words.good_direction in (None, _direction(scale))
    ]
    ranges = " or ".join(
        f"{scale.lowest:g} to {scale.highest:g} ({form.label}; {_direction(scale)} is better)"
        for form, scale in forms
    )
    if not fitting:
        raise ValueError(
            f"the registry has '{name}' from {ranges}: leave out range and direction, or give another version of the "
            "form a name of its own"
        )
    if len(fitting) > 1:
        raise ValueError(f"'{name}' has formats that must not be mixed, {ranges}: say which by `highest`")
    form, scale = fitting[0]
    label = words.label or f"{scale.label} ({form.label})"
    return Instrument(name, label, scale.lowest, scale.highest, _direction(scale))


def all_described(scores: Mapping[str, ScoreWords]) -> dict[str, Instrument]:
    """Every score of a source."""
    return {name: described(name, words) for name, words in scores.items()}


def _direction(scale) -> Literal["lower", "higher"]:
    return "higher" if scale.higher_is_better else "lower"


def item_count(name: str) -> int | None:
    """The number of items of a registered instrument, or of a family whose forms have the same; None if there is none."""
    try:
        form = (family(name) or [find(name)])[0]
    except InstrumentError:
        return None
    return form.items.count if form.items else None
