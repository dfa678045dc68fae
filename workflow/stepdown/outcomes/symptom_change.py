"""What every outcome about the change of a score has in common: which score, when, and from what baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pandas as pd
from pydantic import Field, model_validator

from stepdown.errors import nearest
from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.instruments import sources
from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.outcome_check import check_as_outcome
from stepdown.outcomes.instruments.registry import recognised
from stepdown.outcomes.instruments.trajectory import BASELINE, baseline_rows, nearest_rows
from stepdown.plan.base import PlanModel
from stepdown.wording import lower_first

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stepdown.outcomes.instruments.instrument import Instrument, Scale
    from stepdown.records.variables import Vocabulary

BASELINE_RULE = "The baseline is the score nearest to day 0, from {first} to {last} days after it."


class Score(PlanModel):
    """One score of the records, and the period that its form asks about."""

    instrument: str
    """The instrument, as in the records (ces_d, phq9, sf36_mcs, …)."""
    recall_days: int | None = Field(default=None, ge=1)
    """The days that the form asks about, where they differ from the published form's (an AUDIT of the last 90 days)."""

    def too_early(self, horizon_days: int) -> str | None:
        """Why the score cannot be an outcome on that day, or None: it would ask about the time before day 0."""
        known = recognised(self.instrument)
        return check_as_outcome(known[-1][0], horizon_days, recall_days=self.recall_days) if known else None

    def unknown(self, vocabulary: Vocabulary) -> str | None:
        """What is wrong with the instrument's name for this source, or None."""
        if self.instrument in vocabulary.instruments:
            return None
        hint = nearest(self.instrument, vocabulary.instruments)
        return f"'{self.instrument}' is not an instrument of this source. {hint}"


class SymptomChange(Score):
    """A yes or no about one score at a later occasion, against its baseline."""

    shape: ClassVar[str] = "yes_no"

    wave: int | None = Field(default=None, ge=1)
    """The planned interview at which it is judged; or give `day`."""
    day: int | None = Field(default=None, ge=1)
    """The day near which it is judged, whatever interview the score came from; or give `wave`."""
    within: int = Field(default=30, ge=0)
    """With `day`: how many days before and after it still count. The nearest score is taken, the earlier of two."""

    @model_validator(mode="after")
    def _one_occasion(self):
        if (self.wave is None) == (self.day is None):
            raise ValueError("give either `wave` (a planned interview) or `day` (with `within`)")
        if self.day is not None and self.day - self.within <= BASELINE[1]:
            raise ValueError(
                f"the window starts on day {self.day - self.within}, inside the baseline window, which ends on day "
                f"{BASELINE[1]}: make `within` smaller or `day` later"
            )
        return self

    @property
    def key(self) -> str:
        when = f"wave_{self.wave}" if self.day is None else f"day_{self.day}_within_{self.within}"
        return "_".join([self.definition, self.instrument, when, *self.settings()])

    def settings(self) -> list[str]:
        """What else tells two outcomes of this definition apart, as parts of a file's name."""
        return []

    @property
    def scale(self) -> tuple[Instrument, Scale]:
        """The registered scale, in the widest of its forms."""
        return recognised(self.instrument)[-1]

    def assessed_on(self, vocabulary: Vocabulary) -> int | None:
        """The day on which it is judged."""
        return self.day if self.day is not None else vocabulary.waves.get(self.wave)

    def check(self, vocabulary: Vocabulary) -> str | None:
        if trouble := self.unknown(vocabulary):
            return trouble
        if not recognised(self.instrument):
            return (
                f"'{self.instrument}' is not in the registry of instruments, so its direction and cut-offs are not known. "
                "Add its file to outcomes/instruments/published, or ask for symptom_score."
            )
        if self.wave is not None and self.wave not in vocabulary.waves:
            return f"Interview {self.wave} is not planned. Known: {', '.join(map(str, vocabulary.waves))}."
        return self.refused()

    def refused(self) -> str | None:
        """Why the instrument does not allow this question, or None."""
        pair = pd.Series([self.scale[1].highest, self.scale[1].lowest], dtype="float64")
        try:
            self.judge(pair, pair.iloc[::-1].reset_index(drop=True))
            self.rule()
        except InstrumentError as error:
            return " ".join(f"{problem.what} {problem.mend}".strip() for problem in error.problems)
        return None

    def judge(self, baseline: pd.Series, follow_up: pd.Series) -> pd.DataFrame:
        """Whether each person meets the rule (`value`), and whether they are part of the question (`counted`)."""
        raise NotImplementedError

    def rule(self) -> str:
        """The exact rule in words, with what of it is not verified."""
        raise NotImplementedError

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        """One row a person with any score of the instrument.

        Returns
        -------
        person_id; value (missing where either score is: unknown is neither yes nor no); counted (False for
        those whose baseline shows that they cannot meet the rule); category, where there are several.
        """
        pairs = self.pairs(records["assessments"])
        judged = self.judge(pairs["baseline"], pairs["follow_up"])
        unknown = pairs["baseline"].isna() | pairs["follow_up"].isna()
        judged["value"] = judged["value"].astype("boolean").mask(unknown)
        return pd.concat([pairs[["person_id"]], judged], axis=1)

    def pairs(self, assessments: pd.DataFrame) -> pd.DataFrame:
        """Baseline and follow-up score of each person, NaN where there is none."""
        rows = assessments[assessments["instrument"] == self.instrument].reset_index(drop=True)
        person, day, total = rows["person_id"], rows["day"], rows["total"]
        if self.day is not None:
            window = (self.day - self.within, self.day + self.within)
            first = baseline_rows(person, day, total)
            later = nearest_rows(person, day, total, self.day, window)
        else:
            first, later = (rows.index[rows["wave"] == wave] for wave in (0, self.wave))
        people = pd.Index(person.unique(), name="person_id").sort_values()
        scores = {
            name: rows.iloc[taken].set_index("person_id")["total"].astype("float64").reindex(people)
            for name, taken in (("baseline", first), ("follow_up", later))
        }
        return pd.DataFrame(scores).reset_index()

    def when(self, vocabulary: Vocabulary) -> str:
        """The occasion and the baseline in words."""
        if self.day is None:
            return f"Judged at {vocabulary.wave_name(self.wave)}, against the score at the start."
        baseline = BASELINE_RULE.format(first=BASELINE[0], last=BASELINE[1])
        return f"Judged by the score nearest to day {self.day}, at most {self.within} days away. {baseline}"

    def spoken(self, vocabulary: Vocabulary, noun: str, had: str, free: str, good: bool) -> OutcomeWords:
        """Words with the rule, and with what happens to those who were not seen again."""
        rule = f"{self.rule()} {self.when(vocabulary)} A missing score is unknown, neither a yes nor a no."
        return OutcomeWords(noun=noun, had=had, free=free, good=good, rule=rule)

    def label(self, vocabulary: Vocabulary) -> str:
        """The score in the middle of a sentence: "depressive symptoms (CES-D)"."""
        words = vocabulary.instruments[self.instrument].label
        return lower_first(words)


def mark(tag: str) -> str:
    """What follows a number whose source was not read."""
    return f" ({sources.CHECK})" if sources.unverified(tag) else ""
