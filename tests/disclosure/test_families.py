"""P values within a family, by hand and as R's p.adjust gives them; and what a finding makes of them."""

from __future__ import annotations

from math import nan

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.estimate import COLUMNS, Estimate, estimates_table
from stepdown.answers.findings.family import with_family
from stepdown.answers.findings.finding import Context, Finding
from stepdown.answers.findings.phrases import Rows, say, size
from stepdown.disclosure.families import MEASURE, correlations, with_families
from stepdown.errors import PlanError
from stepdown.estimators.multiplicity import holm, in_sequence
from stepdown.plan.family import Family, family_of
from stepdown.plan.load import load_plan


def test_holm_and_a_fixed_sequence_by_hand():
    # R 4.2: p.adjust(1:5 / 100, "holm")
    assert holm([0.01, 0.02, 0.03, 0.04, 0.05]) == pytest.approx([0.05, 0.08, 0.09, 0.09, 0.09])
    # One at a time: the largest so far. A small P value behind a large one gains nothing.
    assert in_sequence([0.01, 0.2, 0.001], [0, 1, 2]) == pytest.approx([0.01, 0.2, 0.2])
    # Two in the first stage, by Holm: 0.02 and 0.03; then 0.01, which waits for the worse of them.
    assert in_sequence([0.01, 0.03, 0.01], [0, 0, 1]) == pytest.approx([0.02, 0.03, 0.03])
    assert in_sequence([0.03, 0.01], [5, 5]) == pytest.approx(holm([0.03, 0.01]))
    with pytest.raises(ValueError, match="stage"):
        in_sequence([0.1, 0.2], [0])


def effect(question, **values) -> Estimate:
    given = {
        "study": "trial", "question": question.id, "role": "primary", "method": "aipw", "measure": "risk_difference",
        "outcome": "o", "definition": "d", "population": "everyone", "n": 200, "exposure": question.exposure.variable,
        "level": "clinic", "reference": "control", "horizon_days": question.horizon_days, "estimate": 0.1,
        "std_error": 0.05, "lower": 0.0, "upper": 0.2,
    }  # fmt: skip
    return Estimate(**(given | values))


@pytest.fixture
def judged(trial):
    """`judged(method, values of the effects of each of the three questions)` gives the rows of the family."""

    def make(method: str, *each: list[dict], influence=None) -> tuple[pd.DataFrame, object]:
        names = [question.id for question in trial.questions]
        family = Family(name="main", questions=names, method=method)
        plan = trial.model_copy(update={"families": [family]})
        rows = [effect(q, **values) for q, own in zip(trial.questions, each, strict=True) for values in own]
        return with_families(estimates_table(rows)[list(COLUMNS)], plan, influence), plan

    return make


def test_every_primary_effect_gets_its_row_below_the_others(judged):
    table, _ = judged(
        "holm",
        [{"p_value": 0.01}, {"p_value": 0.5, "role": "sensitivity"}, {"p_value": 0.001, "horizon_days": 9}],
        [{"p_value": 0.02, "measure": "mean_difference"}],
        [{"p_value": 0.03}, {"p_value": 0.04, "level": "other"}],
    )
    added = table[table["measure"] == MEASURE]
    assert added.index.tolist() == [6, 7, 8, 9]
    assert added["p_value"].tolist() == [0.01, 0.02, 0.03, 0.04]
    # R 4.2: p.adjust(1:4 / 100, "holm")
    assert added["estimate"].tolist() == pytest.approx([0.04, 0.06, 0.06, 0.06])
    assert set(added["method"]) == {"holm"} and set(added["definition"]) == {"d, family main"}
    assert added[["std_error", "lower", "upper"]].isna().all(axis=None)


def test_what_may_not_be_stated_stays_in_the_family_and_is_not_stated(judged):
    withheld = {
        "status": "withheld",
        "reason": "overlap: too few",
        "p_value": 1e-9,
        "estimate": nan,
        "std_error": nan,
    }
    table, _ = judged("holm", [{"p_value": 0.01}], [withheld], [{"p_value": 0.02}])
    added = table[table["measure"] == MEASURE]
    assert added["estimate"].fillna(-1).tolist() == pytest.approx([0.03, -1, 0.04])
    assert added["status"].tolist() == ["ok", "withheld", "ok"]
    assert added["p_value"].isna().tolist() == [False, True, False]
    # Behind a closed gate nothing passes, however small its own P value.
    table, _ = judged("fixed_sequence", [{"p_value": 0.01}], [withheld], [{"p_value": 0.0001}])
    assert table.loc[table["measure"] == MEASURE, "estimate"].iloc[[0, 2]].tolist() == [0.01, 1.0]


def told(people: str, values: list[float], level: str = "clinic") -> pd.DataFrame:
    return pd.DataFrame({"level": level, "person_id": list(people), "influence": values})


