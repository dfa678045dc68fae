"""How long do a program's sessions take to become records, beside reading the file with pandas and R's fread?

    python benchmarks/services_read.py --rows 10000000 --repeats 5

A folder with clients, admissions and one large file of sessions is written to a temporary place: a person has
about 60 sessions, of which 2 in 1,000 are there twice. The peers only load the sessions; stepdown also reads the
other two files, looks for identifiers in every column, recodes, turns dates into days, checks every row and
writes Parquet.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from reading import main, read_with_pandas, write_records

SEED = 20240101
SESSIONS = 60
STAY = 120
DATE = "%m/%d/%Y"
BLOCK = 1_000_000
KINDS = {"Group": "group", "Individual": "individual", "Family": "family", "Education": "education",
         "Case mgmt": "case_management"}  # fmt: skip
STATUS = {"Attended": "attended", "No show": "missed", "Excused": "excused", "Cancelled": "cancelled"}
LEVELS = {"OP": "outpatient", "IOP": "intensive_outpatient"}


def simulate(path: Path, rows: int) -> None:
    generator = np.random.Generator(np.random.Philox(SEED))
    n_people = max(rows // SESSIONS, 1)
    start = generator.integers(0, 365, n_people)
    people = pl.DataFrame({"client_id": _numbered("C", np.arange(n_people))})
    people.with_columns(age=pl.Series(generator.integers(18, 80, n_people))).write_csv(
        path.parent / "clients.csv"
    )
    level = generator.integers(0, len(LEVELS), n_people)
    people.with_columns(
        episode_no=_numbered("E", np.arange(n_people)),
        admitted=_dates(start),
        discharged=_dates(start + STAY),
        level=pl.Series(np.array(list(LEVELS))[level]),
    ).write_csv(path.parent / "admissions.csv")
    with path.open("wb") as stream:
        for first in range(0, rows, BLOCK):
            block = _sessions(generator, first, min(BLOCK, rows - first), start)
            block.write_csv(stream, include_header=first == 0)


def _sessions(generator: np.random.Generator, first: int, rows: int, start: np.ndarray) -> pl.DataFrame:
    who = np.minimum((first + np.arange(rows)) // SESSIONS, len(start) - 1)

    def some(words: list, shares: list[float] | None = None) -> np.ndarray:
        return np.array(words)[generator.choice(len(words), rows, p=shares)]

    frame = pl.DataFrame(
        {
            "client_id": _numbered("C", who),
            "episode_no": _numbered("E", who),
            "service_date": _dates(start[who] + generator.integers(0, STAY, rows)),
            "service_type": some(list(KINDS)),
            "minutes": some([30, 45, 60, 90, 120, 180]),
            "status": some(list(STATUS), [0.75, 0.15, 0.05, 0.05]),
            "program": some(list(LEVELS)),
            "start_time": some(["09:00", "10:30", "13:00", "18:00"]),
        }
    )
    # The row before, once more.
    again = np.where(generator.random(rows) < 0.002, -1, 0)
    return frame[np.maximum(np.arange(rows) + again, 0)]


def _numbered(letter: str, numbers: np.ndarray) -> pl.Series:
    return pl.select(pl.lit(letter) + pl.Series(numbers).cast(pl.String).str.zfill(6)).to_series()


def _dates(days: np.ndarray) -> pl.Series:
    return (pl.Series(days).cast(pl.Int32) + 19_358).cast(pl.Date).dt.strftime(DATE)


def read_with_stepdown(path: Path) -> None:
    def date(column: str) -> dict:
        return {"column": column, "date_format": DATE}

    person = {"person_id": "client_id"}
    episodes = person | {
        "episode_id": "episode_no",
        "admission_day": date("admitted"),
        "discharge_day": date("discharged"),
        "level_of_care": {"column": "level", "recode": LEVELS},
        "withdrawal_management": {"value": "no"},
    }
    services = person | {
        "episode_id": "episode_no",
        "day": date("service_date"),
        "session": "start_time",
        "kind": {"column": "service_type", "recode": KINDS},
        "attendance": {"column": "status", "recode": STATUS},
        "hours": {"column": "minutes", "multiply": "1/60"},
        "level_of_care": {"column": "program", "recode": LEVELS},
    }
    tables = {
        "persons": {"files": ["clients.csv"], "columns": person | {"age": "age"}},
        "episodes": {"files": ["admissions.csv"], "columns": episodes},
        "services": {"files": [path.name], "columns": services},
    }
    write_records(path, {"adapter": "program", "tables": tables})


READERS = {"stepdown": read_with_stepdown, "pandas.read_csv": read_with_pandas}

if __name__ == "__main__":
    main(__doc__, __file__, 10_000_000, simulate, READERS)
