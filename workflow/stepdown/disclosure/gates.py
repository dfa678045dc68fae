"""Protect the numbers of gate verdicts: shares from rounded counts, ratios to two figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stepdown.disclosure.counts import protect_share

if TYPE_CHECKING:
    from stepdown.plan.study import Disclosure


def protect_verdict(verdict: dict, rules: Disclosure) -> dict:
    """The verdict without its counts, and with a value that gives no count away.

    The verdict itself was reached on the exact numbers.
    """
    released = {name: value for name, value in verdict.items() if name != "counts"}
    counts = verdict["counts"]
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
    # Two figures: events per parameter times the parameters would give the exact count of events.
    return released | {"value": float(f"{verdict['value']:.2g}")}
