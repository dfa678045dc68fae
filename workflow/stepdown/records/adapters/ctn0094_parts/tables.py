"""The exported tables that are used: their columns, their codes, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from stepdown.errors import Problem, RecordError
from stepdown.records.adapters.ctn0094_parts import people as described
from stepdown.records.adapters.ctn0094_parts.treatment import KEPT, REASONS
from stepdown.records.adapters.ctn0094_parts.trials import ARMS, TRIALS
from stepdown.records.adapters.published import PublishedTable, read_published
from stepdown.records.guard.door import Door
from stepdown.records.mapping.ledger import MappingLedger

PLAN = "planned_days"


@dataclass(frozen=True)
class SourceTable:
    """One table of the R package.

    Parameters
    ----------
    columns : used column -> its kind.
    becomes : used column -> canonical column; `who` and `when` are the person and the day everywhere.
    key : what makes a row its own.
    codes : column -> the codes it may hold, or code -> what it becomes.
    """

    columns: Mapping[str, str]
    becomes: Mapping[str, str]
    key: tuple[str, ...] = ("who",)
    codes: Mapping[str, Mapping | tuple] = field(default_factory=dict)

    @property
    def published(self) -> PublishedTable:
        everywhere = {"who": "person_id", "when": "day"}
        return PublishedTable(
            self.columns,
            {name: self.becomes.get(name) or everywhere[name] for name in self.columns},
            self.codes,
            {name: codes for name, codes in self.codes.items() if isinstance(codes, Mapping)},
            frozenset({"who"}),
        )


WHO, WHEN = {"who": "whole"}, {"when": "whole"}
YES_NO = described.YES_NO
TABLES: dict[str, SourceTable] = {
    "everybody": SourceTable(
        WHO | {"project": "text"}, {"project": "trial"}, codes={"project": TRIALS}
    ),
    "randomization": SourceTable(
        WHO | {"treatment": "text", "which": "whole"} | WHEN,
        {"treatment": "arm", "which": "phase", "when": "day 0"},
        ("who", "which"),
        {"treatment": ARMS, "which": (1, 2)},
    ),
    "meta_study_length": SourceTable(
        {"project": "text", "treatment": "text", "phase": "whole", "stage": "whole", "weeks": "whole",
         "description": "text"},
        dict.fromkeys(("project", "treatment", "phase", "stage", "weeks", "description"), PLAN),
        ("project", "treatment", "phase", "stage"),
        {"treatment": ARMS},
    ),
    "demographics": SourceTable(
        WHO | {"age": "number", "is_hispanic": "text", "race": "text", "job": "text", "is_living_stable": "text",
               "education": "text", "marital": "text", "is_male": "text"},
        {"age": "age", "is_hispanic": "race_ethnicity", "race": "race_ethnicity", "job": "employment",
         "is_living_stable": "housing", "education": "education", "marital": "marital_status", "is_male": "sex"},
        codes={
            "is_hispanic": YES_NO, "is_living_stable": described.STABLE, "is_male": described.SEX,
            "race": described.RACE | {"Refused/missing": "not known"}, "job": described.JOB | {"Missing": "not known"},
            "education": described.EDUCATION | {"Missing": "not known"},
            "marital": described.MARITAL | {"Not answered": "not known"},
        },
    ),
    "fagerstrom": SourceTable(
        WHO | {"is_smoker": "text", "ftnd": "number"},
        {"is_smoker": "smoker", "ftnd": "nicotine_dependence"},
        codes={"is_smoker": YES_NO},
    ),
    "psychiatric": SourceTable(
        WHO | dict.fromkeys(described.CONDITIONS.values(), "text"),
        {column: name for name, column in described.CONDITIONS.items()},
        codes=dict.fromkeys(described.CONDITIONS.values(), YES_NO),
    ),
    "rbs": SourceTable(
        WHO | {"what": "text", "did_use": "text", "days": "number"},
        dict.fromkeys(("what", "did_use", "days"), "days of use at the start"),
        ("who", "what"),
        {"what": ("cocaine", "heroin", "opioid", "speed", "speedball"), "did_use": YES_NO},
    ),
    "rbs_iv": SourceTable(
        WHO | {"days": "number", "shared": "text"},
        {"days": "injects", "shared": "shared_needles"},
        codes={"shared": YES_NO},
    ),
    "pain": SourceTable(
        WHO | {"pain": "text"} | WHEN,
        {"pain": "pain"},
        codes={"pain": described.PAIN | {"Missing": "not known"}},
    ),
    "site_masked": SourceTable(WHO | {"site_masked": "text"}, {"site_masked": "site_id"}),
    "detox": SourceTable(
        WHO | {"what": "text"} | WHEN,
        {"what": "episodes"},
        ("who", "what"),
        {"what": {"admission": "admission_day", "discharge": "discharge_day"}},
    ),
    "visit": SourceTable(
        WHO | {"visit": "text", "what": "text"} | dict.fromkeys(REASONS.values(), "whole") | WHEN,
        {"visit": "week of a missed visit", "what": "follow_up.status"}
        | {column: f"discharge_reason {reason}" for reason, column in REASONS.items()},
        (),
        {"what": dict.fromkeys(KEPT, "reached") | dict.fromkeys(("no visit", "MISSING"), "not reached")}
        | dict.fromkeys(REASONS.values(), (1,)),
    ),
    "uds": SourceTable(WHO | {"what": "text"} | WHEN, {"what": "substance, positive"}, ("who", "what", "when")),
    "uds_temp": SourceTable(
        WHO | {"was_temp_ok": "whole"} | WHEN, {"was_temp_ok": "a sample was given"}, (),
        {"was_temp_ok": (0, 1, 99)},
    ),
    "tlfb": SourceTable(WHO | {"what": "text"} | WHEN, {"what": "substance, as told"}, ("who", "what", "when")),
    "treatment": SourceTable(WHO | {"amount": "number"} | WHEN, {"amount": "dose"}, ()),
    "withdrawal": SourceTable(
        WHO | {"withdrawal": "whole"} | WHEN, {"withdrawal": "cows or sows"}, ("who", "when"),
        {"withdrawal": (0, 1, 2, 3)},
    ),
}  # fmt: skip


def file_of(folder: Path, table: str) -> str:
    """The file of a table: `<table>.csv`, or `<table>.csv.gz` where only that is there."""
    plain, packed = f"{table}.csv", f"{table}.csv.gz"
    return packed if (folder / packed).is_file() and not (folder / plain).is_file() else plain


def read_tables(folder: Path, door: Door, ledger: MappingLedger) -> dict[str, pd.DataFrame]:
    """Read every table of `TABLES`.

    Parameters
    ----------
    door : receives every column of every file.
    ledger : receives every column, and every value of the coded ones.

    Raises
    ------
    SourceError
        With every missing column, wrong value and unknown code of all files.
    IdentifierError
        If any column, used or not, looks like an identifier.
    RecordError
        If rows share a key, or rows are about people that `everybody` does not know.
    """
    problems: list[Problem] = []
    tables = {
        name: read_published(folder / file_of(folder, name), table.published, door, ledger, problems)
        for name, table in TABLES.items()
    }
    door.close(problems)
    _check_keys(folder, tables)
    return tables


def _check_keys(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    problems = []
    everybody = set(tables["everybody"]["who"].dropna())
    for name, table in TABLES.items():
        rows, where = tables[name], str(folder / file_of(folder, name))
        if table.key:
            keyed = rows.dropna(subset=[column for column in table.key if column != "when"])
            doubled = int(
                (keyed.duplicated(list(table.key), keep=False) & ~keyed.duplicated(keep=False)).sum()
            )
            if doubled:
                what = (
                    f"{doubled} rows share their key ({' + '.join(table.key)}) but differ in other columns."
                )
                problems.append(Problem(where, what, "Keep one row for each key."))
        unknown = (
            rows["who"].notna() & ~rows["who"].isin(everybody) if "who" in rows else pd.Series(dtype=bool)
        )
        if unknown.any():
            what = f"{int(unknown.sum())} rows are about people who are not in everybody.csv."
            problems.append(Problem(where, what, "Export all tables from the same version of the package."))
    if problems:
        raise RecordError(problems)