def test_correlations_by_hand():
    influence = {
        "a": told("pqr", [1.0, -2.0, 2.0]),
        # Shares q and r, in another order; 3 in all, so the correlation is (-2 * 1 + 2 * 2) / (3 * 3).
        "b": told("srq", [2.0, 2.0, 1.0]),
        "c": told("xy", [1.0, -1.0]),
    }
    found = correlations(
        [("a", "clinic"), ("b", "clinic"), ("c", "clinic"), ("d", ""), ("a", "x")], influence
    )
    wanted = np.eye(5)
    wanted[0, 1] = wanted[1, 0] = 2 / 9
    np.testing.assert_allclose(found, wanted, atol=1e-6)


def test_max_t_is_kinder_to_effects_in_the_same_people(judged, trial):
    effects = ([{"p_value": 0.02}], [{"p_value": 0.03}], [{"p_value": 0.9}])
    draw = np.random.default_rng(5)
    same = draw.normal(size=26)
    people = "abcdefghijklmnopqrstuvwxyz"
    names = [question.id for question in trial.questions]
    together = {name: told(people, same + 0.1 * draw.normal(size=26)) for name in names}

    def adjusted(influence):
        table, _ = judged("max_t", *effects, influence=influence)
        rows = table[table["measure"] == MEASURE]
        assert set(rows["method"]) == {"max_t"}
        return rows["estimate"].to_numpy()

    alike, apart = adjusted(together), adjusted(None)
    # Unrelated: Šidák's step-down.
    assert apart == pytest.approx([1 - 0.98**3, 1 - 0.97**2, 0.9], abs=0.003)
    assert alike[0] < 0.03 < apart[0] and alike[1] < 0.04 < apart[1]
    table, _ = judged("holm", *effects)
    assert np.all(apart <= table.loc[table["measure"] == MEASURE, "estimate"].to_numpy() + 1e-12)


def test_what_may_not_be_stated_costs_max_t_a_place(judged):
    withheld = {"status": "withheld", "reason": "overlap", "p_value": 1e-9, "estimate": nan, "std_error": nan}
    table, _ = judged("max_t", [{"p_value": 0.02}], [withheld], [])
    rows = table[table["measure"] == MEASURE]
    assert rows["status"].tolist() == ["ok", "withheld"] and rows["estimate"].isna().tolist() == [False, True]
    assert rows["estimate"].iloc[0] == pytest.approx(1 - 0.98**3, abs=0.003)


def test_without_a_p_value_the_normal_statistic_gives_one_and_a_question_without_rows_counts(judged):
    ratio = {"measure": "hazard_ratio", "estimate": 2.0, "std_error": 0.3536, "p_value": nan}
    table, _ = judged("holm", [{"estimate": 0.1, "std_error": 0.05}], [ratio], [])
    added = table[table["measure"] == MEASURE]
    # pnorm(-2) * 2 = 0.0455; log(2) / 0.3536 = 1.9602, P = 0.0500; three questions were asked.
    assert added["p_value"].tolist() == pytest.approx([0.0455, 0.05], abs=1e-4)
    assert added["estimate"].tolist() == pytest.approx([0.1365, 0.1365], abs=1e-4)


def test_without_families_nothing_changes(trial):
    table = estimates_table([effect(trial.questions[0])])[list(COLUMNS)]
    assert with_families(table, trial) is table


@pytest.mark.parametrize(("p_value", "status"), [(0.01, "stated"), (0.02, "uncertain")])
def test_a_finding_is_uncertain_where_it_does_not_pass_in_its_family(
    p_value, status, judged, trial, vocabulary
):
    table, plan = judged("holm", [{"p_value": p_value}], [{"p_value": 0.9}], [{"p_value": 0.9}])
    question = trial.questions[0]
    context = Context(question, vocabulary, Rows(table, question.id))
    number = Rows.number(context.rows.find(measure="risk_difference"), "estimate", size)
    stated = Finding("stated", say("it was {a}.", a=number), ())
    finding = with_family(context, stated, family_of(plan, question.id))
    assert finding.status == status
    if status == "uncertain":
        assert "do not settle" in finding.headline.text
        assert "3 questions are judged together" in finding.sentences[0].text
    assert with_family(context, stated, None) is stated


def problems_of(path):
    with pytest.raises(PlanError) as caught:
        load_plan(path)
    return caught.value.problems


@pytest.mark.parametrize(
    ("families", "where", "what"),
    [
        ("[{name: a, questions: [use_by_am]}]", "families[1].questions[1]", "no question 'use_by_am'"),
        ("[{name: a, questions: [use_by_arm, use_by_arm]}]", "families[1].questions[2]", "2 times"),
        (
            "[{name: a, questions: [use_by_arm]}, {name: a, questions: [mood_by_arm]}]",
            "families",
            "2 families have the name 'a'",
        ),
        ("[{name: a, questions: [use_by_arm], metod: holm}]", "families[1].metod", "not known"),
        ("[{name: a, questions: [use_by_arm], alpha: 5}]", "families[1].alpha", "less than 1"),
    ],
)
def test_a_family_that_cannot_be_judged_is_refused(families, where, what, write_plan):
    found = problems_of(write_plan(("follow_up_by: arm\n", f"follow_up_by: arm\nfamilies: {families}\n")))
    assert any(where in problem.where and what in problem.what for problem in found)
