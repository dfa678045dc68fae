"""The exported tables that are used: their columns, their codes, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from stepdown.errors import Problem, RecordError, SourceError
from stepdown.records.read_table import check_codes, read_table

YES_NO = ("No", "Yes")
TREATMENTS = (
    "Methadone", "Outpatient BUP", "Outpatient BUP + EMM", "Outpatient BUP + SMM", "Inpatient BUP", "Inpatient NR-NTX",
)  # fmt: skip
CONDITIONS = (
    "has_schizophrenia",
    "has_major_dep",
    "has_bipolar",
    "has_anx_pan",
    "has_brain_damage",
    "has_epilepsy",
)
REASONS = ("is_dead", "is_in_jail", "is_left_study", "is_missing_14_consecutive")


@dataclass(frozen=True)
class SourceTable:
    """One table of the R package: its columns by kind, the codes a column may hold, and what makes a row its own."""

    columns: Mapping[str, str]
    key: tuple[str, ...] = ("who",)
    codes: Mapping[str, tuple] | None = None


WHO, WHEN = {"who": "whole"}, {"when": "whole"}
TABLES: dict[str, SourceTable] = {
    "everybody": SourceTable(WHO | {"project": "text"}, codes={"project": ("27", "30", "51")}),
    "randomization": SourceTable(
        WHO | {"treatment": "text", "which": "whole"} | WHEN,
        ("who", "which"),
        {"treatment": TREATMENTS, "which": (1, 2)},
    ),
    "meta_study_length": SourceTable(
        {"project": "text", "treatment": "text", "phase": "whole", "stage": "whole", "weeks": "whole",
         "description": "text"},
        ("project", "treatment", "phase", "stage"),
        {"treatment": TREATMENTS},
    ),
    "demographics": SourceTable(
        WHO | {"age": "number", "is_hispanic": "text", "race": "text", "job": "text", "is_living_stable": "text",
               "education": "text", "marital": "text", "is_male": "text"},
        codes={
            "is_hispanic": YES_NO, "is_living_stable": YES_NO, "is_male": YES_NO,
            "race": ("Black", "White", "Other", "Refused/missing"),
            "job": ("Full Time", "Part Time", "Student", "Unemployed", "Other", "Missing"),
            "education": ("Less than HS", "HS/GED", "More than HS", "Missing"),
            "marital": ("Married or Partnered", "Never married", "Separated/Divorced/Widowed", "Not answered"),
        },
    ),
    "fagerstrom": SourceTable(
        WHO | {"is_smoker": "text", "ftnd": "number"}, codes={"is_smoker": YES_NO}
    ),
    "psychiatric": SourceTable(
        WHO | dict.fromkeys(CONDITIONS, "text"), codes=dict.fromkeys(CONDITIONS, YES_NO)
    ),
    "rbs": SourceTable(
        WHO | {"what": "text", "did_use": "text", "days": "number"},
        ("who", "what"),
        {"what": ("cocaine", "heroin", "opioid", "speed", "speedball"), "did_use": YES_NO},
    ),
    "rbs_iv": SourceTable(WHO | {"days": "number", "shared": "text"}, codes={"shared": YES_NO}),
    "pain": SourceTable(
        WHO | {"pain": "text"} | WHEN,
        codes={"pain": ("No Pain", "Very mild to Moderate Pain", "Severe Pain", "Missing")},
    ),
    "site_masked": SourceTable(WHO | {"site_masked": "text"}),
    "detox": SourceTable(WHO | {"what": "text"} | WHEN, ("who", "what"), {"what": ("admission", "discharge")}),
    "visit": SourceTable(
        WHO | {"visit": "text", "what": "text"} | dict.fromkeys(REASONS, "whole") | WHEN,
        (),
        {"what": ("visit", "no visit", "MISSING", "final")} | dict.fromkeys(REASONS, (1,)),
    ),
    "uds": SourceTable(WHO | {"what": "text"} | WHEN, ("who", "what", "when")),
    "uds_temp": SourceTable(WHO | {"was_temp_ok": "whole"} | WHEN, (), {"was_temp_ok": (0, 1, 99)}),
    "tlfb": SourceTable(WHO | {"what": "text"} | WHEN, ("who", "what", "when")),
    "treatment": SourceTable(WHO | {"amount": "number"} | WHEN, ()),
    "withdrawal": SourceTable(
        WHO | {"withdrawal": "whole"} | WHEN, ("who", "when"), {"withdrawal": (0, 1, 2, 3)}
    ),
}  # fmt: skip


def file_of(folder: Path, table: str) -> str:
    """The file of a table: `<table>.csv`, or `<table>.csv.gz` where only that is there."""
    plain, packed = f"{table}.csv", f"{table}.csv.gz"
    return packed if (folder / packed).is_file() and not (folder / plain).is_file() else plain


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Read every table of `TABLES`.

    Raises
    ------
    SourceError
        With every missing column, wrong value and unknown code of all files.
    RecordError
        If rows share a key, or rows are about people that `everybody` does not know.
    """
    problems: list[Problem] = []
    tables = {}
    for name, table in TABLES.items():
        path = folder / file_of(folder, name)
        tables[name] = read_table(path, table.columns, problems)
        check_codes(tables[name], path, table.codes or {}, problems)
    if problems:
        raise SourceError(problems)
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
