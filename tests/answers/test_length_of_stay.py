"""Stays known as intervals: the outcome, the shares and ratios, and what the finding says of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question
from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.length_of_stay import write
from stepdown.answers.findings.phrases import Rows
from stepdown.disclosure.estimates import protect_estimates
from stepdown.estimators.grouped_hazards import grouped_hazards
from stepdown.outcomes.definitions.length_of_stay import Definition
from stepdown.plan.study import Disclosure

N = 600
PEOPLE = [f"p{i:03d}" for i in range(N)]
STARTS = np.array([31, 46, 61, 91, 121, 181])
OUTCOME = {"definition": "length_of_stay"}
ANALYSIS = {"method": "grouped_hazards", "role": "primary", "days": [30, 90], "periods": [30, 90]}


def stays(ratio: float = 0.5, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two arms; the clinic's people leave at `ratio` times the rate, in days to 30 and intervals beyond."""
    draw = np.random.default_rng(seed)
    arm = np.array(["control", "clinic"] * (N // 2))
    day = np.ceil(draw.exponential(60, N) / np.where(arm == "clinic", ratio, 1))
    code = np.searchsorted(STARTS, day, side="right")
    lowest = np.where(code, np.append(0, STARTS)[code], day)
    highest = np.where(code, np.append(0, np.append(STARTS[1:] - 1, np.nan))[code], day)
    cohort = pd.DataFrame({"person_id": PEOPLE, "arm": arm})
    return cohort, pd.DataFrame(
        {"person_id": PEOPLE, "lowest": pd.array(lowest, "Float64"), "highest": pd.array(highest, "Float64")}
    )


@pytest.fixture
def answered(frame_of):
    def run(table=None, **options):
        cohort, derived = stays()
        derived = derived if table is None else table(derived)
        frame = frame_of(cohort, derived, outcome=OUTCOME, analyses=[ANALYSIS | options], horizon_days=120)
        return answer_question(frame).estimates, frame

    return run


def test_the_outcome_keeps_intervals_and_leaves_open_what_is_open():
    episodes = pd.DataFrame(
        {"person_id": ["a", "b", "c", "d"], "episode_id": ["1", "2", "3", "4"], "admission_day": [0, 5, 0, 0],
         "discharge_day": [12, None, None, None], "last_contact_day": [12, 20, None, None],
         "stay_days_lowest": [None, None, 31, None], "stay_days_highest": [None, None, 45, None]}
    ).convert_dtypes()  # fmt: skip
    table = Definition(definition="length_of_stay").derive({"episodes": episodes}).set_index("person_id")
    assert table.loc["a"].tolist() == [12, 12]
    # Seen last on the fifteenth day of care: gone on the sixteenth at the earliest.
    assert table.loc["b", "lowest"] == 16 and table.loc["b", "highest"] is pd.NA
    assert table.loc["c"].tolist() == [31, 45]
    assert "d" not in table.index


def test_shares_are_those_of_the_people_and_periods_are_fits_of_their_own(answered):
    rows, frame = answered()
    people = frame.people
    clinic = people[people["exposure"] == "clinic"]
    survival = rows[rows["measure"] == "survival"].set_index(["level", "horizon_days"])["estimate"]
    assert survival["clinic", 30] == pytest.approx((clinic["lowest"] > 30).mean())
    assert survival["clinic", 90] == pytest.approx((clinic["lowest"] > 90).mean())
    ratios = rows[rows["measure"] == "hazard_ratio"].set_index("definition")
    assert list(ratios.index) == [
        f"length_of_stay, days {days}" for days in ("1 to 30", "31 to 90", "91 to 120")
    ]
    later = people[people["lowest"] > 30]
    lowest = np.minimum(later["lowest"].to_numpy(float), 91)
    highest = np.where(later["lowest"] > 90, np.inf, later["highest"].to_numpy(float, na_value=np.inf))
    fit = grouped_hazards(lowest, highest, (later["exposure"] == "clinic").to_numpy(float))
    row = ratios.loc["length_of_stay, days 31 to 90"]
    assert row["estimate"] == pytest.approx(np.exp(fit.coefficients[0]))
    assert row["n"] == len(later)
    assert row["lower"] < 0.5 < row["upper"]


def test_a_day_inside_an_interval_has_no_answer(answered):
    rows, _ = answered(days=[40], periods=[100])
    shares = rows[rows["measure"].isin(["survival", "risk_difference"])]
    assert (shares["status"] == "not_estimable").all()
    assert shares["reason"].iloc[0].startswith("day 40 lies inside an interval")
    ratios = rows[rows["measure"] == "hazard_ratio"]
    assert ratios["reason"].str.startswith("day 100 lies inside").all() and len(ratios) == 2


THIN = {
    "nobody has a known stay": lambda table: table.head(0),
    "one person has": lambda table: table.head(1),
    "two people have": lambda table: table.head(2),
    "all stay on": lambda table: table.assign(lowest=200.0, highest=np.nan),
    "all leave on one day": lambda table: table.assign(lowest=3.0, highest=3.0),
}


@pytest.mark.parametrize("link", ["cloglog", "logit"])
@pytest.mark.parametrize("case", THIN)
def test_thin_data_give_a_reason(case, link, answered):
    rows, _ = answered(THIN[case], link=link)
    broken = rows[(rows["status"] == "ok") & (rows["estimate"].isna() | rows["lower"].isna())]
    assert broken[~broken["measure"].str.endswith("chi_square")].empty
    assert (rows.loc[rows["status"] == "not_estimable", "reason"] != "").all()


def said(rows, frame):
    released = protect_estimates(rows, Disclosure())
    return write(Context(frame.question, frame.vocabulary, Rows(released, "q")))


def test_the_finding_speaks_of_people_and_never_of_ratios(answered):
    finding = said(*answered())
    assert finding.status == "stated"
    assert "more of 100" in finding.headline.text and "after day 90" in finding.headline.text
    text = " ".join(sentence.text for sentence in finding.sentences)
    assert "this many were still in care" in text
    assert "rate" not in text and "ratio" not in text


def test_the_finding_leaves_open_what_is_open(frame_of):
    cohort, derived = stays(ratio=1.0, seed=5)
    frame = frame_of(cohort, derived, outcome=OUTCOME, analyses=[ANALYSIS], horizon_days=120)
    finding = said(answer_question(frame).estimates, frame)
    assert finding.status == "uncertain"
    assert "do not settle" in finding.headline.text


def test_a_difference_is_released_in_whole_people(answered):
    rows, _ = answered()
    released = protect_estimates(rows, Disclosure())
    (difference,) = released[released["measure"] == "risk_difference"].to_dict("records")
    assert difference["estimate"] == round(difference["estimate"], 2)
    assert difference["std_error"] != difference["std_error"]
