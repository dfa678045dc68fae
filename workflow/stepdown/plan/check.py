"""Check a whole study before it runs: plan, source files, records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stepdown.plan.load import find_plan, load_plan

if TYPE_CHECKING:
    from stepdown.records.ingest import Ingested


def check_study(name: str, folder: str = "config") -> dict[str, str]:
    """Check the study of this name; see `check_plan_file`."""
    return check_plan_file(find_plan(name, folder))


def check_plan_file(path: Path) -> dict[str, str]:
    """Load the plan, run its tests, compare the source files with their sums, read and check the records.

    Returns
    -------
    dict
        Table -> "470 rows kept, 0 quarantined", and a line for each reason of those in quarantine: counts are those of
        the person's own records, shown to that person; of a reason only those of 11 and more;
        and "plan tests" -> "6 passed", where the plan has tests of its own.

    Raises
    ------
    StepdownError
        Of the class of the first stage that finds problems, with all of that stage's problems.
    """
    from stepdown.plan.expected.run import run_plan_tests
    from stepdown.records.adapters import files_of, read_source, vocabulary_of
    from stepdown.records.fingerprints import check_fingerprints
    from stepdown.records.ingest import ingest, refuse_emptied

    plan = load_plan(path)
    source = plan.source
    passed = run_plan_tests(plan, vocabulary_of(source), Path(path).parent)
    check_fingerprints(source.path, files_of(source), required=source.sums == "required")
    tables = ingest(read_source(source), vocabulary_of(source))
    refuse_emptied(tables)
    counts = {name: _told(table) for name, table in tables.items() if table.rows_read}
    return counts | ({"plan tests": f"{passed} passed"} if passed else {})


def _told(table: Ingested) -> str:
    from stepdown.records.ingest import quarantine_reasons

    counts = f"{len(table.kept)} rows kept, {len(table.quarantined)} quarantined, {table.exact_duplicates} exact duplicates"
    return "\n".join([counts, *(f"    {reason}" for reason in quarantine_reasons(table.quarantined))])
