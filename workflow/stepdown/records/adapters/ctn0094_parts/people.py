"""Persons: what was known of each on the day of randomisation."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stepdown.records.adapters.ctn0094_parts.trials import from_day_zero

YES_NO = {"No": "no", "Yes": "yes"}
SEX = {"No": "female", "Yes": "male"}
STABLE = {"No": "unstable", "Yes": "stable"}
RACE = {"Black": "black", "White": "white", "Other": "other"}
EDUCATION = {"Less than HS": "less_than_hs", "HS/GED": "hs", "More than HS": "more_than_hs"}
MARITAL = {
    "Married or Partnered": "partnered",
    "Never married": "never_married",
    "Separated/Divorced/Widowed": "separated",
}
JOB = {
    "Full Time": "full_time",
    "Part Time": "part_time",
    "Student": "student",
    "Unemployed": "unemployed",
    "Other": "other",
}
PAIN = {"No Pain": "none", "Very mild to Moderate Pain": "some", "Severe Pain": "severe"}
CONDITIONS = {
    "major_depression": "has_major_dep",
    "anxiety": "has_anx_pan",
    "bipolar": "has_bipolar",
    "schizophrenia": "has_schizophrenia",
    "brain_damage": "has_brain_damage",
    "epilepsy": "has_epilepsy",
}
DAYS_OF_USE = {
    "heroin_days": "heroin",
    "opioid_days": "opioid",
    "cocaine_days": "cocaine",
    "stimulant_days": "speed",
}


def persons(tables: Mapping[str, pd.DataFrame], people: pd.DataFrame) -> pd.DataFrame:
    """One row a person; a value that was refused, not asked or not answered is missing."""
    who = people["who"]

    def of(table: str, column: str, recode: Mapping | None = None) -> pd.Series:
        values = who.map(_one_each(tables[table])[column])
        return values.map(recode).astype("string") if recode else values

    race = of("demographics", "race", RACE)
    injected = of("rbs_iv", "days")
    found = {
        "person_id": people["person_id"],
        "trial": people["trial"],
        "arm": people["arm"],
        "medication": people["medication"],
        "age": of("demographics", "age"),
        "sex": of("demographics", "is_male", SEX),
        "race_ethnicity": race.mask((of("demographics", "is_hispanic") == "Yes").fillna(False), "hispanic"),
        "education": of("demographics", "education", EDUCATION),
        "marital_status": of("demographics", "marital", MARITAL),
        "employment": of("demographics", "job", JOB),
        "housing": of("demographics", "is_living_stable", STABLE),
        "pain": who.map(_pain_at_start(tables["pain"], people)).astype("string"),
        "injects": (injected > 0).map({True: "yes", False: "no"}).astype("string").where(injected.notna()),
        "shared_needles": of("rbs_iv", "shared", YES_NO),
        "smoker": of("fagerstrom", "is_smoker", YES_NO),
        "nicotine_dependence": of("fagerstrom", "ftnd"),
        "opioid_positive_at_start": who.map(_screen_at_start(tables, people)).astype("string"),
    }
    found |= {name: of("psychiatric", column, YES_NO) for name, column in CONDITIONS.items()}
    found |= {name: who.map(_days_of_use(tables["rbs"], drug)) for name, drug in DAYS_OF_USE.items()}
    return pd.DataFrame(found)


def _one_each(table: pd.DataFrame) -> pd.DataFrame:
    return table.dropna(subset="who").drop_duplicates("who").set_index("who")


def _pain_at_start(pain: pd.DataFrame, people: pd.DataFrame) -> pd.Series:
    """The baseline answer; one given after randomisation is not a baseline answer, whatever the table says."""
    rows = from_day_zero(pain, people)
    at_start = rows[rows["day"] <= 0].drop_duplicates("who", keep="last")
    return at_start.set_index("who")["pain"].map(PAIN)


def _days_of_use(rbs: pd.DataFrame, drug: str) -> pd.Series:
    """Days out of the last 30 on which a drug was used; never used is 0 days."""
    rows = rbs[rbs["what"] == drug].dropna(subset="who").drop_duplicates("who").set_index("who")
    return rows["days"].mask((rows["did_use"] == "No").fillna(False), 0)


def _screen_at_start(tables: Mapping[str, pd.DataFrame], people: pd.DataFrame) -> pd.Series:
    """Was the last urine screen up to day 0 positive for opioids? Missing without a trace of a screen.

    A screen that found nothing at all leaves a trace only where the temperature was written down.
    """
    screens = pd.concat([tables["uds"], tables["uds_temp"].assign(what="")])[["who", "what", "when"]]
    rows = from_day_zero(screens, people)
    rows = rows[rows["day"] <= 0]
    last = rows[rows["day"] == rows.groupby("who")["day"].transform("max")]
    return (last["what"] == "Opioid").groupby(last["who"]).any().map({True: "yes", False: "no"})
