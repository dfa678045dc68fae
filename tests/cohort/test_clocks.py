"""Questions that start where treatment ends, and what follows from the index episode."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.cohort.clocks import told_from, zero_days, zero_table
from stepdown.cohort.derived import derive_variables, derived_variables
from stepdown.cohort.vocabulary import with_derived
from stepdown.outcomes.contacts import contacts
from stepdown.outcomes.observed import without_gaps
from stepdown.records.variables import Vocabulary

EPISODES = pd.DataFrame(
    [
        # Detox, then residential, a step down, completed on day 60.
        ("a0", "a", "inpatient", True, -4, 0, "transferred", "residential"),
        ("a1", "a", "residential", False, 0, 28, "transferred", "residential"),
        ("a2", "a", "intensive_outpatient", False, 30, 60, "completed", None),
        ("b1", "b", "outpatient", False, 0, 20, "left", "intensive_outpatient"),
        ("c1", "c", "inpatient", False, 0, 9, "died", "outpatient"),
        ("d1", "d", "outpatient", False, 0, 40, "incarcerated", None),
    ],
    columns=[
        "episode_id", "person_id", "level_of_care", "withdrawal_management", "admission_day", "discharge_day",
        "discharge_reason", "recommended_level",
    ],
).assign(last_contact_day=pd.NA, planned_days=pd.NA).astype(
    {"last_contact_day": "Int64", "planned_days": "Int64", "admission_day": "Int64", "discharge_day": "Int64"}
)  # fmt: skip

LADDER = ("outpatient", "intensive_outpatient", "residential", "inpatient")
VOCABULARY = Vocabulary(
    persons={}, aftercare={}, instruments={}, waves={}, dated=frozenset({"episodes", "services"}),
    levels_of_care=LADDER, recommended_levels=LADDER,
)  # fmt: skip


def test_the_clock_starts_on_the_last_day_of_the_spell_of_those_who_live_to_see_it():
    zero = zero_days(EPISODES, "end_of_treatment", 30, None)
    assert zero.to_dict() == {"a": 60, "b": 20}
    assert zero_table({"end_of_treatment": zero}).columns.tolist() == ["person_id", "zero_day", "clock"]
    assert zero_table({}).empty


def test_records_are_told_from_the_clock_on_and_nothing_before_it():
    use = pd.DataFrame(
        {"person_id": ["a", "a", "a", "b", "c"], "day": [59, 60, 63, 25, 3], "result": "positive"}
    )
    told = told_from({"substance_use": use, "episodes": EPISODES}, pd.Series({"a": 60, "b": 20}))
    assert told["substance_use"][["person_id", "day"]].values.tolist() == [["a", 3], ["b", 5]]
    assert told["episodes"].loc[2, ["admission_day", "discharge_day"]].tolist() == [-30, 0]


def test_a_later_record_does_not_move_the_clock():
    later = pd.DataFrame(
        [("a9", "a", "outpatient", False, 200, 230, "completed", None)], columns=EPISODES.columns[:8]
    )
    more = pd.concat(
        [EPISODES, later.astype({"admission_day": "Int64", "discharge_day": "Int64"})], ignore_index=True
    )
    assert zero_days(more, "end_of_treatment", 30, None).equals(
        zero_days(EPISODES, "end_of_treatment", 30, None)
    )


def test_variables_of_the_index_episode():
    names = derived_variables(VOCABULARY)
    table = derive_variables(EPISODES, names, 30, None)
    assert table.loc["a"].to_dict() == {
        "level_of_care": "residential", "placement": "matched", "recommended_level": "residential",
        "treatment_exit": "completed",
    }  # fmt: skip
    assert table["placement"].tolist() == ["matched", "under_placed", "over_placed", pd.NA]
    assert table["treatment_exit"].tolist() == ["completed", "left", "other", "other"]


def test_a_source_without_a_ladder_has_no_levels_to_compare():
    alone = Vocabulary({}, {}, {}, {}, dated=frozenset({"episodes"}), levels_of_care=("outpatient",))
    assert list(derived_variables(alone)) == ["treatment_exit"]
    assert derived_variables(Vocabulary({}, {}, {}, {}, dated=frozenset())) == {}


def test_what_the_source_says_itself_is_not_derived():
    from dataclasses import replace

    from stepdown.records.variables import Variable

    own = replace(VOCABULARY, persons={"level_of_care": Variable("level_of_care", "Its own", {"x": "x"})})
    assert with_derived(own).variable("level_of_care").label == "Its own"


def test_exposures_that_a_question_may_turn_on():
    known = with_derived(VOCABULARY)
    assert known.variable("service.family").known_at == "later"
    assert (
        known.variable("step_down.intensive_outpatient").levels["yes"]
        == "a step down to intensive outpatient care"
    )
    assert known.variable("step_down.inpatient") is None
    assert "step_down.outpatient" in known.names()


@pytest.fixture
def records():
    aftercare = pd.DataFrame(
        {"person_id": ["a", "b"], "wave": pd.array([pd.NA, 1], dtype="Int64"), "day": pd.array([65, 90], dtype="Int64"),
         "days_covered": pd.array([1, 90], dtype="Int64"), "kind": ["telephone", "outpatient"],
         "received": pd.array([True, True], dtype="boolean")}
    )  # fmt: skip
    services = pd.DataFrame(
        {
            "person_id": ["a", "a"],
            "day": pd.array([5, 6], dtype="Int64"),
            "kind": "family",
            "attendance": ["missed", "attended"],
        }
    )
    return {"aftercare": aftercare, "services": services, "episodes": EPISODES}


def test_contacts_gather_aftercare_attended_sessions_and_admissions(records):
    found = contacts(records)
    days = found.groupby("kind")["day"].apply(list).to_dict()
    assert days["any"] == [65]
    assert days["telephone"] == [65]
    assert days["service.family"] == [6]
    assert days["step_down.intensive_outpatient"] == [30]
    assert found.loc[found["kind"] == "outpatient", "wave"].tolist() == [1]


def test_following_ends_at_the_first_hole():
    seen = pd.DataFrame(
        {
            "person_id": list("aaabb"),
            "day": [7, 14, 40, 30, 31],
            "days_covered": [7, 7, 1, 1, 1],
            "result": "negative",
        }
    )
    assert without_gaps(seen, 21)["day"].tolist() == [7, 14]
    assert without_gaps(seen, 25)["day"].tolist() == [7, 14, 40]
    assert without_gaps(seen, 40)["day"].tolist() == [7, 14, 40, 30, 31]
