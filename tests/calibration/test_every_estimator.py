"""Every estimator that answers a question has a row in a calibration, or a reason why it has none."""

from __future__ import annotations

import re

import pytest

NO_ROW = {
    "arm_means": "holds results",
    "arrays": "checks input",
    "imputation_draws": "part of imputation",
    "visible_error": "refuses what has no error",
    "balance": "describes the people at hand",
    "e_value": "works on an interval that has a row; it has no truth of its own",
    "mmrm_structures": "part of mmrm",
    "separation": "looks at the people at hand",
    "strategy_contrasts": "part of clone_censor_weight, window_strategies and per_protocol",
    "tipping": "a grid of estimates that have rows",
}
IMPORT = re.compile(r"from stepdown\.estimators(?:\.discrete)?\.(\w+) import")
# The discrete path is the same estimator; what exists on it alone is asked for here.
BESIDE = {"cause_specific", "clone_censor_weight", "weighted_curve", "site_shrinkage", "multiplicity", "funnel_limits",
          "intraclass_correlation", "poisson", "negative_binomial", "multinomial", "two_part", "restricted_loss",
          "state_occupation", "weights_for_censoring", "doubly_robust"}  # fmt: skip


def _imported(folder, pattern: str) -> set[str]:
    return {
        name for path in folder.rglob(pattern) for name in IMPORT.findall(path.read_text(encoding="utf-8"))
    }


@pytest.fixture(scope="module")
def calibrated(project):
    return _imported(project / "benchmarks", "calibrate_*.py")


def test_what_answers_questions_is_calibrated(project, calibrated):
    used = _imported(project / "workflow" / "stepdown" / "answers", "*.py")
    assert len(used) > 30
    assert used - calibrated - set(NO_ROW) == set()


def test_so_is_what_stands_beside_it(project, calibrated):
    there = {path.stem for path in (project / "workflow" / "stepdown" / "estimators").rglob("*.py")}
    assert there >= BESIDE
    assert BESIDE - calibrated == set()


def test_no_reason_is_given_for_what_has_a_row(calibrated):
    assert set(NO_ROW) & calibrated == set()
