"""What was paid, and for whom it is known."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.outcomes.definitions import definitions
from stepdown.records.variables import Variable, Vocabulary

COST = definitions()["payer_cost"](definition="payer_cost", days=365, records_end_day=400)


@pytest.fixture
def records(rows):
    episodes = rows(
        "person_id admission_day discharge_reason cost",
        ("a", 0, "completed", 1000.0),
        ("a", 365, None, 50.0),
        ("a", 366, None, 7.0),
        ("b", 0, "left", 300.0),
        ("b", 20, "completed", None),
        ("c", 0, "left", 0.0),
        ("d", 3, "died", 80.0),
        ("e", -9, "completed", 500.0),
    )
    persons = rows(
        "person_id observed_to_day", ("a", 400), ("b", 400), ("c", 364), ("d", 30), ("e", 400), ("f", 400)
    )
    return {"episodes": episodes, "persons": persons.astype({"observed_to_day": "Int64"})}


def test_every_admission_counts_and_an_unknown_cost_is_not_none(records):
    found = COST.derive(records).set_index("person_id")
    # b has an episode without a cost, c was not observed for the year, e was admitted before; d died on the way.
    assert found["score"].to_dict() == {"a": 1050.0, "d": 80.0}
    assert set(found["due_day"]) == {365}


def test_without_the_sources_own_end_the_plans_counts(records):
    del records["persons"]
    assert set(COST.derive(records)["person_id"]) == {"a", "c", "d"}


def test_what_a_source_must_have():
    alone = COST.model_copy(update={"records_end_day": None})
    assert "no episodes with days" in COST.check(Vocabulary({}, {}, {}, {}, dated=frozenset()))
    known = Vocabulary({}, {}, {}, {}, dated=frozenset({"episodes"}))
    assert COST.check(known) is None
    assert "Give `records_end_day`" in alone.check(known)
    own = {"observed_to_day": Variable("observed_to_day", "Last day")}
    assert alone.check(Vocabulary(own, {}, {}, {}, dated=frozenset({"episodes"}))) is None


def test_money_is_spoken_of_as_money(protect, trial):
    from stepdown.answers.estimate import Estimate, estimates_table
    from stepdown.answers.findings import adjusted_effects
    from stepdown.answers.findings.finding import Context
    from stepdown.answers.findings.phrases import Rows

    question = trial.questions[0].model_copy(update={"outcome": COST, "design": "observational"})
    row = Estimate(
        study="s", question=question.id, role="primary", method="overlap", measure="mean_difference", outcome="o",
        definition="payer_cost", population="everyone", n=200, adjustment="age", level="clinic", reference="control",
        estimate=-1234.4, std_error=10.0, lower=-1254.0, upper=-1214.8,
    )  # fmt: skip
    vocabulary = Vocabulary(
        {"arm": Variable("arm", "Arm", {"control": "control", "clinic": "clinic"})}, {}, {}, {}
    )
    context = Context(question, vocabulary, Rows(pd.DataFrame(estimates_table([row])), question.id))
    finding = adjusted_effects.write(context)
    assert "followed by a cost of care in 365 days 1\u2009234 dollars less than" in finding.headline.text
    assert "cost 1\u2009234 dollars less than" in finding.sentences[0].text
    assert "1\u2009215 to 1\u2009254 dollars" in finding.sentences[0].text
