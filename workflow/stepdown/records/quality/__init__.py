"""Data quality checks in the Kahn categories: conformance, completeness, plausibility.

Kahn MG et al. (2016), eGEMs 4(1):1244, doi:10.13063/2327-9214.1244. Every check
has a threshold, a severity and one of four statuses: passed, failed, not
applicable, error. Counts are raw here; the disclosure door protects them.

To add a check, write a module with a function `check(records)` that yields
`Check`s, and put it into the folder of its category: it is found by being there.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace

from stepdown.records.ingest import Ingested
from stepdown.records.quality import checks
from stepdown.records.quality.check import Check, Part
from stepdown.records.quality.records import Records
from stepdown.records.variables import Vocabulary

__all__ = ["CATEGORIES", "Check", "Part", "Records", "check_quality", "run_check"]

CATEGORIES = ("conformance", "completeness", "plausibility")
CheckFunction = Callable[[Records], Iterable[Check]]


def check_quality(tables: Mapping[str, Ingested], vocabulary: Vocabulary) -> list[dict]:
    """Run every check; one entry each."""
    records = Records(tables, vocabulary)
    found = [check for name, function in _functions() for check in run_check(name, function, records)]
    return [asdict(check) | {"status": check.status} for check in found]


def run_check(name: str, function: CheckFunction, records: Records) -> Iterator[Check]:
    """What one module finds. If it breaks, that is one finding more and not the end of the run.

    Parameters
    ----------
    name : "category.module".
    """
    category, _, module = name.partition(".")
    try:
        for check in function(records):
            yield replace(check, category=category)
    except Exception as error:
        # The error's own text may hold a value of a record; its type cannot.
        yield Check(
            check=module.replace("_", " "),
            category=category,
            table="",
            what_to_do=f"The check stopped with {type(error).__name__}. The records were used unchecked in this respect: "
            "please report it, with the name of the check.",
            stopped=type(error).__name__,
        )


def _functions() -> Iterator[tuple[str, CheckFunction]]:
    """Every check by the name "category.module", in the order of the categories and of the files."""
    for category in CATEGORIES:
        package = importlib.import_module(f"{checks.__name__}.{category}")
        for module in sorted(found.name for found in pkgutil.iter_modules(package.__path__)):
            yield (
                f"{category}.{module}",
                importlib.import_module(f"{package.__name__}.{module}").check,
            )
