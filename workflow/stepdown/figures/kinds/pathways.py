"""Where people are on a few days and where they go between them: bands of states, joined by ribbons."""

from __future__ import annotations

from matplotlib.figure import Figure

from stepdown.disclosure.protected import Protected, require_protected
from stepdown.figures.alluvial import REST, Alluvium, Band, lay_out
from stepdown.figures.alluvial_draw import Frame, draw_bands, draw_ribbons
from stepdown.figures.alluvial_words import (
    band_names,
    draw_days,
    draw_names,
    draw_names_between,
    key_rows,
    name_widths,
    write_key,
)
from stepdown.figures.groups import require_columns
from stepdown.figures.sheet import inner_width, open_sheet
from stepdown.figures.style import SIZES, SOFT_INK, house_style, interval_text, number_text
from stepdown.figures.text import line_height, wrap
from stepdown.figures.words import FigureWords
from stepdown.outcomes.retention.care_states import STATES

RENDERER = "figures.pathways"
COLUMNS = ("series", "day", "state", "label", "to_day", "to", "to_label", "share", "lower", "upper")
# From the top down the ladder, then out of care: a step down goes down.
ORDER = (
    "inpatient", "residential", "partial_hospitalization", "intensive_outpatient", "outpatient", "between_levels",
    "aftercare", "out_planned", "out_unplanned", "incarcerated", "died", REST,
)  # fmt: skip
assert set(ORDER) == {*STATES, REST}
ACROSS = 92.0  # mm for everybody, and the white between bands, on a full page
ALONG = {"band": 6.5, "phone band": 7.0, "phone gap": 17.0}
DAYS_HEIGHT = 5.5


def draw(data: Protected, words: FigureWords, layout: str = "full") -> Figure:
    """Draw an alluvial diagram: time runs to the right, or down on a phone.

    Parameters
    ----------
    data : Protected
        Table with `COLUMNS`: rows with series "state" hold the share of everybody in a state on a day, those with series
        "move" the share who were in `state` on `day` and in `to` on `to_day`. A missing share is hidden.
    words : FigureWords
        Title, subtitle and caption.
    layout : {"full", "phone"}
        180 mm wide with names at both ends, or 80 mm with a key above.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_protected(data, RENDERER)
    alluvium = lay_out(require_columns(data.table, COLUMNS, RENDERER), ORDER)
    sizes = SIZES[layout]
    note = wrap(_left_out_words(alluvium), inner_width(layout), sizes.small)
    note_height = len(note) * line_height(sizes.small) + 2.5 * bool(note)
    with house_style():
        if layout == "phone":
            sheet, end = _down(alluvium, words, note_height)
        else:
            sheet, end = _right(alluvium, words, note_height)
        sheet.write(sheet.left, end + 2.5, note, sizes.small, colour=SOFT_INK, italic=True, name="note")
    return sheet.figure


def _right(alluvium: Alluvium, words: FigureWords, note_height: float):
    """Time to the right: days above, names of the first and of the last day beside them."""
    sizes, inner = SIZES["full"], inner_width("full")
    names = band_names(alluvium)
    left, right = name_widths(names, alluvium, sizes)
    sheet = open_sheet(words, "full", DAYS_HEIGHT + ACROSS + note_height)
    box = (sheet.left + left, sheet.top + DAYS_HEIGHT, inner - left - right, ACROSS)
    frame = Frame(sheet, box, alluvium, ALONG["band"], down=False)
    draw_ribbons(frame)
    draw_bands(frame, sizes.small)
    draw_days(frame, sizes)
    draw_names(frame, names, sizes)
    draw_names_between(frame, sizes)
    return sheet, box[1] + box[3]


def _down(alluvium: Alluvium, words: FigureWords, note_height: float):
    """Time downwards, as a phone is held: a key above, days at the left over each row of bands."""
    sizes, inner = SIZES["phone"], inner_width("phone")
    key = key_rows(alluvium, inner, sizes.small)
    key_height = len(key) * (line_height(sizes.small) + 0.8) + 2.0
    pitch = line_height(sizes.small) + 0.6
    rows = len(alluvium.days)
    height = rows * ALONG["phone band"] + (rows - 1) * ALONG["phone gap"]
    sheet = open_sheet(words, "phone", key_height + pitch + height + note_height)
    write_key(sheet, key, sheet.top, sizes.small)
    box = (sheet.left, sheet.top + key_height + pitch, inner, height)
    frame = Frame(sheet, box, alluvium, ALONG["phone band"], down=True)
    draw_ribbons(frame)
    draw_bands(frame, sizes.small)
    draw_days(frame, sizes)
    return sheet, box[1] + box[3]


def _left_out_words(alluvium: Alluvium) -> str:
    most = max(alluvium.left_out, default=0.0)
    if round(100 * most) < 1:
        return ""
    return (
        f"Moves of too few people to show are left out: at most {number_text(100 * most)} of 100 people between two of "
        "the days."
    )


def describe(data: Protected, words: FigureWords) -> str:
    """Alt text: where people are on the first and the last day, and the widest ribbon to another state."""
    require_protected(data, RENDERER)
    alluvium = lay_out(require_columns(data.table, COLUMNS, RENDERER), ORDER)
    parts = [
        "Alluvial diagram: bands are people in each state on a day, ribbons are people who go from one to another."
    ]
    shown = [band for band in alluvium.bands if band.share == band.share]
    for column in sorted({0, len(alluvium.days) - 1}):
        own = sorted((band for band in shown if band.column == column), key=lambda band: -band.share)
        if own:
            told = ", ".join(f"{_told(band)} {band.label.lower()}" for band in own)
            parts.append(f"On day {number_text(alluvium.days[column])}, of 100 people: {told}.")
    moves = [ribbon for ribbon in alluvium.ribbons if ribbon.origin.state != ribbon.goal.state]
    if moves:
        widest = max(moves, key=lambda ribbon: ribbon.share)
        first, last = (alluvium.days[band.column] for band in (widest.origin, widest.goal))
        parts.append(
            f"The widest ribbon to another state: {number_text(100 * widest.share)} of 100 people go from "
            f"{widest.origin.label.lower()} on day {number_text(first)} to {widest.goal.label.lower()} on day "
            f"{number_text(last)}."
        )
    if not shown:
        parts.append("All values are hidden because there are too few people.")
    return " ".join([*parts, words.title])


def _told(band: Band) -> str:
    return interval_text(100 * band.share, 100 * band.lower, 100 * band.upper)
