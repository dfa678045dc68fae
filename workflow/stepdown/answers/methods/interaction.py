"""Is an effect larger in some people than in others? On the additive scale, which is the one that counts people."""

from __future__ import annotations

from dataclasses import replace
from math import erfc, hypot, sqrt
from typing import ClassVar, Literal

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates import Verdict
from stepdown.answers.gates.apply import with_silent
from stepdown.answers.methods.base import Z95, AnalysisModel, Answer
from stepdown.answers.methods.following import DIFFERENCES

MEASURE = "interaction_contrast"


class Analysis(AnalysisModel):
    """The effect in each group of people, and how much it differs from that in the first (definitions, D.9)."""

    shapes: ClassVar = ("yes_no", "time_to_event", "score")

    method: Literal["interaction"]
    by: str
    """A variable with levels, known at time zero: the effect is estimated within each level, by itself."""
    of: Literal["overlap", "iptw", "standardization", "aipw"] = "overlap"
    """How the effect is estimated within a level, adjusting for the question's adjustment set without `by`."""
    adjusted: Literal[True] = True
    """The adjustment set always counts."""

    def needs(self, shape: str) -> tuple[str, ...]:
        """What the analysis within a level must pass."""
        from stepdown.answers.methods import analyses

        return analyses()[self.of](method=self.of, role=self.role).needs(shape)


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    rows: list[Estimate] = []
    verdicts: list[Verdict] = []
    variable = frame.vocabulary.variable(analysis.by)
    first: dict[tuple[str, str], Estimate] = {}
    for level in variable.levels:
        within, checks = _within(analysis, frame, level)
        name = f"{frame.question.outcome.definition}, {variable.label.lower()}: {variable.words(level)}"
        contrasts = []
        for row in within:
            own = replace(row, definition=name)
            rows.append(own)
            start = first.setdefault((row.level, row.measure), own)
            if start is not own:
                contrasts.append(_contrast(frame, analysis, start, own, name))
        rows += contrasts
        verdicts += [replace(check, definitions=(name,)) for check in checks]
    # A contrast rests on the first level too: what fails there fails every contrast.
    against_first = [v for v in verdicts if v.withholds and rows and v.definitions == (rows[0].definition,)]
    verdicts += [replace(v, measures=(MEASURE,), definitions=()) for v in against_first]
    return Answer(rows, verdicts)


def _within(analysis: Analysis, frame: QuestionFrame, level: str) -> tuple[list[Estimate], list[Verdict]]:
    """Effects among people of one level."""
    from stepdown.answers.methods import analyses, method

    people = frame.people[(frame.people[analysis.by] == level).fillna(False)].reset_index(drop=True)
    rest = [name for name in frame.question.adjustment if name != analysis.by]
    question = frame.question.model_copy(update={"adjustment": rest})
    scores = frame.scores[frame.scores["person_id"].isin(people["person_id"])]
    within = replace(frame, question=question, people=people, scores=scores, shared={})
    inner = analyses()[analysis.of](method=analysis.of, role=analysis.role)
    found = method(analysis.of).answer(inner, within)
    effects = [replace(row, method=analysis.method) for row in found.rows if row.measure in DIFFERENCES]
    return effects, with_silent(inner.needs(frame.question.outcome.shape), found.verdicts, found.rows)


def _contrast(
    frame: QuestionFrame, analysis: Analysis, first: Estimate, other: Estimate, name: str
) -> Estimate:
    """How much the effect differs; the two rest on different people, so their variances add."""
    about = {"level": other.level, "reference": other.reference, "definition": name,
             "n": first.n + other.n, "level_n": _fewest(first.level_n, other.level_n),
             "reference_n": _fewest(first.reference_n, other.reference_n), "residual_df": other.residual_df}  # fmt: skip
    for row in (first, other):
        if row.status != "ok":
            return frame.estimate(analysis, MEASURE, **about, status=row.status, reason=row.reason)
    difference, error = other.estimate - first.estimate, hypot(first.std_error, other.std_error)
    return frame.estimate(
        analysis,
        MEASURE,
        **about,
        estimate=difference,
        std_error=error,
        lower=difference - Z95 * error,
        upper=difference + Z95 * error,
        p_value=erfc(abs(difference / error) / sqrt(2)),
    )


def _fewest(*sizes: int | None) -> int | None:
    known = [size for size in sizes if size is not None]
    return min(known) if known else None
