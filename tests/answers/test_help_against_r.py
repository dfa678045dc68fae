"""Every effect of config/help.yaml against R: same files, other software (tests/oracles/help_answers.R)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.estimate import EFFECTS
from stepdown.answers.frame import baseline_scores, build_frame
from stepdown.answers.methods import method
from stepdown.cohort.clocks import zero_table
from stepdown.cohort.eligibility import build_cohort
from stepdown.outcomes.derive import derive_outcomes
from stepdown.plan.load import load_plan
from stepdown.records.adapters import read_source, vocabulary_of
from stepdown.records.ingest import ingest

ROOT = Path(__file__).parents[2]
KEY = ["question", "method", "adjusted", "landmark", "level", "day", "measure"]


@cache
def ours() -> pd.DataFrame:
    """The study's raw estimates before any gate, keyed as the reference is."""
    plan = load_plan(ROOT / "config/help.yaml")
    source = plan.source.model_copy(update={"path": str(ROOT / plan.source.path)})
    vocabulary = vocabulary_of(source)
    tables = ingest(read_source(source), vocabulary)
    records = {name: table.kept for name, table in tables.items()}
    scores = baseline_scores(records["assessments"])
    persons = records["persons"].merge(scores, left_on="person_id", right_index=True, how="left")
    cohort, _ = build_cohort(persons, plan.populations)
    outcomes = derive_outcomes(records, plan.outcome_tables())
    rows = []
    for question in plan.questions:
        frame = build_frame(
            plan,
            question,
            vocabulary,
            cohort,
            outcomes[question.outcome_key],
            records["aftercare"],
            zero_table({}),
        )
        for analysis in question.analyses:
            if analysis.method in WITHOUT:
                continue
            is_survival = question.outcome.shape == "time_to_event"
            landmark = getattr(analysis, "landmark_day", "") if is_survival else ""
            for row in method(analysis.method).answer(analysis, frame).rows:
                rows.append(
                    {
                        "question": question.id,
                        "method": analysis.method,
                        "adjusted": "no" if row.adjustment == "none" else "yes",
                        "landmark": str(landmark),
                        "level": row.level,
                        "day": row.horizon_days,
                        "measure": row.measure,
                        "estimate": row.estimate,
                        "std_error": row.std_error,
                        "p_value": row.p_value,
                    }
                )
    return pd.DataFrame(rows).set_index(KEY)


def theirs() -> pd.DataFrame:
    table = pd.read_csv(
        ROOT / "tests/oracles/reference/help_answers.csv",
        keep_default_na=False,
        na_values={name: [""] for name in ("estimate", "std_error", "p_value")},
        dtype={"landmark": str},
    )
    return table.set_index(KEY)


@pytest.mark.parametrize("key", theirs().index, ids=lambda key: "-".join(map(str, key)))
def test_an_estimate_equals_r(key):
    expected, found = theirs().loc[key], ours().loc[[key]].iloc[0]
    relative, absolute = 1e-7, 1e-12
    if key[1] in ("mmrm", "mixed"):
        # nlme stops its search where the deviance is flat to 1e-12: a hundred-thousandth of a standard error away.
        relative, absolute = 2e-5, 1e-5 * expected["std_error"]
    for column in ("estimate", "std_error", "p_value"):
        if not np.isnan(expected[column]):
            assert found[column] == pytest.approx(expected[column], rel=relative, abs=absolute), column


# Bounds have no estimate; the others rest on random numbers, and are compared with mice in test_imputation.py.
WITHOUT = ["bounds", "multiple_imputation", "tipping_point", "reference_based"]


def test_r_has_an_opinion_on_every_effect():
    table = ours().reset_index()
    effects = table[table["measure"].isin(EFFECTS) & ~table["method"].isin(WITHOUT)]
    assert set(effects.set_index(KEY).index) <= set(theirs().index)
