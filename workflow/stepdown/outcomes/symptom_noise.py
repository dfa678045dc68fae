"""How large a change must be to be more than noise: what a plan says of it."""

from __future__ import annotations

from typing import Literal

import pandas as pd
from pydantic import Field

from stepdown.errors import Problem
from stepdown.outcomes.instruments.change import Noise, noise
from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.facts import Reliability
from stepdown.outcomes.symptom_change import SymptomChange, mark


class NoisyChange(SymptomChange):
    """A change that is judged against the noise of two administrations (definitions, C.1)."""

    by: Literal["alpha", "retest"]
    """The reliability: alpha (of one administration, a smaller threshold) or retest (of two, a larger one). Choose it
    before looking; the outcome's rule names both thresholds. Of a published range the lower end is taken."""
    sd: float | Literal["baseline"] | None = None
    """The standard deviation: a number, `baseline` for that of everybody's baseline score in the records, or the
    instrument's published one by default."""
    reliability: float | None = Field(default=None, ge=0, lt=1)
    """Your own coefficient of the kind named under `by`, in place of the published one."""

    def settings(self) -> list[str]:
        parts = [self.by] if self.reliability is None else [f"{self.by}_{self.reliability:g}"]
        return parts + ([] if self.sd is None else [f"sd_{self.sd}"])

    def noises(self, baseline: pd.Series) -> dict[str, Noise]:
        """The noise under the chosen reliability first, then under the instrument's others.

        Raises
        ------
        InstrumentError
            Where no SD or no reliability of that kind is known.
        """
        found, of = self.scale
        own = (
            [Reliability(self.by, self.reliability, "P", note="own")] if self.reliability is not None else []
        )
        chosen = own or [each for each in of.reliability if each.kind == self.by]
        if not chosen:
            what = f"No {self.by} reliability of {found.label}, {of.label} is stored."
            raise InstrumentError([Problem(found.label, what, "Give `reliability`, or the other kind.")])
        others = [each for each in of.reliability if each.kind != self.by]
        sd, where = self._spread(baseline)
        return {
            f"{each.kind} {min(each.ends):.2f}{mark(each.source)}": noise(sd, min(each.ends), where)
            for each in (min(chosen, key=lambda each: min(each.ends)), *others)
        }

    def threshold(self, baseline: pd.Series) -> Noise:
        """The noise under the chosen reliability."""
        return next(iter(self.noises(baseline).values()))

    def _spread(self, baseline: pd.Series) -> tuple[float, str]:
        found, of = self.scale
        if self.sd == "baseline":
            return float(baseline.std(ddof=1)), "of everybody's first score"
        if self.sd is not None:
            return float(self.sd), f"with a standard deviation of {self.sd:g}, given in the plan"
        if of.spread is None:
            what = f"No SD of {found.label}, {of.label} is stored."
            raise InstrumentError(
                [Problem(found.label, what, "Say `sd: baseline` to take these people's own.")]
            )
        return of.spread.value, f"with a standard deviation of {of.spread.value:g}{mark(of.spread.source)}"

    def thresholds(self) -> str:
        """Both thresholds in words; in SDs where the SD is only known from the records."""
        # Two scores with an SD of 1 give thresholds in units of the SD.
        found = self.noises(pd.Series([0.0, 2**0.5], dtype="float64"))
        local = self.sd == "baseline"
        sizes = [f"{each.threshold:.2f}" if local else f"{each.threshold:.1f}" for each in found.values()]
        first, *others = found
        unit, where = ("standard deviations" if local else "points"), found[first].source
        beside = " or ".join(f"{size} with {label}" for size, label in zip(sizes[1:], others, strict=True))
        counts = (
            f"A change counts when it is more than {sizes[0]} {unit} {where}, from a reliability of {first}"
        )
        return f"{counts}; it would be {beside}." if beside else f"{counts}."
