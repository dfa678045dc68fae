"""A draft of the `source` block for a folder of tables."""

from __future__ import annotations

from stepdown.records.propose.looking import Look
from stepdown.records.propose.parts import OPEN, Draft, missing_words
from stepdown.records.propose.program_files import Part, tables_of_files
from stepdown.records.propose.program_tables import table_lines
from stepdown.records.propose.program_words import add_aftercare, add_instruments, add_variables
from stepdown.records.propose.tables import FORMS, person_key
from stepdown.records.propose.text import decide, listed
from stepdown.records.propose.wide import folder_lines
from stepdown.records.reading.peek import ColumnPeek, FilePeek

# What a plan can ask as soon as a table is there.
OUTCOMES = {"episodes": ("treatment_completed", "stay_at_least"), "substance_use": ("first_use",)}


def key_of(peek: FilePeek) -> str | None:
    """The column that says whose a row is; in most tables a person has many rows."""
    return person_key(peek.names)


def draft_program(looks: list[Look], folder: str) -> Draft:
    """Write the block; files and columns that are not used stand in comments."""
    draft = Draft()
    parts, unused = tables_of_files(looks)
    draft.lines += ["  adapter: program", *folder_lines(folder), f"  missing: {listed(missing_words(looks))}"]
    draft.lines += _index(parts)
    for look, why in unused:
        draft.lines += decide(f"{look.path.name} is not used: {why}", 2)
    draft.lines += decide(
        "is each file the table that it looks like? A source file belongs to the table whose `files` name it.",
        2,
    )
    draft.lines.append("  tables:")
    variables: dict[str, ColumnPeek] = {}
    instruments: dict[str, str] = {}
    if "persons" not in parts:
        draft.lines += decide(
            "no file looks like the table of persons, and one is needed: name the file with one row a person.",
            4,
        )
        draft.lines += ["    persons:", f"      files: [{OPEN}]", f"      columns: {{person_id: {OPEN}}}"]
    for table in (name for name in FORMS if name in parts):
        draft.lines += table_lines(
            parts[table], variables, instruments, index_in_persons="episodes" not in parts
        )
        draft.outcomes += OUTCOMES.get(table, ())
    add_variables(draft, variables)
    add_instruments(draft, instruments, parts)
    add_aftercare(draft, parts)
    return draft


def _index(parts: dict[str, Part]) -> list[str]:
    where = "episodes" if "episodes" in parts else "persons"
    what = "a person's earliest admission" if where == "episodes" else "the date in the persons table"
    return [
        *decide(f"is day 0 {what}? All dates become days from it, and are then dropped.", 2),
        f"  index: {{table: {where}, column: admission_day}}",
    ]
