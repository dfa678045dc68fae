"""What an adapter says of the variables that a plan may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Variable:
    """A variable as a reader should meet it.

    Parameters
    ----------
    name : column name in the records.
    label : words for a figure or a sentence.
    levels : code -> words, in the order to show them; empty for a number.
    people : code -> who these people are, "people in usual care"; from the words where absent.
    step : for a number, the difference that an effect is stated for (10 years, not 1).
    unit : the unit of `step`.
    known_at : "baseline" if it is known on day 0; "end_of_treatment" if it is known when treatment is over; "later" if it
        is learned at some time that differs from person to person.
    """

    name: str
    label: str
    levels: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    step: float = 1.0
    unit: str = ""
    known_at: Literal["baseline", "end_of_treatment", "later"] = "baseline"

    @property
    def is_categorical(self) -> bool:
        return bool(self.levels)

    def words(self, level: str) -> str:
        return self.levels.get(level, level)

    def who(self, level: str) -> str:
        return self.people.get(level, f"people in the {self.words(level)} group")


@dataclass(frozen=True)
class Instrument:
    """A symptom or function score that an adapter delivers."""

    name: str
    label: str
    lowest: float
    highest: float
    good_direction: Literal["lower", "higher"]


@dataclass(frozen=True)
class EventWords:
    """How to speak of an event that a source gives with its time.

    Parameters
    ----------
    noun, had, free : "first use", "had used", "had not used".
    good : is it good news?
    competes : can something else happen first that rules it out?
    """

    noun: str
    had: str
    free: str
    good: bool
    competes: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """Everything a plan may refer to, known before a single record is read."""

    persons: Mapping[str, Variable]
    aftercare: Mapping[str, Variable]
    instruments: Mapping[str, Instrument]
    waves: Mapping[int, int]
    substances: str = "alcohol or drugs"
    events: Mapping[str, EventWords] = field(default_factory=dict)
    # Outcome definition -> why this source cannot answer it; a plan that asks for it is refused with this reason.
    cannot: Mapping[str, str] = field(default_factory=dict)
    # What the numbers of waves count ("month"), where they count anything but themselves; other waves go by their day.
    wave_unit: str | None = None
    # Exposures that are learned on a day of their own, beside aftercare: "service.family", "step_down.outpatient".
    later: Mapping[str, Variable] = field(default_factory=dict)
    # Rungs of the ladder that episodes can be at, and that an assessment can recommend.
    levels_of_care: tuple[str, ...] = ()
    recommended_levels: tuple[str, ...] = ()
    # The canonical tables of this source whose rows carry days; None where the adapter does not say.
    dated: frozenset[str] | None = None

    def variable(self, name: str) -> Variable | None:
        """Look up a variable: a person column, one learned later, `aftercare.<kind>`, `baseline.<instrument>`, or the
        score at a later interview, `wave_<wave>.<instrument>`."""
        if name in self.later:
            return self.later[name]
        if name.startswith("aftercare."):
            return self.aftercare.get(name.removeprefix("aftercare."))
        if name.startswith("baseline."):
            instrument = self.instruments.get(name.removeprefix("baseline."))
            if instrument is None:
                return None
            return Variable(name, f"{instrument.label} at baseline", step=10, unit="points")
        if name.startswith("wave_"):
            return self._score_at_wave(name)
        return self.persons.get(name)

    def _score_at_wave(self, name: str) -> Variable | None:
        wave, _, instrument = name.removeprefix("wave_").partition(".")
        if instrument not in self.instruments or wave not in map(str, self.waves):
            return self.persons.get(name)
        label = f"{self.instruments[instrument].label} at {self.wave_name(int(wave))}"
        return Variable(name, label, step=10, unit="points", known_at="later")

    def wave_name(self, wave: int) -> str:
        """A planned interview in words: "month 6", or "day 183" where the number itself says nothing."""
        if self.wave_unit:
            return f"{self.wave_unit} {wave}"
        day = 0 if wave == 0 else self.waves.get(wave)
        return f"interview {wave}" if day is None else f"day {day}"

    def names(self) -> list[str]:
        """Every name that `variable` knows."""
        return [
            *self.persons,
            *(f"aftercare.{kind}" for kind in self.aftercare),
            *self.later,
            *(f"baseline.{name}" for name in self.instruments),
            *(f"wave_{wave}.{name}" for wave in self.waves for name in self.instruments),
        ]
