"""What a finding is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from stepdown.answers.findings.phrases import Rows, Sentence, say

if TYPE_CHECKING:
    from stepdown.outcomes.definitions import OutcomeWords
    from stepdown.plan.study import Question
    from stepdown.records.variables import Variable, Vocabulary


@dataclass(frozen=True)
class Context:
    """What a writer needs: the question, its words, its protected rows and its population in words."""

    question: Question
    vocabulary: Vocabulary
    rows: Rows
    population: str = "people"

    @property
    def whom(self) -> str:
        """The population as it stands after "of 100"."""
        return self.population.removeprefix("all ")

    @property
    def exposure(self) -> Variable:
        return self.vocabulary.variable(self.question.exposure.variable)

    @property
    def words(self) -> OutcomeWords:
        return self.question.outcome.words(self.vocabulary)

    @property
    def levels(self) -> list[str]:
        """Levels other than the reference that the population has, in the order to show.

        A population may leave levels out: an arm of another trial is not compared.
        """
        others = [level for level in self.exposure.levels if level != self.question.exposure.reference]
        present = set(self.rows.table["level"])
        return [level for level in others if level in present] or others

    def who(self, level: str) -> str:
        return self.exposure.who(level)

    @property
    def who_reference(self) -> str:
        return self.who(self.question.exposure.reference)


@dataclass(frozen=True)
class Finding:
    """One answer.

    Parameters
    ----------
    status : "stated" (an effect or a clear description), "uncertain" (the data fit both directions) or
        "cannot_say" (a gate failed, or the numbers may not be shown).
    headline : the answer in one sentence; also the title of the figure.
    sentences : what a director reads next.
    """

    status: Literal["stated", "uncertain", "cannot_say"]
    headline: Sentence
    sentences: tuple[Sentence, ...]


def cannot_say(context: Context, reason: str, sentences: tuple[Sentence, ...] = ()) -> Finding:
    """The finding of an effect that may not be stated."""
    topic = context.words.noun
    headline = say("we cannot say how {topic} differs between these groups.", topic=topic)
    return Finding("cannot_say", headline, (say("the reason: {reason}.", reason=reason), *sentences))


def why_not(row: dict | None) -> str:
    """Why a row cannot be used, without the gate's technical name."""
    if row is None:
        return "the analysis gave no estimate"
    reason = row["reason"].partition(": ")[2] if row["status"] == "withheld" else row["reason"]
    return reason.rstrip(".") or "the analysis gave no estimate"


def ratio_measure(context: Context) -> str:
    """What the primary analysis compares a yes/no outcome by: odds, or risks."""
    primary = next(analysis for analysis in context.question.analyses if analysis.role == "primary")
    return "risk_ratio" if primary.method == "modified_poisson" else "odds_ratio"
