"""What the door lets out of the real study, and its register."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from stepdown.disclosure.gates import protect_verdict
from stepdown.files import read_json, sha256


def test_the_register_knows_every_file_that_went_through(help_release):
    register = read_json(help_release.register)
    written = {
        path.relative_to(help_release.folder).as_posix(): sha256(path)
        for path in help_release.folder.rglob("*") if path.is_file()
    }  # fmt: skip
    assert register == written
    assert help_release.folder not in help_release.register.parents


COUNTS = ("rows_read", "rows_used", "rows_kept", "rows_quarantined", "exact_duplicates", "remaining", "left_out",
          "n_checked", "n_failing")  # fmt: skip


@pytest.mark.parametrize("name", ["flow.json", "data_quality.json"])
def test_no_count_of_a_document_is_small(name, help_release, rules):
    def counts(node):
        if isinstance(node, dict):
            for key, value in node.items():
                if key in COUNTS:
                    yield value
                else:
                    yield from counts(value)
        elif isinstance(node, list):
            for item in node:
                yield from counts(item)

    found = list(counts(help_release.read(name).content))
    assert len(found) > 20
    assert all(value is None or value == 0 or (value >= rules.min_cell and value % 5 == 0) for value in found)


NUMBERS = {
    "figures/follow_up.csv": ["number_due", "number_reached"],
    "figures/linkage_by_arm.csv": ["number"],
    "figures/first_use_by_arm.csv": ["number"],
    "figures/first_use_by_substance.csv": ["number"],
    "figures/depression_by_arm.csv": ["number"],
    "estimates.csv": ["n", "n_events"],
    "tables/baseline.csv": ["number", "missing"],
}


@pytest.mark.parametrize("name", NUMBERS)
def test_no_count_of_a_table_is_small(name, help_release, rules):
    table = help_release.read(name).table
    for column in NUMBERS[name]:
        shown = table[column].dropna()
        assert len(shown)
        assert not shown.between(1, rules.min_cell - 1).any()
        assert (shown % 5 == 0).all()


def test_no_person_is_named(help_release):
    for path in help_release.folder.rglob("*.*"):
        assert "help-0" not in path.read_text(encoding="utf-8")


def test_the_exact_counts_of_a_gate_stay_behind(help_release):
    assert "counts" not in json.dumps(help_release.read("gates.json").content["verdicts"]).replace(
        '"words"', ""
    )


def test_the_claimed_distance_of_each_curve_is_small(help_release):
    errors = help_release.read("gates.json").content["largest_curve_error"]
    assert set(errors) == {"linkage_by_arm", "first_use_by_substance", "first_use_by_arm"}
    assert all(0 < error < 0.35 for error in errors.values())


def verdict(gate, value, counts):
    return {
        "gate": gate,
        "verdict": "passed",
        "value": value,
        "threshold": 0.5,
        "words": "x",
        "counts": counts,
    }


@pytest.mark.parametrize(
    ("gate", "value", "counts", "shown"),
    [
        ("ascertainment", 0.537, {"a": [135, 235], "b": [119, 235]}, 120 / 235),
        ("ascertainment_difference", 0.068, {"a": [135, 235], "b": [119, 235]}, 15 / 235),
        ("ascertainment", 1.0, {"a": [200, 200], "b": [30, 30]}, 1.0),
        ("ascertainment_difference", 0.0, {"a": [200, 200], "b": [30, 30]}, 0.0),
        ("ascertainment", 0.97, {"a": [97, 100]}, None),
        # Of rounded events: with the coefficients, the exact ratio would give the exact count.
        ("events_per_parameter", 12.71, {"events a coefficient": [89, 7]}, 13),
        ("events_per_parameter", 1.21, {"events a coefficient": [23, 19]}, 1.3),
        ("events_per_parameter", 0.32, {"events a coefficient": [6, 19]}, None),
        ("weight_tails", 3.1416, {}, 3.1),
        ("proportional_hazards", 0.1204, {}, 0.12),
        ("proportional_hazards", None, {}, None),
    ],
)
def test_a_verdict_is_told_without_an_exact_share(gate, value, counts, shown, rules):
    released = protect_verdict(verdict(gate, value, counts), rules)
    assert "counts" not in released
    assert released["value"] == (pytest.approx(shown, abs=6e-4) if shown is not None else None)


PRECISION = {
    "analysis": "primary", "gate": "precision", "verdict": "failed", "value": None, "threshold": 0.1, "words": "too wide",
    "counts": {}, "effect": {"measure": "risk_difference", "level": "b", "horizon_days": 90},
}  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "measure", "changes", "shown"),
    [
        ("failed", "risk_difference", {}, 0.12),
        ("passed", "risk_difference", {}, 0.12),
        # What 80 of 100 such studies would find: 2.8 standard errors, of which half the interval has 1.96.
        ("not applicable", "risk_difference", {}, 0.17),
        ("not applicable", "risk_ratio", {"lower": 0.5, "upper": 2.0}, 2.7),
        ("failed", "risk_difference", {"status": "suppressed", "lower": np.nan, "upper": np.nan}, None),
        ("not applicable", "risk_difference", {"status": "withheld", "lower": np.nan, "upper": np.nan}, None),
        ("failed", "risk_difference", {"level": "c"}, None),
    ],
)
def test_a_width_is_that_of_the_interval_that_is_released(verdict, measure, changes, shown, rules):
    row = {"measure": measure, "level": "b", "horizon_days": 90, "status": "ok", "lower": -0.1, "upper": 0.14}
    given = PRECISION | {"verdict": verdict, "effect": PRECISION["effect"] | {"measure": measure}}
    released = protect_verdict(given, rules, pd.DataFrame([row | changes]))
    assert "effect" not in released and "counts" not in released
    assert released["value"] == (pytest.approx(shown) if shown is not None else None)


def test_withheld_rows_of_the_real_study_have_no_number(help_release):
    table = help_release.read("estimates.csv").table
    refused = table[table["status"] != "ok"]
    assert len(refused)
    assert refused[["estimate", "std_error", "lower", "upper", "p_value"]].isna().all().all()
    assert refused["reason"].notna().all()
    assert np.isfinite(table.loc[table["status"] == "ok", ["estimate", "upper"]].max().max())
