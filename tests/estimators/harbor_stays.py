"""Stays of people in states, from the admissions of a small Harbor, for R and for the tests.

People's records end on different days, and every fifth person is seen from day 7 on only. To write the table again:

    python tests/estimators/harbor_stays.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd

from stepdown.cohort.spells.build import build_spells
from stepdown.outcomes.retention.care_states import STATES, care_states, numbered
from stepdown.simulate.harbor.command import chosen_world
from stepdown.simulate.harbor.export import write_export

TABLE = Path(__file__).parents[1] / "oracles" / "inputs" / "harbor_stays.csv"
PEOPLE, LATE = 300, 7
LEVELS = {
    "OP": "outpatient",
    "IOP": "intensive_outpatient",
    "PHP": "partial_hospitalization",
    "RES": "residential",
    "INP": "inpatient",
}
REASONS = {"Completed": "completed", "Transferred": "transferred", "Left AMA": "left", "Jail": "incarcerated",
           "Deceased": "died"}  # fmt: skip


def harbor_stays(people: int = PEOPLE, seed: int | None = None, *, aftercare_days: int = 30) -> pd.DataFrame:
    """person, start, stop, state, to (states by number, −1 where somebody was last seen).

    Parameters
    ----------
    aftercare_days : for how many days a contact of aftercare counts; 0 leaves aftercare out.
    """
    with tempfile.TemporaryDirectory() as folder:
        write_export(chosen_world(people=people, seed=seed), folder, dirt=False)
        admissions, aftercare = (
            pd.read_csv(Path(folder) / name) for name in ("admissions.csv", "aftercare.csv")
        )
    dates = {name: pd.to_datetime(admissions[name], format="%m/%d/%Y") for name in ("admitted", "discharged")}
    first = dates["admitted"][admissions["detox"] == "no"].groupby(admissions["client"]).min()
    start = admissions["client"].map(first)
    episodes = pd.DataFrame(
        {
            "episode_id": admissions["admission"].astype("string"),
            "person_id": admissions["client"].astype("string"),
            "level_of_care": admissions["level"].map(LEVELS),
            "withdrawal_management": admissions["detox"] == "yes",
            "admission_day": (dates["admitted"] - start).dt.days.astype("Int64"),
            "discharge_day": (dates["discharged"] - start).dt.days.astype("Int64"),
            "last_contact_day": pd.array([pd.NA] * len(admissions), dtype="Int64"),
            "planned_days": pd.array([pd.NA] * len(admissions), dtype="Int64"),
            "discharge_reason": admissions["why"].map(REASONS).astype("string"),
        }
    )
    contact = pd.to_datetime(aftercare["contact"], format="%m/%d/%Y")
    contacts = pd.DataFrame(
        {"person_id": aftercare["client"], "day": (contact - aftercare["client"].map(first)).dt.days}
    )
    number = episodes["person_id"].str.removeprefix("H").astype(int)
    ends = (40 + 11 * number % 200).groupby(episodes["person_id"]).first().astype(float)
    counted = {"contacts": contacts, "contact_days": aftercare_days} if aftercare_days else {}
    table = care_states(*build_spells(episodes, 30, ends), ends, returns=True, **counted)
    rows = pd.DataFrame(numbered(table, STATES)).rename(columns={"person_id": "person"})
    late = rows["person"].str.removeprefix("H").astype(int) % 5 == 0
    rows["start"] = rows["start"].where(~late, rows["start"].clip(lower=LATE))
    return rows[rows["start"] < rows["stop"]].reset_index(drop=True)


if __name__ == "__main__":
    harbor_stays().to_csv(TABLE, index=False, lineterminator="\n")
