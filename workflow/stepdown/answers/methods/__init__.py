"""Methods that a plan may ask for: one module each, found by name.

A module has an `Analysis` (an `answers.methods.base.AnalysisModel` whose
`method` field is its name and whose other fields are its options) and
`answer(analysis, frame)` -> `Answer`, or, where it judges what another analysis found, `follow(analysis, frame, rows)`.

To add one, write the module and name it here.
"""

from __future__ import annotations

import importlib
from functools import cache
from types import ModuleType

NAMES = (
    "kaplan_meier",
    "log_rank",
    "rmst",
    "rmtl",
    "cox",
    "aft",
    "grouped_hazards",
    "landmark",
    "time_varying",
    "clone_censor_weight",
    "duration_strategies",
    "aalen_johansen",
    "incidence_difference",
    "occupancy",
    "gray",
    "cause_specific_cox",
    "fine_gray",
    "logistic",
    "firth",
    "modified_poisson",
    "shares",
    "categories",
    "mmrm",
    "mixed",
    "random_slope",
    "gee",
    "ascertainment",
    "bounds",
    "missing_rule",
    "multiple_imputation",
    "ipcw",
    "tipping_point",
    "reference_based",
    "iptw",
    "overlap",
    "att",
    "matching_weights",
    "standardization",
    "aipw",
    "two_part",
    "per_protocol",
    "interaction",
    "non_inferiority",
    "e_value",
)

# Those that count people whose outcome is not known.
METHODS_OF_LOSS = (
    "ascertainment",
    "bounds",
    "missing_rule",
    "multiple_imputation",
    "ipcw",
    "tipping_point",
    "reference_based",
)


@cache
def analyses() -> dict[str, type]:
    """Name -> analysis model, in the order of NAMES."""
    return {name: method(name).Analysis for name in NAMES}


def method(name: str) -> ModuleType:
    """The module of a registered method."""
    if name not in NAMES:
        raise KeyError(name)
    return importlib.import_module(f"stepdown.answers.methods.{name}")
