"""Gates that an effect must pass before it may be stated.

Thresholds are in the plan; the defaults are those of definitions.md D.3 and
D.4. A verdict is "passed", "failed" or "not evaluated".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import isnan, nan

from stepdown.answers.estimate import EFFECTS, Estimate


@dataclass(frozen=True)
class Verdict:
    """What one gate says.

    Parameters
    ----------
    gate : its name.
    measures : the measures it guards; empty for all effects.
    value, threshold : what was found and what is asked for.
    words : the verdict in a sentence's half, "fewer than half were reached".
    counts : group -> (people with a known outcome, people), so that the door can derive a share that may be shown.
    """

    gate: str
    verdict: str
    value: float
    threshold: float
    words: str
    measures: tuple[str, ...] = ()
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def ascertainment(known: Mapping[str, tuple[int, int]], floor: float, widest: float) -> list[Verdict]:
    """Enough outcomes known in every group, and about equally many?

    Parameters
    ----------
    known : group -> (people with a known outcome, people).
    floor : smallest share allowed in any group.
    widest : largest difference in share allowed between two groups.
    """
    shares = [found / people for found, people in known.values() if people]
    if not shares:
        return [Verdict("ascertainment", "not evaluated", nan, floor, "nobody is in the population")]
    lowest, gap = min(shares), max(shares) - min(shares)
    return [
        Verdict(
            "ascertainment",
            "passed" if lowest >= floor else "failed",
            lowest,
            floor,
            "the outcome is known for enough people in every group"
            if lowest >= floor
            else "the outcome is known for too few people in at least one group",
            counts=known,
        ),
        Verdict(
            "ascertainment_difference",
            "passed" if gap <= widest else "failed",
            gap,
            widest,
            "about the same share is known in every group"
            if gap <= widest
            else "the share known differs too much between the groups",
            counts=known,
        ),
    ]


def events_per_parameter(n_events: int, n_parameters: int, floor: float) -> Verdict:
    """Enough events for the number of coefficients?"""
    ratio = n_events / n_parameters
    passed = ratio >= floor
    return Verdict(
        "events_per_parameter",
        "passed" if passed else "failed",
        ratio,
        floor,
        "there are enough events for the model" if passed else "there are too few events for the model",
    )


def proportional_hazards(p_value: float, floor: float) -> Verdict:
    """May one hazard ratio stand for the whole horizon?"""
    if isnan(p_value):
        return Verdict(
            "proportional_hazards", "not evaluated", nan, floor, "the test could not be done", ("hazard_ratio",)
        )
    passed = p_value >= floor
    return Verdict(
        "proportional_hazards",
        "passed" if passed else "failed",
        p_value,
        floor,
        "one hazard ratio describes the whole period"
        if passed
        else "the hazard ratio changes over time, so one number would mislead",
        measures=("hazard_ratio",),
    )


def apply_gates(rows: list[Estimate], verdicts: list[Verdict]) -> list[Estimate]:
    """Mark as withheld every effect that a failed gate guards.

    Naive estimates are shown as what they are and make no claim, so no gate
    guards them.
    """
    failed = [verdict for verdict in verdicts if verdict.verdict == "failed"]
    return [_gate(row, failed) for row in rows]


def _gate(row: Estimate, failed: list[Verdict]) -> Estimate:
    if row.measure not in EFFECTS or row.role == "naive" or row.status != "ok":
        return row
    for verdict in failed:
        if not verdict.measures or row.measure in verdict.measures:
            return replace(row, status="withheld", reason=f"{verdict.gate}: {verdict.words}")
    return row
