"""The rows of a forest plot: what each says in words, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stepdown.figures.style import CONTRAST, REFERENCE, SIZES, interval_text, is_missing, number_text
from stepdown.figures.text import line_height, text_width, wrap

STATUS_WORDS = {
    "withheld": "withheld",
    "not_estimable": "could not be estimated",
    "suppressed": "hidden to protect privacy",
}
ROW_GAP = 1.6
HEADING_GAP = 1.8
STRIP = 3.4  # height of the interval under its label on the phone
COLUMN_GAP = 3.0


@dataclass(frozen=True)
class Row:
    """One row: words and numbers, all ready to draw. `drawn` is False for an empty row."""

    group: str
    label: str
    estimate: float
    lower: float
    upper: float
    drawn: bool
    naive: bool
    primary: bool
    numbers: str
    reason: str

    @property
    def colour(self) -> str:
        return REFERENCE if self.naive else CONTRAST


@dataclass(frozen=True)
class Place:
    """Where a row stands, in mm below the top of the rows."""

    heading: Sequence[str]
    heading_top: float
    label: Sequence[str]
    reason: Sequence[str]
    top: float
    middle: float
    bottom: float


@dataclass(frozen=True)
class Columns:
    """Widths in mm of the label column, the plot and the number column, and the plot's left end."""

    label: float
    plot_left: float
    plot: float
    numbers: float
    reason: float


def read_rows(table: pd.DataFrame, digits: int) -> list[Row]:
    """Rows of a table; a row that is not "ok", or has neither estimate nor interval, is empty and says why."""
    return [_row(row, digits) for row in table.itertuples()]


def auto_digits(table: pd.DataFrame, is_ratio: bool) -> int:
    """Two decimals for ratios; for differences as many as their size makes useful."""
    values = table.loc[table["status"] == "ok", ["estimate", "lower", "upper"]].to_numpy(float)
    largest = np.nanmax(np.abs(values)) if np.isfinite(values).any() else 1.0
    if is_ratio or largest < 2:
        return 2
    return 1 if largest < 20 else 0


def columns(rows: Sequence[Row], number_headings: Sequence[str], layout: str, inner: float) -> Columns:
    """Share the width: labels left, plot, numbers right; on the phone labels and numbers stand above."""
    size = SIZES[layout].body
    numbers = max(text_width(row.numbers, size) for row in rows)
    if layout == "phone":
        return Columns(inner - numbers - COLUMN_GAP, 0.0, inner, numbers, inner)
    numbers = max(numbers, *(min(text_width(heading, size), 34.0) for heading in number_headings))
    labels = [wrap(text, 54.0, size, bold) for row in rows for text, bold in _texts(row)]
    label = max(text_width(line, size, True) for lines in labels for line in lines)
    left = label + COLUMN_GAP
    plot = inner - left - numbers - COLUMN_GAP
    return Columns(label, left, plot, numbers, inner - left)


def place_rows(rows: Sequence[Row], cols: Columns, layout: str) -> list[Place]:
    """Stack the rows, with a heading wherever the group changes."""
    size = SIZES[layout].body
    pitch, place, places, group = line_height(size), 0.0, [], None
    for row in rows:
        heading = wrap(row.group, cols.label, size, bold=True) if row.group != group else []
        group = row.group
        if heading and places:
            place += HEADING_GAP
        heading_top = place
        if heading:
            place += len(heading) * pitch + 0.6
        label, reason = wrap(row.label, cols.label, size), wrap(row.reason, cols.reason, size)
        if layout == "phone":
            strip = STRIP if row.drawn else len(reason) * pitch
            middle = place + max(len(label), 1) * pitch + strip / 2
            bottom = place + max(len(label), 1) * pitch + strip + ROW_GAP
        else:
            tall = max(len(label), len(reason), 1) * pitch
            middle, bottom = place + tall / 2, place + tall + ROW_GAP
        places.append(Place(heading, heading_top, label, reason, place, middle, bottom))
        place = bottom
    return places


def _texts(row: Row) -> list[tuple[str, bool]]:
    return [(row.label, False), (row.group, True)]


def _row(row, digits: int) -> Row:
    # Bounds are an interval without an estimate.
    bounds = is_missing(row.estimate) and not (is_missing(row.lower) or is_missing(row.upper))
    drawn = row.status == "ok" and (bounds or not is_missing(row.estimate))
    numbers, reason = "", ""
    if drawn:
        middle = interval_text(row.estimate, row.lower, row.upper, digits)
        numbers = (
            f"{number_text(row.lower, digits)} to {number_text(row.upper, digits)}" if bounds else middle
        )
    elif row.status == "reference":
        numbers = "reference"
    else:
        reason = _reason(row.status, row.reason)
    return Row(
        group=_text(row.group),
        label=_text(row.label),
        estimate=float(row.estimate) if drawn else np.nan,
        lower=float(row.lower) if drawn else np.nan,
        upper=float(row.upper) if drawn else np.nan,
        drawn=drawn,
        naive=row.role == "naive",
        primary=row.role == "primary",
        numbers=numbers,
        reason=reason,
    )


def _reason(status: str, reason: object) -> str:
    words = STATUS_WORDS.get(status, "not available")
    return f"{words}: {_text(reason)}" if _text(reason) else words


def _text(value: object) -> str:
    """A cell of words; a missing one is empty."""
    return "" if pd.isna(value) else str(value)
