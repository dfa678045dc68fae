"""The rows of "one cohort, every definition": what each says, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stepdown.figures.style import EXITS, LADDER, REFERENCE, SIZES, is_missing
from stepdown.figures.text import line_height, wrap

LANE = 2.9  # mm between the missing rules of one definition
ROW_AIR = 2.2
LABEL_AIR = 0.6

# Missing rule -> (marker, colour, words for the key); the others share one look and are told apart in the table.
LOOKS = {
    "positive": ("o", EXITS["left"], "missed counts as use"),
    "missing": ("s", LADDER["outpatient"], "missed is left out"),
    "observed": ("D", LADDER["intensive_outpatient"], "only use that was seen"),
    "neighbours": ("^", EXITS["completed"], "filled from the weeks beside it"),
}
OTHER = ("v", REFERENCE, "another published rule")


@dataclass(frozen=True)
class Lane:
    """One missing rule of one definition: a share, and a difference between two groups where there is one."""

    rule: str
    share: tuple[float, float, float]
    difference: tuple[float, float, float]
    published: bool
    primary: bool

    @property
    def look(self) -> tuple[str, str, str]:
        return LOOKS.get(self.rule, OTHER)


@dataclass(frozen=True)
class Row:
    """One definition."""

    label: str
    sources: str
    lanes: Sequence[Lane]

    @property
    def primary(self) -> bool:
        return any(lane.primary for lane in self.lanes)


@dataclass(frozen=True)
class Place:
    """Where a row stands, in mm below the top of the rows; the lanes' heights in order."""

    label: Sequence[str]
    sources: Sequence[str]
    top: float
    lanes: Sequence[float]
    bottom: float


def read_rows(table: pd.DataFrame) -> list[Row]:
    """Definitions in the order to draw: the plan's own first, then from the highest share to the lowest.

    A missing rule that gives the verdicts of one before it is drawn once.
    """
    rows = []
    for _, block in table.groupby("definition", sort=False):
        everyone = block[block["level"].isna()].fillna({"same_as": ""})
        lanes = [_lane(cell, everyone, block) for cell in everyone.itertuples() if not cell.same_as]
        first = everyone.iloc[0]
        rows.append(Row(str(first["label"]), str(first["sources"]), lanes))
    return sorted(rows, key=lambda row: (not row.primary, -_highest(row)))


def _lane(cell, everyone: pd.DataFrame, block: pd.DataFrame) -> Lane:
    # What is said of a rule holds for the rules that say the same.
    same = everyone[
        (everyone["missing_rule"] == cell.missing_rule) | (everyone["same_as"] == cell.missing_rule)
    ]
    other = block[(block["missing_rule"] == cell.missing_rule) & block["difference"].notna()]
    difference = (np.nan,) * 3
    if len(other) == 1:
        found = other.iloc[0]
        difference = (found["difference"], found["difference_lower"], found["difference_upper"])
    return Lane(
        str(cell.missing_rule),
        (cell.share, cell.lower, cell.upper),
        tuple(float(value) for value in difference),
        bool(same["is_published"].any()),
        bool(same["is_primary"].any()),
    )


def _highest(row: Row) -> float:
    return max((lane.share[0] for lane in row.lanes if not is_missing(lane.share[0])), default=-1.0)


def place_rows(rows: Sequence[Row], label_width: float, layout: str) -> list[Place]:
    """Stack the rows; on the phone the label stands above its lanes."""
    body, small = SIZES[layout].body, SIZES[layout].small
    places, top = [], 0.0
    for row in rows:
        label = wrap(row.label, label_width, body, bold=row.primary)
        sources = wrap(row.sources, label_width, small)
        text = len(label) * line_height(body) + len(sources) * line_height(small)
        above = text + LABEL_AIR if layout == "phone" else 0.0
        lanes = len(row.lanes) * LANE
        tall = above + lanes if layout == "phone" else max(text, lanes)
        start = top + above + ((tall - lanes) / 2 if layout != "phone" else 0.0)
        middles = [start + (i + 0.5) * LANE for i in range(len(row.lanes))]
        places.append(Place(label, sources, top, middles, top + tall))
        top += tall + ROW_AIR
    return places
