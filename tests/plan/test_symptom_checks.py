"""What a plan is told about its scores: unknown ones, forms that look back too far, ranges, sensitive items."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stepdown.plan.checks import check_plan
from stepdown.plan.study import Question
from stepdown.records.adapters import settings_models
from stepdown.records.instruments import ScoreWords, described, registered
from stepdown.records.propose.instruments import INSTRUMENTS
from stepdown.records.variables import Instrument, Variable


@pytest.fixture
def told(trial, vocabulary):
    """What is found about a question with this outcome, in a source that has these further scores."""

    def run(outcome: dict, horizon: int = 183, scores=("audit", "phq9"), analyses=None, **changes):
        known = vocabulary.instruments | {name: registered(name) for name in scores}
        question = Question.model_validate(
            {
                "id": "q", "question": "Are they well?", "design": "randomised", "time_zero": "day 0",
                "exposure": {"variable": "arm", "reference": "control"}, "horizon_days": horizon, "summary": "share",
                "outcome": outcome, "figure": {"kind": "forest"},
                "analyses": analyses or [{"method": "logistic", "role": "primary", "adjusted": False}],
            }
        )  # fmt: skip
        plan = trial.model_copy(update={"questions": [question]})
        return [
            " ".join(found[1:])
            for found in check_plan(plan, replace(vocabulary, instruments=known, **changes))
        ]

    return run


def change(definition: str, instrument: str, **settings) -> dict:
    return {"definition": definition, "instrument": instrument, "wave": 6} | settings


def test_a_sound_question_is_not_complained_of(told):
    assert told(change("symptom_remission", "phq9")) == []
    assert (
        told(change("symptom_reliable_change", "sf36_mcs", by="alpha", sd="baseline", reliability=0.9)) == []
    )


@pytest.mark.parametrize("outcome", [change("symptom_important_change", "audit", points=4)])
def test_a_form_of_12_months_is_refused_at_6(told, outcome):
    (found,) = told(outcome)
    assert "asks about the last 12 months" in found and "say `recall_days`" in found
    assert told(outcome | {"recall_days": 90}) == []
    assert told(outcome | {"wave": 12}, 365) == []


def test_a_score_question_is_refused_as_well(told):
    outcome = {"definition": "symptom_score", "instrument": "audit"}
    analyses = [{"method": "mmrm", "role": "primary"}]
    (found,) = told(outcome, analyses=analyses)
    assert "12 months" in found
    assert told(outcome, 365, analyses=analyses) == []


@pytest.mark.parametrize(
    ("outcome", "part"),
    [
        (change("symptom_remission", "phq"), "Did you mean phq9?"),
        (change("symptom_remission", "induc_total"), "not in the registry"),
        (change("symptom_remission", "sf36_mcs"), "No such rule of remission"),
        (change("symptom_remission", "phq9", meaning="remision"), "Did you mean remission?"),
        (change("symptom_response", "sf36_mcs"), "0 is not its best score"),
        (change("symptom_important_change", "sf36_mcs"), "No MCID is known"),
        (change("symptom_reliable_change", "sf36_mcs", by="retest"), "No retest reliability"),
        (change("symptom_remission", "phq9", wave=7), "Interview 7 is not planned"),
        ({"definition": "symptom_score", "instrument": "phq9", "within": 92}, "overlap"),
    ],
)
def test_what_an_instrument_cannot_answer_is_said(told, outcome, part):
    analyses = [{"method": "mmrm", "role": "primary"}] if outcome["definition"] == "symptom_score" else None
    (found,) = told(outcome, analyses=analyses)
    assert part in found


def test_the_horizon_is_the_day_of_the_judgement(told):
    (found,) = told(change("symptom_remission", "phq9"), horizon=365)
    assert "judged on day 183" in found and "horizon_days: 183" in found


def test_categories_need_an_outcome_that_has_them(told):
    analyses = [
        {"method": "logistic", "role": "primary", "adjusted": False},
        {"method": "categories", "role": "descriptive"},
    ]
    (found,) = told(change("symptom_remission", "phq9"), analyses=analyses)
    assert "has no categories" in found
    assert told(change("symptom_clinical_change", "phq9", by="alpha"), analyses=analyses) == []


@pytest.mark.parametrize("name", ["phq9_9", "phq9_item9", "suicidal_thoughts", "PHQ-9 item 9"])
def test_a_sensitive_item_is_no_covariate(told, vocabulary, name):
    for variable in (Variable(name, "Question"), Variable("w", f"Answer to {name}")):
        found = told(change("symptom_remission", "phq9"), persons=vocabulary.persons | {"w": variable})
        assert len(found) == 1 and "never leaves the restricted zone" in found[0]


def test_a_renamed_column_is_seen_too(trial, vocabulary):
    wide = settings_models()["wide"].model_validate(
        {
            "adapter": "wide", "path": "x", "file": "x.csv",
            "persons": {"mood": "phq9_item9", "sex": "sex"},
            "measures": {
                "phq9": {"columns": {0: "phq9_0", 270: "phq9_9"}},
                "hope": {"label": "Hope", "lowest": 0, "highest": 3, "good_direction": "lower", "columns": {0: "phq9_9"}},
            },
        }
    )  # fmt: skip
    known = replace(
        vocabulary,
        instruments=vocabulary.instruments
        | {"phq9": registered("phq9"), "hope": Instrument("hope", "Hope", 0, 3, "lower")},
    )
    found = list(check_plan(trial.model_copy(update={"source": wide}), known))
    # The total of month 9 is no item; a score from 0 to 3 in such a column is.
    assert [where for where, what, _ in found if "suicide" in what] == [
        ("source", "persons", "mood"), ("source", "measures", "hope"),
    ]  # fmt: skip


def test_label_range_and_direction_come_from_the_registry():
    assert described("phq9", ScoreWords()) == Instrument(
        "phq9", "Depressive symptoms (PHQ-9)", 0, 27, "lower"
    )
    assert registered("whoqol_bref_social_100").good_direction == "higher"


@pytest.mark.parametrize(
    ("name", "words", "part"),
    [
        ("shoe_size", {"label": "Shoe size"}, "say its lowest, highest, good_direction"),
        ("phq9", {"highest": 30}, "0 to 27"),
        ("phq9", {"good_direction": "higher"}, "lower is better"),
        ("bam_use", {}, "must not be mixed"),
        ("bam_use", {"highest": 50}, "0 to 12"),
    ],
)
def test_what_the_registry_cannot_tell_is_asked(name, words, part):
    with pytest.raises(ValueError, match=part):
        described(name, ScoreWords(**words))


@pytest.mark.parametrize(
    ("highest", "label"), [(12, "BAM (Likert format)"), (90, "BAM (continuous format, BAM-R)")]
)
def test_the_two_formats_of_the_bam_are_told_apart_by_range(highest, label):
    found = described("bam_use", ScoreWords(highest=highest))
    assert found.highest == highest and label in found.label


@pytest.mark.parametrize("known", INSTRUMENTS, ids=lambda known: known.name)
def test_a_proposed_plan_says_what_the_registry_says(known):
    try:
        found = registered(known.name)
    except ValueError:
        return
    assert (found.lowest, found.highest, found.good_direction) == (
        known.lowest,
        known.highest,
        known.good_direction,
    )
