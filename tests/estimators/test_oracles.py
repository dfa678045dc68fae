"""The made-up inputs are what their script writes, and every reference file says what made it."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from .oracle import ORACLES, reference

COMPETING = ["aalen_johansen", "gray", "fine_gray"]
WEIGHTS = [
    "weights_propensity",
    "weights_means",
    "weights_standardization",
    "weights_augmented",
    "weights_survival",
    "weights_censoring",
    "weights_balance",
    "small_print",
]
NAMES = ["kaplan_meier", "log_rank", "cox", *COMPETING, "logistic", "linear", "mixed", "mmrm", *WEIGHTS]


def test_inputs_are_what_the_script_writes(tmp_path):
    script = runpy.run_path(str(ORACLES / "make_inputs.py"))
    # `main` looks its folder up in its own globals.
    script["main"].__globals__["HERE"] = tmp_path
    script["main"]()
    committed: dict[str, bytes] = {
        path.name: path.read_bytes() for path in (ORACLES / "inputs").glob("*.csv")
    }
    written = {path.name: path.read_bytes() for path in Path(tmp_path).glob("*.csv")}
    assert written == committed


@pytest.mark.parametrize("name", NAMES)
def test_reference_names_its_versions(name):
    assert reference(name)["made_with"]["R"].startswith("4.")


def test_no_reference_file_is_unused():
    assert sorted(path.stem for path in (ORACLES / "reference").glob("*.json")) == sorted(NAMES)
