"""Everything about one endpoint of every person, and why a value cannot be had."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.evaluate import evaluate, ready
from stepdown.outcomes.endpoints.operations import tally
from stepdown.outcomes.endpoints.registry import find
from stepdown.outcomes.endpoints.rules import Window
from stepdown.outcomes.endpoints.words import Words

REASONS = ("never began", "no screen provided", "no position left", "word too short")


def details(
    words: Words, id: str | Endpoint, missing: str | None = None, horizon: int | None = None
) -> pd.DataFrame:
    """Compute one endpoint with what stands behind it (definitions, A.5.2).

    Parameters
    ----------
    words, missing, horizon : as in `evaluate`
    id : one endpoint or column id, or an endpoint of `general`

    Returns
    -------
    frame, one row a person: the endpoint's published columns; for survival also `first`, `threshold` and
    `confirmed`, positions of the window that fired (missing without an event); `n_observed`, `n_missing`,
    `n_mixed`, positions up to the horizon; `began`; and `reason`, why the value rests on nothing, one of
    REASONS, or missing. The published columns keep their values whatever the reason.

    Raises
    ------
    StepdownError
        For an unknown id or missing rule.
    """
    (endpoint,) = find([id])
    table = evaluate(words, [id], missing, horizon)
    seen = ready(words, horizon)
    prepared = seen
    for step in endpoint.prepared(missing):
        prepared = step.apply(prepared)
    if isinstance(endpoint.rule, Window):
        times = endpoint.rule.times(prepared)
        for name in ("first", "threshold", "confirmed"):
            position = getattr(times, name)
            table[name] = pd.arrays.IntegerArray(position, position == 0)
    table["n_observed"] = tally(seen, "+-*")
    table["n_missing"] = tally(seen, "o")
    table["n_mixed"] = tally(seen, "*")
    table["began"] = words.began
    table["reason"] = _reasons(endpoint, table, prepared)
    return table


def _reasons(endpoint: Endpoint, table: pd.DataFrame, prepared: Words) -> pd.Categorical:
    short = table[endpoint.columns[0]].isna().to_numpy()
    conditions = [~table["began"], table["n_observed"] == 0, prepared.lengths == 0, short]
    found = np.select([np.asarray(condition) for condition in conditions], range(len(REASONS)), default=-1)
    return pd.Categorical.from_codes(found, REASONS)
