"""A plan may not make a variable or an outcome of a single item about suicide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from stepdown.outcomes.instruments.sensitive import names_sensitive

if TYPE_CHECKING:
    from stepdown.plan.study import StudyPlan
    from stepdown.records.variables import Vocabulary

WHAT = "'{name}' is, or looks like, a single item about suicide. It never leaves the restricted zone, not even as a count."
MEND = (
    "Leave it out, or use the total of the instrument. If it is something else, give its column another name."
)
# A score that ends here is one item of the PHQ-9, not its total.
ONE_ITEM = 3


def check_sensitive(plan: StudyPlan, vocabulary: Vocabulary) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield every variable and score of a plan that is made of a sensitive item."""
    for name, variable in (vocabulary.persons | vocabulary.aftercare).items():
        if any(map(names_sensitive, (name, variable.name, variable.label))):
            yield ("source",), WHAT.format(name=name), MEND
    for name, instrument in vocabulary.instruments.items():
        if names_sensitive(name) or names_sensitive(instrument.label):
            yield ("source",), WHAT.format(name=name), MEND
    source = plan.source.model_dump()
    blocks = source.get("tables", {}).get("persons", [])
    persons = [source.get("persons") or {}, *(block["columns"] for block in blocks)]
    for name, column in (pair for columns in persons for pair in columns.items()):
        if names_sensitive(_column(column)):
            yield ("source", "persons", name), WHAT.format(name=_column(column)), MEND
    for name, measure in source.get("measures", {}).items():
        # A column "phq9_9" may well be the total of month 9: its range tells.
        single = vocabulary.instruments[name].highest <= ONE_ITEM
        for column in measure["columns"].values():
            if single and names_sensitive(column):
                yield ("source", "measures", name), WHAT.format(name=column), MEND


def _column(spec: Any) -> str:
    return str(spec.get("column", "") if isinstance(spec, dict) else spec)
