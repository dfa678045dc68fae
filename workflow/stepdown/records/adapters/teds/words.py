"""What a plan may ask of TEDS-D, and what nobody can."""

from __future__ import annotations

from stepdown.outcomes.definitions import NAMES
from stepdown.records.adapters.teds.codebook import RACE_ETHNICITY, PersonColumn, families, person_columns
from stepdown.records.adapters.teds.recode import YEAR_LEVELS
from stepdown.records.variables import Variable, Vocabulary

# The outcomes that one discharge record holds by itself. Any other, and any added later, is refused until named here.
ANSWERS = ("treatment_completed", "stay_at_least", "length_of_stay")
NO_PERSON_KEY = (
    "TEDS-D has no person key: every row is one discharge, and one person may stand in many rows. Whatever follows a "
    "person beyond one episode (spells, readmission, repeat episodes, use or care afterwards) cannot be computed."
)
NOTHING_AFTER = (
    "TEDS-D ends at discharge: it has no interviews, no dated screens and no care afterwards, and no person key to "
    "find them elsewhere."
)
AFTERWARDS = (
    "abstinent_throughout",
    "aftercare_start",
    "endpoint",
    "event_time",
    "first_use",
    "lost_to_follow_up",
    "percent_days_abstinent",
    "symptom_score",
)
NOTES = (
    "TEDS-D has no person key: each discharge counts as a person of its own, and people with several discharges are in "
    "it several times. Spells, readmissions and repeat episodes cannot be computed.",
    "Stays of more than 30 days are known as intervals only (31 to 45, 46 to 60, 61 to 90, 91 to 120, 121 to 180, 181 to "
    "365 days, more than a year) and stay intervals.",
    "TEDS-D covers admissions to facilities that report to the states, not everybody in treatment.",
)


def vocabulary_of_columns(names: list[str]) -> Vocabulary:
    """The vocabulary of the person columns that a plan reads."""
    return Vocabulary(
        persons={name: _variable(person_columns()[name]) for name in names},
        aftercare={},
        instruments={},
        waves={},
        cannot={
            name: NOTHING_AFTER if name in AFTERWARDS else NO_PERSON_KEY
            for name in NAMES
            if name not in ANSWERS
        },
    )


def _variable(column: PersonColumn) -> Variable:
    if column.name == "discharge_year":
        levels = {year: year for year in YEAR_LEVELS}
    elif column.name == "race_ethnicity":
        levels = RACE_ETHNICITY
    else:
        levels = families()[column.family].levels
    return Variable(column.name, column.label, levels, _people(column.name, levels), known_at=column.known_at)


def _people(name: str, levels: dict[str, str]) -> dict[str, str]:
    """Who the people of a level are, where a sentence names them as groups."""
    if name in ("level_of_care", "setting"):
        return {level: f"people in {words}" for level, words in levels.items()}
    if name == "primary_substance":
        return {level: f"people whose main substance was {words}" for level, words in levels.items()}
    return {}
