"""From HELPmiss.csv, one row a person: baseline, first use, linkage to primary care."""

from __future__ import annotations

import pandas as pd

from stepdown.records.adapters.help_parts.interviews import EMPLOYMENT, NO_YES
from stepdown.records.adapters.published import PublishedTable

ARMS = {"no": "control", "yes": "clinic"}
PEOPLE = PublishedTable(
    columns={
        "id": "whole", "age": "number", "sex": "text", "racegrp": "text", "substance": "text", "homeless": "text",
        "treat": "text", "satreat": "text", "daysanysub": "whole", "anysub": "text", "link": "text",
        "dayslink": "whole", "cesd": "number", "drugrisk": "number", "pss_fr": "number", "d1": "number",
    },
    becomes={
        "id": "person_id", "age": "age", "sex": "sex", "racegrp": "race_ethnicity", "substance": "primary_substance",
        "homeless": "housing", "treat": "arm", "satreat": "prior_treatment", "daysanysub": "substance_use.day",
        "anysub": "substance_use.result", "link": "aftercare.received", "dayslink": "aftercare.day",
        "cesd": "compared with HELPrct.csv", "drugrisk": "drug_risk", "pss_fr": "social_support",
        "d1": "hospitalizations",
    },
    codes={
        "sex": ("male", "female"), "racegrp": ("black", "white", "hispanic", "other"),
        "substance": ("alcohol", "cocaine", "heroin", "missing"), "homeless": ("housed", "homeless"),
        "treat": tuple(ARMS), "satreat": ("no", "yes"), "anysub": ("no", "yes"), "link": ("no", "yes"),
    },
    # One person's substance is recorded as "missing".
    words={"treat": ARMS, "anysub": {"no": "negative", "yes": "positive"}, "substance": {"missing": "not known"}},
    keys=frozenset({"id"}),
)  # fmt: skip


def person_key(number: pd.Series) -> pd.Series:
    return "help-" + number.astype("string").str.zfill(3)


def persons(people: pd.DataFrame, baseline: pd.DataFrame) -> pd.DataFrame:
    at_start = baseline.loc[people["person_id"]].reset_index()
    return pd.DataFrame(
        {
            "person_id": people["person_id"],
            "arm": people["treat"].map(ARMS),
            "age": people["age"],
            "sex": people["sex"],
            "race_ethnicity": people["racegrp"],
            "primary_substance": people["substance"].where(people["substance"] != "missing"),
            "housing": people["homeless"],
            "employment": at_start["UNEMPLOY"].map(EMPLOYMENT).astype("string"),
            "insurance": at_start["ANY_INS"].map(NO_YES).astype("string"),
            "prior_treatment": people["satreat"],
            "education_years": at_start["A9"],
            "hospitalizations": people["d1"],
            "drug_risk": people["drugrisk"],
            "social_support": people["pss_fr"],
        }
    )


def episodes(people: pd.DataFrame) -> pd.DataFrame:
    """The detoxification stay that everybody left: a residential unit, no discharge day recorded."""
    return pd.DataFrame(
        {
            "episode_id": people["person_id"] + "-detox",
            "person_id": people["person_id"],
            "site_id": pd.Series(pd.NA, index=people.index, dtype="string"),
            "level_of_care": "residential",
            "withdrawal_management": True,
            "admission_day": pd.Series(pd.NA, index=people.index, dtype="Int64"),
            "discharge_day": pd.Series(0, index=people.index, dtype="Int64"),
        }
    )


def substance_use(people: pd.DataFrame) -> pd.DataFrame:
    """First use after detox, as self-reported at 6 months.

    A person who first used on day d gives a negative row for the days before and
    a positive row for day d; a person who did not use gives one negative row.
    """
    known = people[people["daysanysub"].notna() & people["anysub"].notna()]
    used = known[known["anysub"] == "yes"]
    free_days = known.loc[(known["daysanysub"] > 0) | (known["anysub"] == "no")]
    positive = pd.DataFrame(
        {"person_id": used["person_id"], "day": used["daysanysub"], "days_covered": 1, "result": "positive"}
    )
    # A first use on day d leaves days 0 to d-1 free; no use by day d leaves 0 to d.
    last_free = free_days["daysanysub"] - (free_days["anysub"] == "yes").astype("Int64")
    negative = pd.DataFrame(
        {
            "person_id": free_days["person_id"],
            "day": last_free,
            "days_covered": last_free + 1,
            "result": "negative",
        }
    )
    rows = pd.concat([negative, positive], ignore_index=True)
    return rows.assign(origin="self_report", substance="alcohol, heroin or cocaine")


def linkage(people: pd.DataFrame) -> pd.DataFrame:
    """Linkage to primary care by administrative record: its day, or the day the record ends."""
    known = people[people["dayslink"].notna() & people["link"].notna()]
    received = known["link"] == "yes"
    return pd.DataFrame(
        {
            "person_id": known["person_id"],
            "wave": pd.Series(pd.NA, index=known.index, dtype="Int64"),
            "day": known["dayslink"],
            "days_covered": (known["dayslink"] + 1).where(~received, 1),
            "kind": "primary_care",
            "received": received,
            "amount": pd.Series(pd.NA, index=known.index, dtype="Float64"),
            "unit": pd.Series(pd.NA, index=known.index, dtype="string"),
        }
    )
