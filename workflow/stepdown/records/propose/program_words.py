"""How readers meet the columns, scores and aftercare of a folder of tables."""

from __future__ import annotations

from stepdown.records.propose.instruments import INSTRUMENTS
from stepdown.records.propose.looking import is_grouping
from stepdown.records.propose.parts import Draft, instrument_lines, likeliest_exposure_first, words_of
from stepdown.records.propose.program_files import Part
from stepdown.records.propose.text import decide, scalar
from stepdown.records.reading.peek import ColumnPeek

AFTERCARE = {
    "outpatient": "Continuing care visits",
    "telephone": "Telephone calls",
    "recovery_coach": "Contacts with a recovery coach",
    "mutual_help": "Mutual-help meetings",
    "recovery_housing": "Recovery housing",
    "medication": "Medication after discharge",
    "primary_care": "Primary care visits",
}


def add_variables(draft: Draft, variables: dict[str, ColumnPeek]) -> None:
    """Label, levels and unit of each baseline column; a category could be the exposure of a question."""
    if not variables:
        return
    draft.lines += decide(
        "how readers meet each baseline column; `levels` holds `level: words` in the order to show, the reference first.",
        2,
    )
    draft.lines.append("  variables:")
    for name, column in variables.items():
        label = scalar(words_of(name))
        if is_grouping(column, name):
            draft.groups.append(name)
            draft.lines.append(f"    {name}: {{label: {label}, levels: }}")
        elif name == "age":
            draft.lines.append(f"    {name}: {{label: {label}, step: 10, unit: years}}")
        else:
            draft.lines.append(f"    {name}: {{label: {label}}}")
    likeliest_exposure_first(draft.groups)


def add_instruments(draft: Draft, instruments: dict[str, str], parts: dict[str, Part]) -> None:
    """The interviews that were planned, and the range of each score."""
    if "assessments" not in parts:
        return
    draft.lines += decide(
        "the planned interviews after baseline, number -> day due, as the `wave` of the assessments counts them.",
        2,
    )
    draft.lines.append("  waves:")
    if not instruments:
        draft.lines += decide("name each instrument that occurs, as recoded above.", 2)
        draft.lines.append("  instruments: {}")
        return
    draft.lines.append("  instruments:")
    known = {one.name: one for one in INSTRUMENTS}
    for name in instruments:
        draft.scores[name] = None
        draft.lines.append(f"    {name}:")
        draft.lines += instrument_lines(name, known[name], words_of(name), 6)


def add_aftercare(draft: Draft, parts: dict[str, Part]) -> None:
    """Ready words for each kind of aftercare: a question names one as `aftercare.telephone`."""
    if "aftercare" not in parts:
        return
    draft.lines += decide(
        "the kinds of aftercare that occur, as recoded above; delete the others. A question names one as its exposure, as "
        "in `{variable: aftercare.telephone, reference: no}`, only with an outcome that begins after it.",
        2,
    )
    draft.lines.append("  aftercare:")
    for kind, label in AFTERCARE.items():
        words = label.lower()
        levels = f'{{"no": without {words}, "yes": with {words}}}'
        draft.lines.append(f"    {kind}: {{label: {label}, levels: {levels}}}")
