"""Thin data, estimator by estimator: a right answer or a readable reason, never a number out of nothing.

Every public estimator meets every way in which a study can be too thin (`worlds.CASES`). Warnings are
errors here as everywhere.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import stepdown.estimators

from .calls import CALLS
from .worlds import CASES, World, ordinary

# Curves whose band is at its edge by convention, as in R: 1 until the first event, and open once nobody is left.
CURVES = {
    "KaplanMeier",
    "WeightedKaplanMeier",
    "AalenJohansen",
    "StateOccupation",
    "WeightedCurves",
    "Turnbull",
}
# Numbers that are not there for a reason which the docstring gives.
ABSENT = {
    ("Balance", "variance_ratio"),
    ("Imputations", "log_odds"),
    ("Imputations", "uniform"),
    ("WeightedCurves", "difference_lower"),
    ("WeightedCurves", "difference_upper"),
}
LIMITS = {"lower", "upper"}
# Public functions that are parts of estimators above, formulas of a few numbers, or tested thin elsewhere.
PARTS = {
    "climb", "folds_by_person", "e_value", "e_value_of_risk_difference", "funnel_limits", "holm", "in_sequence",
    "benjamini_hochberg", "step_down_max_t", "max_t_p_values", "joint_normal", "non_inferiority", "margin_grid", "pool",
    "pool_means", "pool_ratio", "tipping_grid", "shrink_factor", "log_log_interval", "lagged", "paule_mandel",
    "latent_intraclass_correlation", "weighted_quantile", "effective_sample_size", "tilting", "stabilized", "truncated",
    "within_bounds", "product", "known_weights", "balancing_weights", "influence_through_weights", "covariance",
    "averaged_means", "interval_grid", "person_periods", "subdistribution_sets", "after_leaving",
    "expected_after_leaving", "cholesky_factor", "log_cholesky", "standardized", "arm_means", "fit_levels", "competing",
    "count_data", "covariance_of", "frequencies", "check", "sandwich", "contrast_rows", "fit_outcome", "arrange", "run",
    "dummies", "value_risks", "incidence_risks", "position_of",
}  # fmt: skip


def numbers(
    found: Any, kind: str = "", name: str = "", owner: Any = None
) -> Iterator[tuple[str, str, Any, Any]]:
    """All that a result holds: the class and field of every number, the number, and the result it is part of."""
    if is_dataclass(found):
        for field in fields(found):
            yield from numbers(getattr(found, field.name), type(found).__name__, field.name, found)
    elif isinstance(found, dict):
        for value in found.values():
            yield from numbers(value, kind, name, owner)
    elif isinstance(found, tuple | list):
        for value in found:
            yield from numbers(value, kind, name, owner)
    elif isinstance(found, float | np.floating) or (
        isinstance(found, np.ndarray) and found.dtype.kind == "f"
    ):
        yield kind, name, np.asarray(found, dtype=float), owner


def complaints(found: Any) -> list[str]:
    """What is wrong with a result: numbers out of nothing, or numbers that are not numbers."""
    wrong = []
    for kind, name, values, owner in numbers(found):
        where = f"{kind}.{name}"
        if (
            np.isnan(values).any()
            and (kind, name) not in ABSENT
            and not _known_to_be_open(kind, name, values, owner)
        ):
            wrong.append(f"{where} is NaN")
        if name == "lower":
            upper = np.asarray(owner.upper, dtype=float)
            if np.any(values > upper):
                wrong.append(f"{where} is above the upper limit")
            inside = (values > 0) & (values < 1) if kind in CURVES else values == values
            if np.any((values == upper) & inside):
                wrong.append(f"{where} is the upper limit: an interval without width")
        if name == "p_value" and not np.isnan(values).any() and hasattr(owner, "std_error"):
            center = np.abs(getattr(owner, "coefficients", getattr(owner, "estimate", 1.0)))
            if np.any(np.asarray(owner.std_error) <= 1e-10 * np.maximum(1.0, center)):
                wrong.append(f"{kind}.std_error is rounding: certainty out of nothing")
        if name == "p_value" and np.any((values < 0) | (values > 1)):
            wrong.append(f"{where} is no probability")
    return wrong


def _known_to_be_open(kind: str, name: str, values: np.ndarray, owner: Any) -> bool:
    """Errors where a curve is at its end, and limits where no error can be seen."""
    if kind in CURVES and name in {"std_error", *LIMITS}:
        curve = owner.incidence if kind == "AalenJohansen" else getattr(owner, "survival", None)
        curve = owner.probability if curve is None else curve
        return bool(np.all((curve <= 1e-12) | (curve >= 1 - 1e-12) | ~np.isnan(values)))
    return (
        name in LIMITS
        and np.ndim(owner.std_error) == 0
        and owner.std_error <= 1e-12 * max(1.0, abs(owner.estimate))
    )


@pytest.mark.parametrize("name", CALLS)
def test_an_ordinary_study_is_answered(name):
    assert not complaints(CALLS[name](ordinary()))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", CALLS)
def test_thin_data_get_an_answer_or_a_reason(name, case):
    world: World = CASES[case](ordinary())
    try:
        found = CALLS[name](world)
    except ValueError as reason:
        said = str(reason)
        # A sentence of ours, not one of numpy's about shapes.
        assert re.match(r"^[A-Za-z0-9].{14,}", said), said
        assert not re.search(
            r"nan|operand|zero-size|broadcast|array|dimension mismatch|singular matrix", said
        ), said
        return
    assert not complaints(found)


def test_every_public_estimator_is_in_the_table():
    folder = Path(stepdown.estimators.__file__).parent
    called = {name.split(":")[0] for name in CALLS}
    missing = []
    for path in sorted(folder.rglob("*.py")):
        dotted = ".".join(path.relative_to(folder).with_suffix("").parts)
        module = import_module(f"stepdown.estimators.{dotted}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            if name not in called | PARTS and path.stem != "arrays" and not _takes_checked_arrays(function):
                missing.append(f"{path.stem}.{name}")
    assert not missing


def _takes_checked_arrays(function: Any) -> bool:
    """Inner functions are typed by arrays that the gatekeepers have let through; estimators take anything."""
    return "Any" not in {
        parameter.annotation for parameter in inspect.signature(function).parameters.values()
    }


def test_an_interval_without_width_would_be_found():
    from stepdown.estimators.restricted_mean import Difference

    assert complaints(Difference(1.0, 0.0, 1.0, 1.0, 0.5)) == [
        "Difference.lower is the upper limit: an interval without width",
        "Difference.std_error is rounding: certainty out of nothing",
    ]
    assert complaints(Difference(1.0, float("nan"), 0.0, 2.0, 0.5)) == ["Difference.std_error is NaN"]
