"""The baseline columns of the persons table in the draft of a folder of tables."""

from __future__ import annotations

from stepdown.records.propose.looking import is_category, is_grouping, is_number
from stepdown.records.propose.names import covariate_name, free_name, snake
from stepdown.records.propose.program_columns import date_lines, left_over, recode_lines
from stepdown.records.propose.text import scalar
from stepdown.records.reading.peek import ColumnPeek


def covariate_lines(
    columns: list[ColumnPeek],
    variables: dict[str, ColumnPeek],
    odd_dates: dict[str, int],
    index_in_persons: bool,
) -> list[str]:
    """Columns that could be known on day 0, and the date of day 0 where the persons table holds it.

    Those that are used are added to `variables`, by their canonical name.
    """
    lines, left = [], []
    for column in columns:
        if column.kind == "date" and index_in_persons and "admission_day" not in variables:
            lines += date_lines("admission_day", column, odd_dates.get(column.name, 0))
            variables["admission_day"] = column
            continue
        wanted = covariate_name(column.name)
        if column.constant or not (is_category(column) or is_number(column)):
            left.append(column)
            continue
        name = free_name(wanted if wanted not in variables else snake(column.name), variables)
        variables[name] = column
        if is_grouping(column, wanted):
            lines += recode_lines(name, column)
        else:
            lines.append(f"        {name}: {scalar(column.name)}")
    variables.pop("admission_day", None)
    return lines + left_over(left)
