"""Every calibration in short: a few worlds, and nothing further from the truth than five Monte Carlo errors.

`make calibrate` runs them in full and writes docs/calibration.md.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache

import calibrate
import pytest
import worlds as many

# Worlds in short, of as many people as in full. Harbor and its weeks have tests of their own.
SHORT = {
    "arms": 30,
    "hazards": 40,
    "imputation": 6,
    "judging": 200,
    "longitudinal": 5,
    "regression": 30,
    "standardization": 20,
    "strategies": 5,
    "survival": 30,
    "weights": 40,
}
ERRORS = 5.0


def _strays(module, rows: list[dict]) -> list[str]:
    explained = getattr(module, "EXPLAINED", ())
    return [
        f"{row['estimator']}: {part} {row[part]:.3f} ({row[f'{part}_error']:.3f})"
        for row in rows
        if "naive" not in row["estimator"]
        and not any(fnmatchcase(row["estimator"], pattern) for pattern in explained)
        for part in many.off(row, ERRORS)
    ]


@cache
def _worlds(name: str) -> list[many.World]:
    module = many.module(name)
    return [module.one_world(number, module.PEOPLE) for number in range(SHORT[name])]


def _rows(name: str, change=lambda *row: row) -> list[dict]:
    module = many.module(name)
    found = [{row: change(*values) for row, values in world.items()} for world in _worlds(name)]
    return many.summarize(found, module.truths() if hasattr(module, "truths") else None)


def test_every_calibration_runs_in_short():
    assert {*SHORT, "harbor", "harbor_loss", "weeks"} == set(calibrate.names())


@pytest.mark.parametrize("name", SHORT)
def test_a_calibration_finds_what_is_true(name):
    rows = _rows(name)
    assert len(rows) >= 5
    assert _strays(many.module(name), rows) == []


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("bias", lambda truth, estimate, error, low, high: (truth, estimate + error, error, low + error, high + error)),
        ("error_ratio", lambda truth, estimate, error, low, high: (truth, estimate, error / 3, low, high)),
        ("coverage", lambda truth, estimate, error, low, high: (truth, estimate, error, estimate, high)),
    ],
)  # fmt: skip
def test_a_broken_estimator_is_found_out(part, change):
    rows = _rows("weights", change)
    strays = _strays(many.module("weights"), rows)
    assert len([stray for stray in strays if f": {part} " in stray]) >= len(rows) / 2


def test_what_is_wrong_on_purpose_is_wrong():
    rows = {row["estimator"]: row for row in _rows("hazards")}
    assert many.off(rows["Cox (strata left out)"], ERRORS) == ["bias", "coverage"]
    assert rows["Cox (ever against never, naive)"]["coverage"] == 0
