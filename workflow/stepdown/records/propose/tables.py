"""Which canonical table a file of an export looks like, and which of its columns is which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stepdown.records.guard.naming import ColumnName
from stepdown.records.propose.names import OWNED_KEY, PERSON_KEY, called
from stepdown.records.reading.peek import ColumnPeek
from stepdown.records.schema import TABLES

# A word in the file's name says more than a column does: many tables have a date and a result.
FILE_WORD = 3
WAVE = r"wave|visit|time_?point|interview|follow_?up_?(?:no|num|number)|period|month"
DAY = r"(?:\w+_)?(?:date|dt|day|dos)\d*|(?:date|day)_(?:of_)?\w+"


@dataclass(frozen=True)
class Slot:
    """One canonical column.

    Parameters
    ----------
    named : how sources call it.
    otherwise : a fixed value where the source has no column for it.
    why : what is to be decided when that value is used.
    """

    named: str
    otherwise: str = ""
    why: str = ""


@dataclass(frozen=True)
class Form:
    """What files of one canonical table are called, and what they have."""

    files: str
    slots: dict[str, Slot]


ONE_DAY = Slot(r"days_?(?:covered|supply|supplied)?", "1", "each row stands for one day")
FORMS: dict[str, Form] = {
    "persons": Form(
        r"clients?|patients?|persons?|people|demog\w*|participants?|baseline|intakes?",
        {},
    ),
    "episodes": Form(
        r"admissions?|admits?|episodes?|discharges?|stays?|placements?|enrol\w*|treatment",
        {
            "episode_id": Slot(r"(?:episode|admission|adm|stay|encounter|enrol\w*|placement)_?(?:id|no|num|number|key)"),
            "site_id": Slot(r"(?:site|facility|clinic|location|program)(?:_?(?:id|code|no|name))?"),
            "level_of_care": Slot(r"(?:asam_?)?(?:level(?:_of_care)?|loc|modality|service_type|program_type)"),
            "withdrawal_management": Slot(
                r"(?:is_)?(?:detox\w*|withdrawal\w*|wm)", "no", "no episode is a detox episode (withdrawal management)"
            ),
            "admission_day": Slot(r"(?:adm\w*|start|begin|entry|intake|enrol\w*)(?:_?(?:date|dt|day|on))?"),
            "discharge_day": Slot(r"(?:disch?\w*|end|exit|close\w*)_?(?:date|dt|day|on)"),
            "last_contact_day": Slot(r"last_?(?:contact|service|seen|visit)(?:_?(?:date|dt|day))?"),
            "planned_days": Slot(r"planned_?(?:days|stay|length)|authori[sz]ed_?days"),
            "discharge_reason": Slot(
                r"(?:disch?\w*|exit|end|close\w*)_?(?:reason|status|type|disposition|code)|reason|disposition|outcome"
            ),
        },
    ),
    "services": Form(
        r"services?|attendance|visits?|sessions?|groups?|encounters?|appointments?",
        {
            "episode_id": Slot(r"(?:episode|admission|adm|stay)_?(?:id|no|num|number|key)"),
            "day": Slot(DAY),
            "session": Slot(r"(?:service|session|visit|encounter|claim)_?(?:id|no|num|number|key)|(?:start_?)?time"),
            "kind": Slot(r"(?:service_?|session_?|visit_?|appointment_?)?(?:kind|type|code|category)|service|modality"),
            "attendance": Slot(
                r"attend\w*|(?:\w+_)?status|show\w*|outcome", "attended", "every row is a session that took place"
            ),
            "hours": Slot(r"(?:\w+_)?(?:hours?|hrs|minutes?|mins?|duration|units?)(?:_\w+)?"),
            "level_of_care": Slot(r"(?:asam_?)?(?:level(?:_of_care)?|loc)|program_type"),
            "cost": Slot(r"cost|charge[sd]?|amount|paid|billed(?:_amount)?"),
        },
    ),
    "substance_use": Form(
        r"uds|uas?|urines?|screens?|tox\w*|drug_?(?:tests?|screens?)|labs?|tests?|breath\w*|use",
        {
            "day": Slot(DAY),
            "days_covered": ONE_DAY,
            "origin": Slot(r"origin|specimen(?:_?type)?|matrix", "urine", "every row is a urine screen"),
            "substance": Slot(r"substance|drug|analyte|panel|test(?:_?name)?"),
            "result": Slot(r"(?:\w+_)?result(?:_\w+)?|outcome|value"),
            "scheduled": Slot(r"(?:is_)?(?:scheduled|planned|random)"),
        },
    ),
    "medication": Form(
        r"med(?:ication)?s?|doses?|dosing|prescri\w*|rx|fills?|mat|moud",
        {
            "day": Slot(DAY),
            "days_covered": ONE_DAY,
            "medication": Slot(r"medication|medicine|drug|med(?:_?name)?"),
            "dose": Slot(r"dose|strength|mg"),
            "unit": Slot(r"(?:dose_?)?unit"),
        },
    ),
    "assessments": Form(
        r"assess\w*|measures?|scores?|instruments?|scales?|surveys?|questionnaires?|phq\w*|gad\w*|pcl\w*|bam\w*|cesd?\w*|"
        r"audit|dast|symptoms?",
        {
            "wave": Slot(WAVE, "0", "every row is a baseline measurement (wave 0)"),
            "day": Slot(DAY),
            "instrument": Slot(r"instrument|measure|scale|tool|assessment(?:_?(?:name|type))?|questionnaire"),
            "total": Slot(r"total(?:_?score)?|score|sum|value"),
        },
    ),
    "aftercare": Form(
        r"aftercare|continuing(?:_?care)?|alumni|recovery\w*|contacts?|step_?down",
        {
            "wave": Slot(WAVE),
            "day": Slot(DAY),
            "days_covered": ONE_DAY,
            "kind": Slot(r"(?:contact_?|service_?|aftercare_?)?(?:kind|type|mode)"),
            "received": Slot(r"received|attended|completed|reached", "yes", "every row is a contact that took place"),
            "amount": Slot(r"amount|minutes|hours|count|number|n"),
            "unit": Slot(r"unit"),
        },
    ),
    "follow_up": Form(
        r"follow_?ups?|fu|interviews?|tracking",
        {
            "wave": Slot(WAVE),
            "due_day": Slot(r"due_?(?:date|day|dt)?|target_?(?:date|day)|planned_?(?:date|day)"),
            "status": Slot(r"(?:\w+_)?status|outcome|result|disposition"),
            "day": Slot(DAY),
        },
    ),
}  # fmt: skip


def table_of(stem: str, names: Iterable[str]) -> str | None:
    """The canonical table that a file looks like, by its name first and its columns second."""
    file, present = ColumnName(stem), list(names)
    scores = {
        table: FILE_WORD * file.has(form.files)
        + sum(any(called(name, slot.named) for name in present) for slot in form.slots.values())
        for table, form in FORMS.items()
    }
    best = max(scores, key=lambda table: scores[table])
    # Without a word in the file's name, two columns that fit are needed; a date alone fits everything.
    return best if scores[best] > 2 else None


def person_key(names: Iterable[str]) -> str | None:
    """The column of any table that names the person: the one that says whose number it is comes first."""
    present = list(names)
    for words in (OWNED_KEY, PERSON_KEY):
        for name in present:
            if called(name, words):
                return name
    return None


def slots_of(table: str, columns: Iterable[ColumnPeek]) -> dict[str, ColumnPeek]:
    """Canonical column -> source column; each source column is used once, and dates only for days."""
    left = list(columns)
    found: dict[str, ColumnPeek] = {}
    kinds = {column.name: column.kind for column in TABLES[table].columns}
    for canonical, slot in FORMS[table].slots.items():
        is_day = canonical == "day" or canonical.endswith("_day")
        fits = [
            column
            for column in left
            if called(column.name, slot.named)
            and (column.kind in ("date", "whole", "empty") if is_day else column.kind != "date")
            and (kinds.get(canonical) != "number" or column.kind in ("whole", "number"))
        ]
        if is_day and not fits and canonical == "day":
            dates = [column for column in left if column.kind == "date"]
            fits = dates if len(dates) == 1 else []
        if fits:
            found[canonical] = fits[0]
            left.remove(fits[0])
    return found
