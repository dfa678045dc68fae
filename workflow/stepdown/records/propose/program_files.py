"""Which file of a folder makes which table."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from stepdown.records.propose.looking import Look
from stepdown.records.propose.tables import person_key, table_of
from stepdown.records.schema import TABLES


@dataclass(frozen=True)
class Part:
    """The files that make one canonical table."""

    table: str
    looks: list[Look]

    @property
    def first(self) -> Look:
        return self.looks[0]

    @property
    def patterns(self) -> list[str]:
        """One pattern for `services_2024-01.csv` and its sisters, if it finds them and nothing else."""
        names = [look.path.name for look in self.looks]
        shapes = {re.sub(r"\d+(?:[-_.]?\d+)*", "*", name) for name in names}
        if len(names) > 1 and len(shapes) == 1:
            pattern = shapes.pop()
            if sorted(path.name for path in self.first.path.parent.glob(pattern)) == sorted(names):
                return [pattern]
        return names


def tables_of_files(looks: list[Look]) -> tuple[dict[str, Part], list[tuple[Look, str]]]:
    """Each file to the table it looks like; files of one table must have the same columns."""
    candidates: dict[str, list[Look]] = defaultdict(list)
    unused = []
    for look in looks:
        table = table_of(look.path.name.split(".")[0], look.peek.names)
        if table is None:
            unused.append((look, "it looks like none of the canonical tables."))
        elif table not in TABLES:
            unused.append((look, f"it looks like {table}, and the records have no such table."))
        elif person_key(look.peek.names) is None:
            unused.append((look, f"it looks like {table}, but no column looks like the person's key."))
        elif candidates[table] and candidates[table][0].peek.names != look.peek.names:
            first = candidates[table][0].path.name
            unused.append((look, f"it looks like {table}, as {first} does, but has other columns."))
        else:
            candidates[table].append(look)
    return {table: Part(table, found) for table, found in candidates.items() if found}, unused
