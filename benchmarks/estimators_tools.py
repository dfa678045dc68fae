"""What each tool does in a process of its own: read the file, fit, and print how long the fit took and what it found.

python benchmarks/estimators_tools.py "stepdown" cox file.csv
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from estimators_data import LEVELS, PROPENSITY

N_BOOTSTRAPS = 200


def read(path: Path, names: list[str]) -> dict[str, np.ndarray]:
    """Some columns of admissions: polars is fastest with millions of rows."""
    import polars as pl

    kinds = {name: pl.UInt8 for name in [*LEVELS, "event", "y", "arm"]} | {"day": pl.Int16}
    table = pl.scan_csv(path, schema_overrides=kinds).select(names).collect()
    return {name: table[name].to_numpy() for name in names}


def packed(rows: dict[str, np.ndarray], names: list[str]):
    from stepdown.estimators.discrete.pack import dummies, pack

    return pack([dummies(rows[name], LEVELS[name]) for name in names])


def dense(rows: dict[str, np.ndarray], names: list[str]) -> np.ndarray:
    return np.column_stack([rows[name] == k for name in names for k in range(1, LEVELS[name])]).astype(float)


def stepdown_cox(path: Path) -> Callable:
    from stepdown.estimators.cox import cox

    rows = read(path, ["day", "event", *LEVELS])
    return lambda: cox(rows["day"], rows["event"], packed(rows, list(LEVELS)), path="discrete").coefficients


def stepdown_logistic(path: Path) -> Callable:
    from stepdown.estimators.logistic import logistic

    rows = read(path, ["y", *LEVELS])
    return lambda: logistic(rows["y"], packed(rows, list(LEVELS)), path="discrete").coefficients


def stepdown_curves(path: Path) -> Callable:
    from stepdown.estimators.kaplan_meier import kaplan_meier
    from stepdown.estimators.log_rank import log_rank

    rows = read(path, ["day", "event", "c3"])

    def fit() -> list[float]:
        groups = (rows["c3"] == level for level in range(LEVELS["c3"]))
        at_90 = [kaplan_meier(rows["day"][own], rows["event"][own]).at(90)[0] for own in groups]
        return [*at_90, log_rank(rows["day"], rows["event"], rows["c3"], path="discrete").chi_square]

    return fit


def stepdown_weighted(path: Path) -> Callable:
    from stepdown.estimators.discrete.weighted_curve import weighted_curves

    rows = read(path, ["day", "event", "arm", *PROPENSITY])

    def fit() -> list[float]:
        curves = weighted_curves(
            rows["day"], rows["event"], rows["arm"], packed(rows, PROPENSITY), n_bootstraps=N_BOOTSTRAPS
        )
        return curves.survival[:, np.searchsorted(curves.time, 90)]

    return fit


def visits(path: Path) -> tuple[np.ndarray, ...]:
    """Columns of people's visits: most of a small file's time is the start of its reader, and pyarrow starts sooner."""
    from pyarrow import csv

    table = csv.read_csv(path)
    # `Table.to_numpy` would load pandas first.
    return tuple(
        np.concatenate([np.from_dlpack(chunk) for chunk in table[name].chunks])
        for name in ("score", "person", "visit", "arm")
    )


def stepdown_mmrm(path: Path) -> Callable:
    from stepdown.estimators.mmrm import mmrm

    score, person, visit, arm = visits(path)
    later = range(1, 5)
    columns = [visit == k for k in later] + [(visit == k) * arm for k in later]
    design = np.column_stack([np.ones(len(score)), *columns]).astype(float)
    return lambda: mmrm(score, design, person, visit).coefficients


def stepdown_random_slope(path: Path) -> Callable:
    from stepdown.estimators.random_slope import random_slope

    score, person, visit, arm = visits(path)
    design = np.column_stack([np.ones(len(score)), visit, arm * visit]).astype(float)
    return lambda: random_slope(score, design, person, visit).coefficients


def lifelines_cox(path: Path) -> Callable:
    import pandas as pd
    from lifelines import CoxPHFitter

    rows = read(path, ["day", "event", *LEVELS])
    table = pd.DataFrame(dense(rows, list(LEVELS))).add_prefix("x")
    table = table.assign(day=rows["day"], event=rows["event"])
    return lambda: CoxPHFitter().fit(table, "day", "event").params_.to_numpy()


def statsmodels_logistic(path: Path) -> Callable:
    from statsmodels.discrete.discrete_model import Logit

    rows = read(path, ["y", *LEVELS])
    columns = dense(rows, list(LEVELS))
    design = np.column_stack([np.ones(len(columns)), columns])
    return lambda: Logit(rows["y"], design).fit(disp=False).params


def statsmodels_random_slope(path: Path) -> Callable:
    from statsmodels.regression.mixed_linear_model import MixedLM

    score, person, visit, arm = visits(path)
    design = np.column_stack([np.ones(len(score)), visit, arm * visit]).astype(float)
    effects = np.column_stack([np.ones(len(score)), visit]).astype(float)
    return lambda: MixedLM(score, design, person, effects).fit(reml=True).fe_params


TOOLS = {
    ("stepdown", "cox"): stepdown_cox,
    ("stepdown", "logistic"): stepdown_logistic,
    ("stepdown", "curves"): stepdown_curves,
    ("stepdown", "weighted"): stepdown_weighted,
    ("stepdown", "mmrm"): stepdown_mmrm,
    ("stepdown", "random_slope"): stepdown_random_slope,
    ("lifelines", "cox"): lifelines_cox,
    ("statsmodels", "logistic"): statsmodels_logistic,
    ("statsmodels", "random_slope"): statsmodels_random_slope,
}


def main() -> None:
    tool, task, path = sys.argv[1:]
    fit = TOOLS[tool, task](Path(path))
    started = time.perf_counter()
    found = fit()
    spent = time.perf_counter() - started
    print(json.dumps({"fit": spent, "found": [float(value) for value in np.ravel(found)]}))


if __name__ == "__main__":
    main()
