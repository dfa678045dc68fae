"""The HELP trial: 470 adults leaving a detoxification unit, interviewed at 0, 6, 12, 18 and 24 months.

Samet JH et al. (2003), Addiction 98(4):509-516, doi:10.1046/j.1360-0443.2003.00328.x.

Two files are used: `HELPmiss.csv` (one row a person, baseline) and `HELPfull.csv`
(one row a completed interview). `HELPrct.csv`, the 453 complete cases that most
textbooks use, is read to check that all three agree.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

import pandas as pd

from stepdown.errors import Problem, RecordError, SourceError
from stepdown.records.adapters.base import Source, SourceFile, SourceSettings
from stepdown.records.read_table import check_codes, read_table
from stepdown.records.variables import Instrument, Variable, Vocabulary

FILES = ("HELPmiss.csv", "HELPrct.csv", "HELPfull.csv")

# Months of the planned interviews -> the day each is due (months of 365.25 / 12 days).
WAVES = {6: 183, 12: 365, 18: 548, 24: 730}

INSTRUMENTS = {
    "ces_d": Instrument("ces_d", "Depressive symptoms (CES-D)", 0, 60, "lower"),
    "sf36_mcs": Instrument("sf36_mcs", "Mental health (SF-36 MCS)", 0, 100, "higher"),
    "sf36_pcs": Instrument("sf36_pcs", "Physical health (SF-36 PCS)", 0, 100, "higher"),
    "induc_total": Instrument("induc_total", "Consequences of use (InDUC-2L)", 0, 135, "lower"),
}

VOCABULARY = Vocabulary(
    persons={
        v.name: v
        for v in (
            Variable(
                "arm",
                "Randomised arm",
                {"control": "usual care", "clinic": "linkage clinic"},
                {"control": "people in usual care", "clinic": "people assigned to the linkage clinic"},
            ),
            Variable("age", "Age", step=10, unit="years"),
            Variable("sex", "Sex", {"male": "men", "female": "women"}),
            Variable(
                "race_ethnicity",
                "Race and ethnicity",
                {"black": "Black", "white": "white", "hispanic": "Hispanic", "other": "another group"},
            ),
            Variable(
                "primary_substance",
                "Primary substance",
                {"alcohol": "alcohol", "cocaine": "cocaine", "heroin": "heroin"},
                {
                    name: f"people whose main substance was {name}"
                    for name in ("alcohol", "cocaine", "heroin")
                },
            ),
            Variable("housing", "Housing", {"housed": "housed", "homeless": "homeless"}),
            Variable(
                "employment",
                "Employment",
                {"employed": "not usually unemployed", "unemployed": "usually unemployed"},
            ),
            Variable("insurance", "Health insurance", {"no": "no insurance", "yes": "insured"}),
            Variable(
                "prior_treatment",
                "Earlier treatment",
                {"no": "no earlier treatment", "yes": "earlier treatment"},
            ),
            Variable("education_years", "Education", step=1, unit="year"),
            Variable("hospitalizations", "Earlier hospital stays", step=1, unit="stay"),
            Variable("drug_risk", "Drug risk (RAB)", step=1, unit="point"),
            Variable("social_support", "Support from friends (PSS)", step=1, unit="point"),
        )
    },
    aftercare={
        "primary_care": Variable(
            "primary_care",
            "Linkage to primary care",
            {"no": "not linked", "yes": "linked"},
            {"no": "people not linked to primary care", "yes": "people linked to primary care"},
            known_at="later",
        ),
        "mutual_help": Variable(
            "mutual_help",
            "Self-help meetings",
            {"no": "no meetings", "yes": "went to meetings"},
            {"no": "people who went to no self-help meeting", "yes": "people who went to self-help meetings"},
            known_at="later",
        ),
        "recovery_housing": Variable(
            "recovery_housing",
            "Halfway house or residential stay",
            {"no": "no stay", "yes": "stayed"},
            {
                "no": "people who did not stay in a halfway house",
                "yes": "people who stayed in a halfway house",
            },
            known_at="later",
        ),
        "outpatient": Variable(
            "outpatient",
            "Outpatient counselling",
            {"no": "no counselling", "yes": "had counselling"},
            {"no": "people without outpatient counselling", "yes": "people with outpatient counselling"},
            known_at="later",
        ),
        "medication": Variable(
            "medication",
            "Methadone maintenance",
            {"no": "no methadone", "yes": "had methadone"},
            {"no": "people without methadone treatment", "yes": "people in methadone treatment"},
            known_at="later",
        ),
    },
    instruments=INSTRUMENTS,
    waves=WAVES,
    substances="alcohol, heroin or cocaine",
)

PERSON_COLUMNS = {
    "id": "whole", "age": "number", "sex": "text", "racegrp": "text", "substance": "text", "homeless": "text",
    "treat": "text", "satreat": "text", "daysanysub": "whole", "anysub": "text", "link": "text", "dayslink": "whole",
    "cesd": "number", "drugrisk": "number", "pss_fr": "number", "d1": "number",
}  # fmt: skip
INTERVIEW_COLUMNS = {
    "ID": "whole", "TIME": "whole", "DAYS_SINCE_BL": "whole", "GROUP": "whole", "DEAD": "whole",
    "CES_D": "number", "MCS": "number", "PCS": "number", "INDTOT": "number",
    "E4A": "whole", "E4C": "number", "E6": "whole", "E7A": "whole", "E7B": "number", "E9A": "whole", "E9B": "whole",
    "A9": "number", "UNEMPLOY": "whole", "ANY_INS": "whole",
}  # fmt: skip
# The codes that the recodes below cover.
PERSON_CODES = {
    "sex": ("male", "female"), "racegrp": ("black", "white", "hispanic", "other"),
    "substance": ("alcohol", "cocaine", "heroin", "missing"), "homeless": ("housed", "homeless"),
    "treat": ("no", "yes"), "satreat": ("no", "yes"), "anysub": ("no", "yes"), "link": ("no", "yes"),
}  # fmt: skip
INTERVIEW_CODES = {
    name: (0, 1) for name in ("GROUP", "DEAD", "E4A", "E6", "E7A", "E9A", "UNEMPLOY", "ANY_INS")
} | {"E9B": (1, 2, 3, 4, 5)}
SCORES = {"ces_d": "CES_D", "sf36_mcs": "MCS", "sf36_pcs": "PCS", "induc_total": "INDTOT"}

# Aftercare kind -> (asked "in the last 6 months", how much, unit of how much).
SERVICES = {
    "mutual_help": ("E9A", "E9B", "meetings_a_month"),
    "recovery_housing": ("E4A", "E4C", "nights"),
    "outpatient": ("E7A", "E7B", "visits"),
    "medication": ("E6", None, None),
}
# E9B: 1 daily, 2 two or three times a week, 3 weekly, 4 every two weeks, 5 once a month.
MEETINGS_A_MONTH = {1: 30.0, 2: 11.0, 3: 4.3, 4: 2.2, 5: 1.0}
DAYS_BETWEEN_WAVES = 183


class Settings(SourceSettings):
    """The HELP trial, as exported by data/help/export.py."""

    sums: ClassVar = "required"

    adapter: Literal["help"]


def files(settings: Settings) -> tuple[str, ...]:
    return FILES


def vocabulary(settings: Settings) -> Vocabulary:
    return VOCABULARY


def read(settings: Settings) -> Source:
    """Read the three HELP files into canonical records.

    Raises
    ------
    SourceError
        If a file lacks a column or a number column holds text.
    RecordError
        If two persons share a key or the files disagree about a person.
    """
    folder = Path(settings.path)
    problems: list[Problem] = []
    people = read_table(folder / "HELPmiss.csv", PERSON_COLUMNS, problems)
    textbook = read_table(folder / "HELPrct.csv", {"id": "whole", "cesd": "number"}, problems)
    interviews = read_table(folder / "HELPfull.csv", INTERVIEW_COLUMNS, problems)
    check_codes(people, folder / "HELPmiss.csv", PERSON_CODES, problems)
    check_codes(interviews, folder / "HELPfull.csv", INTERVIEW_CODES, problems)
    if problems:
        raise SourceError(problems)
    _check_agreement(folder, people, textbook, interviews)

    people = people.assign(person_id=_person_key(people["id"]))
    interviews = interviews.assign(person_id=_person_key(interviews["ID"]))
    baseline = interviews[interviews["TIME"] == 0].set_index("person_id")
    later = interviews[interviews["TIME"] > 0]
    tables = {
        "persons": _persons(people, baseline),
        "episodes": _episodes(people),
        "substance_use": _substance_use(people),
        "assessments": _assessments(interviews),
        "aftercare": pd.concat([_linkage(people), _services(later)], ignore_index=True),
        "follow_up": _follow_up(people, later),
    }
    read_files = (
        SourceFile(
            "HELPmiss.csv", len(people), len(people), "one row a person: baseline, first use, linkage"
        ),
        SourceFile(
            "HELPfull.csv", len(interviews), len(interviews), "one row an interview: scores and services"
        ),
        SourceFile(
            "HELPrct.csv", len(textbook), len(textbook), "checked against HELPmiss.csv, then set aside"
        ),
    )
    died = int(baseline["DEAD"].sum())
    notes = (
        f"{_about(died)} of the people died at a time that the data do not give; "
        "interviews they missed are counted as not reached.",
        "First use is known only for people interviewed at 6 months.",
    )
    return Source(tables, read_files, notes)


def _about(count: int) -> str:
    """A count in a note that is released: rounded to 5, hidden below 11."""
    return f"About {5 * round(count / 5)}" if count >= 11 else "Fewer than 11"


def _person_key(number: pd.Series) -> pd.Series:
    return "help-" + number.astype("string").str.zfill(3)


def _check_agreement(
    folder: Path, people: pd.DataFrame, textbook: pd.DataFrame, interviews: pd.DataFrame
) -> None:
    """Refuse doubled keys and files that describe different people."""
    problems = []
    for name, table, key in (
        ("HELPmiss.csv", people, ["id"]),
        ("HELPrct.csv", textbook, ["id"]),
        ("HELPfull.csv", interviews, ["ID", "TIME"]),
    ):
        doubled = table.duplicated(key, keep=False)
        if doubled.any():
            lines = ", ".join(str(i + 2) for i in doubled.to_numpy().nonzero()[0][:5])
            problems.append(
                Problem(
                    f"{folder / name}, column {' + '.join(key)}",
                    f"{int(doubled.sum())} rows share a key with another row (line {lines}).",
                    "Keep one row for each key.",
                )
            )
    if not problems:
        started = set(interviews.loc[interviews["TIME"] == 0, "ID"])
        if set(people["id"]) != started:
            problems.append(
                Problem(
                    f"{folder / 'HELPfull.csv'}, column ID",
                    "The people with a baseline interview are not the people of HELPmiss.csv.",
                    "Export both files again from the same version (make data).",
                )
            )
        same = textbook.merge(people, on="id", how="left", suffixes=("", "_miss"))
        if same["cesd_miss"].isna().any() or (same["cesd"] != same["cesd_miss"]).any():
            problems.append(
                Problem(
                    f"{folder / 'HELPrct.csv'}, column cesd",
                    "People or baseline scores differ from HELPmiss.csv.",
                    "Export both files again from the same version (make data).",
                )
            )
    if problems:
        raise RecordError(problems)


def _persons(people: pd.DataFrame, baseline: pd.DataFrame) -> pd.DataFrame:
    at_start = baseline.loc[people["person_id"]].reset_index()
    return pd.DataFrame(
        {
            "person_id": people["person_id"],
            "arm": people["treat"].map({"no": "control", "yes": "clinic"}),
            "age": people["age"],
            "sex": people["sex"],
            "race_ethnicity": people["racegrp"],
            # One person's substance is recorded as "missing".
            "primary_substance": people["substance"].where(people["substance"] != "missing"),
            "housing": people["homeless"],
            "employment": at_start["UNEMPLOY"].map({0: "employed", 1: "unemployed"}).astype("string"),
            "insurance": at_start["ANY_INS"].map({0: "no", 1: "yes"}).astype("string"),
            "prior_treatment": people["satreat"],
            "education_years": at_start["A9"],
            "hospitalizations": people["d1"],
            "drug_risk": people["drugrisk"],
            "social_support": people["pss_fr"],
        }
    )


def _episodes(people: pd.DataFrame) -> pd.DataFrame:
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


def _substance_use(people: pd.DataFrame) -> pd.DataFrame:
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


def _assessments(interviews: pd.DataFrame) -> pd.DataFrame:
    day = interviews["DAYS_SINCE_BL"].where(interviews["TIME"] > 0, 0)
    parts = [
        pd.DataFrame(
            {
                "person_id": interviews["person_id"],
                "wave": interviews["TIME"],
                "day": day,
                "instrument": instrument,
                "total": interviews[column],
            }
        )
        for instrument, column in SCORES.items()
    ]
    return pd.concat(parts, ignore_index=True).dropna(subset="total")


def _linkage(people: pd.DataFrame) -> pd.DataFrame:
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


def _services(later: pd.DataFrame) -> pd.DataFrame:
    """Services of "the last 6 months", as told at each interview that took place."""
    parts = []
    for kind, (asked, how_much, unit) in SERVICES.items():
        told = later[later[asked].notna()]
        amount = told[how_much] if how_much else pd.Series(pd.NA, index=told.index, dtype="Float64")
        if kind == "mutual_help":
            amount = amount.map(MEETINGS_A_MONTH).astype("Float64")
        parts.append(
            pd.DataFrame(
                {
                    "person_id": told["person_id"],
                    "wave": told["TIME"],
                    "day": told["DAYS_SINCE_BL"],
                    "days_covered": DAYS_BETWEEN_WAVES,
                    "kind": kind,
                    "received": told[asked] == 1,
                    "amount": amount.where(told[asked] == 1).astype("Float64"),
                    "unit": unit,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _follow_up(people: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    planned = people[["person_id"]].merge(
        pd.DataFrame({"wave": list(WAVES), "due_day": list(WAVES.values())}), how="cross"
    )
    done = later[["person_id", "TIME", "DAYS_SINCE_BL"]].rename(
        columns={"TIME": "wave", "DAYS_SINCE_BL": "day"}
    )
    table = planned.merge(done, on=["person_id", "wave"], how="left")
    table["status"] = table["day"].notna().map({True: "reached", False: "not_reached"})
    return table
