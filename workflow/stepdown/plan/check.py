"""Check a whole study before it runs: plan, source files, records."""

from __future__ import annotations

from pathlib import Path

from stepdown.plan.load import find_plan, load_plan


def check_study(name: str, folder: str = "config") -> dict[str, str]:
    """Check the study of this name; see `check_plan_file`."""
    return check_plan_file(find_plan(name, folder))


def check_plan_file(path: Path) -> dict[str, str]:
    """Load the plan, compare the source files with their sums, read and check the records.

    Returns
    -------
    dict
        Table -> "470 rows kept, 0 quarantined": counts are those of the person's own records, shown to that person.

    Raises
    ------
    StepdownError
        Of the class of the first stage that finds problems, with all of that stage's problems.
    """
    from stepdown.records.adapters import files_of, read_source, vocabulary_of
    from stepdown.records.fingerprints import check_fingerprints
    from stepdown.records.ingest import ingest

    plan = load_plan(path)
    source = plan.source
    check_fingerprints(source.path, files_of(source), required=source.sums == "required")
    tables = ingest(read_source(source), vocabulary_of(source))
    return {
        name: f"{len(table.kept)} rows kept, {len(table.quarantined)} quarantined, {table.exact_duplicates} exact duplicates"
        for name, table in tables.items()
        if table.rows_read
    }
