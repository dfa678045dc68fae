"""What a plan may name: the words of the source, and what follows from its episodes, services and aftercare."""

from __future__ import annotations

from dataclasses import replace

from stepdown.cohort.derived import derived_variables
from stepdown.cohort.doses import DOSES, Dose
from stepdown.cohort.spells.levels import WORDS
from stepdown.cohort.stay_windows import STAY, WINDOWS
from stepdown.records import adapters
from stepdown.records.adapters.base import SourceSettings
from stepdown.records.variables import Variable, Vocabulary

ANY = "aftercare.any"
SERVICE, STEP_DOWN = "service.", "step_down."
# Services whose first attended session a question may turn on.
SERVICES = {
    "family": ("A family session", "a family session"),
    "individual": ("An individual session", "an individual session"),
    "case_management": ("Case management", "case management"),
}


def vocabulary_of(source: SourceSettings) -> Vocabulary:
    """Everything a plan with this source may refer to."""
    return with_derived(adapters.vocabulary_of(source))


def with_derived(vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary of a source with the variables and exposures that follow from its tables."""
    persons = {**vocabulary.persons, **derived_variables(vocabulary)}
    return replace(vocabulary, persons=persons, later={**vocabulary.later, **_learned_later(vocabulary)})


def _learned_later(vocabulary: Vocabulary) -> dict[str, Variable]:
    later = []
    if len(vocabulary.aftercare) > 1:
        later.append(_yes_no(ANY, "Any aftercare", "aftercare of any kind"))
    if "services" in (vocabulary.dated or ()):
        later += [_yes_no(f"{SERVICE}{kind}", *words) for kind, words in SERVICES.items()]
        later += [_dose(f"{SERVICE}{name}", dose) for name, dose in DOSES.items()]
    if len(vocabulary.levels_of_care) > 1:
        # Nobody steps down to the top of the ladder.
        below = [level for level in WORDS if level in vocabulary.levels_of_care][:-1]
        later += [
            _yes_no(f"{STEP_DOWN}{level}", f"Step down to {WORDS[level]}", f"a step down to {WORDS[level]}")
            for level in below
        ]
        later += [_stay(level) for level in WORDS if level in vocabulary.levels_of_care]
    return {variable.name: variable for variable in later}


def _stay(level: str) -> Variable:
    levels = {name: f"{window.words} of {WORDS[level]}" for name, window in WINDOWS.items()}
    people = {name: f"people with {words}" for name, words in levels.items()}
    return Variable(f"{STAY}{level}", f"Weeks of {WORDS[level]}", levels, people, known_at="later")


def _yes_no(name: str, label: str, what: str) -> Variable:
    levels = {"no": f"no {what.removeprefix('a ').removeprefix('an ')}", "yes": what}
    people = {
        "no": f"people without {what.removeprefix('a ').removeprefix('an ')}",
        "yes": f"people with {what}",
    }
    return Variable(name, label, levels, people, known_at="later")


def _dose(name: str, dose: Dose) -> Variable:
    people = {level: f"people with {words}" for level, words in dose.words.items()}
    return Variable(name, dose.label, dose.words, people, known_at="later")
