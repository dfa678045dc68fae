"""The planted world: its levels, its effects and its biases, read from YAML."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import Field

from stepdown.plan.base import PlanModel
from stepdown.plan.load import load_model

DEFAULT = Path(__file__).with_name("world.yaml")
Share = Annotated[float, Field(ge=0, le=1)]


class Level(PlanModel):
    """One level of care."""

    rung: float
    """ASAM level."""
    weeks: tuple[int, int]
    """Shortest and longest planned phase, in weeks."""
    sessions: list[tuple[int, str, float]]
    """Weekday (0 is the day of admission), kind, hours."""
    contained: bool
    """24-hour care."""
    daily_cost: float
    """What the payer pays a day, in dollars."""
    leaving: float
    """Planted: log odds of leaving in a week, against outpatient care."""
    symptoms: float
    """Planted: PHQ-9 points after a full course, against outpatient care."""


class Effects(PlanModel):
    """What treatment and aftercare do, in log odds a week unless the world's file says otherwise."""

    hours_now: float
    hours_learned: float
    hours_full: Annotated[float, Field(gt=0)]
    aftercare: float
    family: float
    under_placed_leaving: float
    under_placed_use: float
    over_placed_leaving: float
    over_placed_use: float
    home_triggers: float
    abstinence_on_symptoms: float


class CourseOfUse(PlanModel):
    """How outcomes come about without treatment."""

    leaving: float
    leaving_severity: float
    leaving_unstable: float
    leaving_mandate: float
    leaving_miles: float
    leaving_after_use: float
    use: float
    use_severity: float
    use_unstable: float
    use_persistence: float
    use_drift: float
    symptoms_time: float
    step_down: float
    step_down_public: float
    incarcerated: float
    died: float
    died_after_use: float
    readmitted: float
    readmitted_after_use: float
    site_spread: Annotated[float, Field(ge=0)]


class Biases(PlanModel):
    """What makes the naive answers wrong."""

    placement_severity: float
    placement_match: float
    placement_shortage: float
    placement_payer: float
    shortage: Share
    aliased_sites: Annotated[int, Field(ge=0)]
    aftercare_daily: float
    aftercare_completed: float
    aftercare_severity: float
    aftercare_after_use: float
    family_daily: float
    family_severity: float
    attendance: float
    attendance_severity: float
    attendance_mandate: float
    followup: float
    followup_severity: float
    followup_unstable: float
    followup_left: float
    followup_use: float
    screen_detects: Share


class World(PlanModel):
    """A system of care whose truth is known."""

    people: Annotated[int, Field(ge=1)]
    sites: Annotated[int, Field(ge=1)]
    seed: int
    first_admission: dt.date
    admission_days: Annotated[int, Field(ge=1)]
    levels: dict[str, Level]
    effects: Effects
    course: CourseOfUse
    biases: Biases

    @property
    def names(self) -> list[str]:
        """Level names from the lowest rung to the highest: a level's code is its place here."""
        return sorted(self.levels, key=lambda name: self.levels[name].rung)

    def column(self, field: str) -> list:
        """One field of every level, in the order of `names`."""
        return [getattr(self.levels[name], field) for name in self.names]

    def null(self) -> World:
        """The same world in which nothing that anyone does has an effect; every bias stays."""
        nothing = dict.fromkeys(Effects.model_fields, 0.0) | {"hours_full": self.effects.hours_full}
        # What abstinence does to symptoms is biology, not an effect of care.
        nothing["abstinence_on_symptoms"] = self.effects.abstinence_on_symptoms
        levels = {
            name: level.model_copy(update={"leaving": 0.0, "symptoms": 0.0})
            for name, level in self.levels.items()
        }
        return self.model_copy(update={"effects": Effects(**nothing), "levels": levels})


def load_world(path: str | Path | None = None) -> World:
    """The world of a file, or Harbor itself.

    Raises
    ------
    stepdown.errors.PlanError
        With the line of every value that is missing, misspelled or impossible.
    """
    return load_model(path or DEFAULT, World)
