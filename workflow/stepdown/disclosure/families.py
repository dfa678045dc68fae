"""P values within each family of questions, from released effects: what is withheld cannot shine through.

How effects hang together is all that is taken from elsewhere, as a correlation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import erfc, log, nan, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.answers.estimate import COLUMNS, RATIOS
from stepdown.estimators.multiplicity import in_sequence, max_t_p_values
from stepdown.seeds import seed_of

if TYPE_CHECKING:
    from stepdown.plan.family import Family
    from stepdown.plan.study import Question, StudyPlan

MEASURE = "p_value_adjusted"
# A correlation of so many decimals is the same on every machine.
DECIMALS = 6
# What a primary analysis is judged by: the first of these that it gives, as its finding does.
JUDGED = (
    "rmst_difference", "risk_difference", "mean_difference", "hazard_ratio", "subdistribution_hazard_ratio", "odds_ratio",
)  # fmt: skip


def with_families(
    estimates: pd.DataFrame, plan: StudyPlan, influence: Mapping[str, pd.DataFrame] | None = None
) -> pd.DataFrame:
    """The released estimates, and one row below them for each primary effect that is in a family.

    The row repeats whom and what the effect is about; `estimate` is the P value adjusted within the family, `p_value` the
    one that the effect has alone. An effect that is withheld, suppressed or not estimable stays in its family as one that
    does not pass, and keeps its status and reason.

    Parameters
    ----------
    estimates : of `protect_estimates`; their order and rows stay as they are.
    influence : question -> what each person adds to its primary effects (`answers.methods.influence`), for max-T.
    """
    rows = [row for family in plan.families for row in _family(family, estimates, plan, influence or {})]
    if not rows:
        return estimates
    return pd.concat([estimates, pd.DataFrame(rows, columns=list(COLUMNS))], ignore_index=True)


def _family(
    family: Family, estimates: pd.DataFrame, plan: StudyPlan, influence: Mapping[str, pd.DataFrame]
) -> list[dict]:
    members = [_effects(estimates, plan.question(name)) for name in family.questions]
    # A question without any effect row still counts: it was asked, and found nothing.
    alone = [[_p_value(row) for row in rows] or [nan] for rows in members]
    values = [1.0 if value != value else value for group in alone for value in group]
    if family.method == "max_t":
        effects = [
            (name, row["level"]) for name, rows in zip(family.questions, members, strict=True)
            for row in rows or [{"level": ""}]
        ]  # fmt: skip
        seed = seed_of(plan.seed, "families", family.name)
        adjusted = iter(max_t_p_values(values, correlations(effects, influence), seed))
    else:
        gates = family.method == "fixed_sequence"
        stages = [i if gates else 0 for i, group in enumerate(alone) for _ in group]
        adjusted = iter(in_sequence(values, stages))
    found = []
    for rows, own in zip(members, alone, strict=True):
        steps = [float(next(adjusted)) for _ in own]
        found += [_row(row, family, *pair) for row, *pair in zip(rows, own, steps, strict=False)]
    return found


def correlations(effects: Sequence[tuple[str, str]], influence: Mapping[str, pd.DataFrame]) -> np.ndarray:
    """How estimates hang together that rest on the same people, from what each person adds to them.

    Parameters
    ----------
    effects : question and level of each.

    Returns
    -------
    ndarray, shape (m, m)
        0 beside an effect of which nobody's part is told.
    """
    told = {}
    for place, (question, level) in enumerate(effects):
        table = influence.get(question)
        own = None if table is None else table[table["level"] == level]
        if own is not None and len(own):
            told[place] = own.set_index("person_id")["influence"].astype(float)
    found = np.eye(len(effects))
    if told:
        # Who is not in a question adds nothing to it.
        parts = pd.DataFrame(told).sort_index().fillna(0.0).to_numpy()
        parts = parts / np.sqrt((parts**2).sum(axis=0))
        found[np.ix_(list(told), list(told))] = np.round(parts.T @ parts, DECIMALS)
        np.fill_diagonal(found, 1.0)
    return found


def _effects(estimates: pd.DataFrame, question: Question) -> list[dict]:
    """The primary effects of a question at its horizon: one row a level, all of one measure."""
    rows = estimates[
        (estimates["question"] == question.id)
        & (estimates["role"] == "primary")
        & (estimates["horizon_days"] == question.horizon_days)
        & (estimates["exposure"] == question.exposure.variable)
    ]
    started = any(one.role == "primary" and one.method == "clone_censor_weight" for one in question.analyses)
    order = JUDGED[1:] if started else JUDGED
    measure = next((name for name in order if (rows["measure"] == name).any()), None)
    return rows[rows["measure"] == measure].to_dict("records")


def _p_value(row: dict) -> float:
    """The effect's own P value, of its normal statistic where it has none; missing where it may not be stated."""
    if row["status"] != "ok":
        return nan
    if row["p_value"] == row["p_value"]:
        return float(row["p_value"])
    distance = log(row["estimate"]) if row["measure"] in RATIOS else row["estimate"]
    return erfc(abs(distance / row["std_error"]) / sqrt(2)) if row["std_error"] > 0 else nan


def _row(row: dict, family: Family, alone: float, adjusted: float) -> dict:
    stated = alone == alone
    status, reason = row["status"], row["reason"]
    if not stated and status == "ok":
        status, reason = "not_estimable", "the effect has no P value"
    return row | {
        "method": family.method,
        "measure": MEASURE,
        "definition": f"{row['definition']}, family {family.name}",
        "estimate": adjusted if stated else nan,
        "std_error": nan,
        "lower": nan,
        "upper": nan,
        "p_value": alone,
        "status": status,
        "reason": reason,
    }
