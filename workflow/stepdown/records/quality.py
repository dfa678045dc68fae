"""Data quality checks in the Kahn categories: conformance, completeness, plausibility.

Kahn MG et al. (2016), eGEMs 4(1):1244, doi:10.13063/2327-9214.1244. Every check
has a threshold, a severity and one of four statuses: passed, failed, not
applicable, error. Counts are raw here; the disclosure door protects them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

import pandas as pd
import polars as pl

from stepdown.records.ingest import Ingested
from stepdown.records.schema import TABLES
from stepdown.records.variables import Vocabulary

# An interview more than this many days from its due day is unusual.
INTERVIEW_WINDOW = 91


@dataclass(frozen=True)
class Check:
    """The result of one check: `n_failing` of `n_checked` rows break it, `threshold` is the share allowed."""

    check: str
    category: str
    table: str
    column: str
    threshold: float
    severity: str
    n_checked: int
    n_failing: int
    what_to_do: str

    @property
    def status(self) -> str:
        if not self.n_checked:
            return "not applicable"
        return "passed" if self.n_failing <= self.threshold * self.n_checked else "failed"


def check_quality(tables: Mapping[str, Ingested], vocabulary: Vocabulary) -> list[dict]:
    """Run every check; one entry each."""
    kept = {name: _as_pandas(table.kept, TABLES[name].key) for name, table in tables.items()}
    checks = [
        *_conformance(tables),
        *_completeness(kept),
        *_plausibility(kept, vocabulary),
    ]
    return [asdict(check) | {"status": check.status} for check in checks]


def _as_pandas(rows: pd.DataFrame | pl.DataFrame, key: tuple[str, ...]) -> pd.DataFrame:
    """A polars frame without its keys: millions of them as Python strings would outweigh all else."""
    if isinstance(rows, pd.DataFrame):
        return rows
    return rows.drop({*key, "person_id"} & set(rows.columns)).to_pandas()


def _conformance(tables: Mapping[str, Ingested]) -> Iterator[Check]:
    for name, table in tables.items():
        yield Check(
            "rows follow the record definitions", "conformance", name, "", 0.0, "error",
            table.rows_read, len(table.quarantined),
            "Read the reasons in restricted/quarantine and correct the source or the mapping.",
        )  # fmt: skip
        yield Check(
            "no row is there twice", "conformance", name, "", 0.0, "warning", table.rows_read, table.exact_duplicates,
            "Exact duplicates were dropped. Ask why the export repeats rows.",
        )  # fmt: skip


def _completeness(kept: Mapping[str, pd.DataFrame]) -> Iterator[Check]:
    persons = kept["persons"]
    for column in persons.columns.drop("person_id", errors="ignore"):
        yield Check(
            "value is recorded", "completeness", "persons", column, 0.05, "warning",
            len(persons), int(persons[column].isna().sum()),
            "Adjusted analyses leave these people out. Complete the source if you can.",
        )  # fmt: skip
    for wave, rows in kept["follow_up"].groupby("wave"):
        yield Check(
            f"interview {wave} took place", "completeness", "follow_up", "status", 0.3, "warning",
            len(rows), int((rows["status"] != "reached").sum()),
            "Read every answer that rests on this interview beside its follow-up figure and its bounds.",
        )  # fmt: skip


def _plausibility(kept: Mapping[str, pd.DataFrame], vocabulary: Vocabulary) -> Iterator[Check]:
    persons, assessments, follow_up = kept["persons"], kept["assessments"], kept["follow_up"]
    if "age" in persons:
        age = persons["age"].dropna()
        yield Check(
            "age is between 18 and 89", "plausibility", "persons", "age", 0.0, "error",
            len(age), int((~age.between(18, 89)).sum()), "Check the unit of the column, or use the 90+ band.",
        )  # fmt: skip
    for name, instrument in vocabulary.instruments.items():
        total = assessments.loc[assessments["instrument"] == name, "total"]
        outside = ~total.between(instrument.lowest, instrument.highest)
        yield Check(
            f"{name} is between {instrument.lowest:g} and {instrument.highest:g}", "plausibility", "assessments", "total",
            0.0, "error", len(total), int(outside.sum()), "Check the version and the scoring of the instrument.",
        )  # fmt: skip
    reached = follow_up[follow_up["status"] == "reached"]
    late = (reached["day"] - reached["due_day"]).abs() > INTERVIEW_WINDOW
    yield Check(
        f"interview is within {INTERVIEW_WINDOW} days of its due day", "plausibility", "follow_up", "day", 0.02, "warning",
        len(reached), int(late.sum()), "A late interview looks back on other months than planned.",
    )  # fmt: skip
    in_order = reached.sort_values(["person_id", "wave"])
    backwards = in_order.groupby("person_id")["day"].diff() <= 0
    yield Check(
        "interviews are in the order of their waves", "plausibility", "follow_up", "day", 0.0, "error",
        len(in_order), int(backwards.sum()), "Correct the day or the wave of the interview in the source.",
    )  # fmt: skip
