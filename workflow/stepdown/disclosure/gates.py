"""Protect the numbers of gate verdicts: shares from rounded counts, widths from released intervals, two figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from stepdown.answers.gates.events_per_parameter import NAME as EVENTS
from stepdown.answers.gates.precision import detectable_effect, half_width
from stepdown.answers.gates.verdict import NOT_APPLICABLE
from stepdown.disclosure.counts import protect_count, protect_share

if TYPE_CHECKING:
    from stepdown.plan.study import Disclosure

PRIVATE = ("counts", "effect")


def protect_verdict(verdict: dict, rules: Disclosure, estimates: pd.DataFrame | None = None) -> dict:
    """The verdict without its counts, and with a value that gives no count away.

    The verdict itself was reached on the exact numbers.

    Parameters
    ----------
    estimates : the released estimates of the verdict's question, from which what is said of an interval is taken.
    """
    released = {name: value for name, value in verdict.items() if name not in PRIVATE}
    if verdict.get("effect"):
        return released | {"value": _of_interval(verdict, estimates)}
    counts = verdict["counts"]
    if counts and verdict["gate"] == EVENTS:
        ((events, coefficients),) = counts.values()
        value = protect_count(events, rules.min_cell, rules.round_to) / coefficients
        return released | {"value": float(f"{value:.2g}") if np.isfinite(value) else None}
    if counts:
        shares = [
            protect_share(known / people, people, rules.min_cell, rules.round_to) if people else np.nan
            for known, people in counts.values()
        ]
        gap = verdict["gate"] == "ascertainment_difference"
        value = max((abs(share - shares[0]) for share in shares[1:]), default=0.0) if gap else min(shares)
        everyone_known = all(known == people for known, people in counts.values())
        value = (0.0 if gap else 1.0) if everyone_known else value
        return released | {"value": None if np.isnan(value) else round(value, 3)}
    if verdict["value"] is None:
        return released
    # Two figures: more could give an exact count away.
    return released | {"value": float(f"{verdict['value']:.2g}")}


def _of_interval(verdict: dict, estimates: pd.DataFrame | None) -> float | None:
    """Half the width of an interval as it is released, or what it could have detected; nothing of one that is not."""
    row = _released(verdict["effect"], estimates)
    if row is None or row["status"] != "ok" or not np.isfinite([row["lower"], row["upper"]]).all():
        return None
    if verdict["verdict"] == NOT_APPLICABLE:
        value = detectable_effect(row["measure"], row["lower"], row["upper"])
    else:
        value = half_width(row["lower"], row["upper"])
    return float(f"{value:.2g}") if np.isfinite(value) else None


def _released(effect: dict[str, Any], estimates: pd.DataFrame | None) -> dict | None:
    """The one released row with these values."""
    if estimates is None:
        return None
    here = pd.Series(True, index=estimates.index)
    for name, value in effect.items():
        here &= estimates[name].astype(object).where(estimates[name].notna(), "") == (
            "" if value is None else value
        )
    found = estimates[here].to_dict("records")
    return found[0] if len(found) == 1 else None
