"""Who is in which population, and who was left out at which step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from stepdown.plan.study import Population


def build_cohort(
    persons: pd.DataFrame, populations: Mapping[str, Population]
) -> tuple[pd.DataFrame, list[dict]]:
    """Apply every population's rules, in order.

    Parameters
    ----------
    persons : canonical persons with their baseline covariates.
    populations : name -> population of the plan.

    Returns
    -------
    cohort : the persons with one `in_<population>` flag each.
    flow : one entry a population and step: population, step, remaining, left_out.
        At every step remaining + left_out is what remained before it.
    """
    cohort = persons.copy()
    flow: list[dict] = []
    for name, population in populations.items():
        inside = pd.Series(True, index=persons.index)
        flow.append(
            {"population": name, "step": "people in the records", "remaining": len(persons), "left_out": 0}
        )
        for condition in population.conditions:
            meets = persons[condition.variable].isin(condition.is_in)
            left_out = int((inside & ~meets).sum())
            inside &= meets
            flow.append(
                {
                    "population": name,
                    "step": condition.because,
                    "remaining": int(inside.sum()),
                    "left_out": left_out,
                }
            )
        cohort[f"in_{name}"] = inside
    return cohort, flow
