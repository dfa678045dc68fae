"""Is one group no worse than another, by a margin that was set beforehand?"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates import Verdict
from stepdown.answers.gates.precision import precision
from stepdown.answers.methods.base import Answer
from stepdown.answers.methods.following import DIFFERENCES, FollowingAnalysis, judged

MEASURE = "largest_loss"
# The analysis of those who kept to the level at which they started, and how rows about it are told apart.
PER_PROTOCOL, KEPT = "per_protocol", ", per protocol"


class Analysis(FollowingAnalysis):
    """Judge an effect by its interval against a margin; that it is not significant says nothing (definitions, D.8)."""

    shapes: ClassVar = ("yes_no", "time_to_event", "score")
    gates: ClassVar = ("precision",)

    method: Literal["non_inferiority"]
    margin: Annotated[float, Field(gt=0)]
    """The loss that is too large, in the effect's units: 0.1 for 10 of 100 people. Set it before looking."""
    per_protocol: bool = False
    """Judge the question's `per_protocol` analysis by the same margins: non-inferiority is concluded only if both, as
    assigned and per protocol, exclude the loss."""
    grid: list[Annotated[float, Field(gt=0)]] = []
    """Other margins, to show how the verdict depends on it."""


def follow(analysis: Analysis, frame: QuestionFrame, rows: list[Estimate]) -> Answer:
    """One row a comparison and margin: the largest loss that the interval allows, and the verdict in `definition`.

    By a margin that the interval was too wide for, there is no verdict: the row is withheld and does not name one.
    """
    found, verdicts = _by_margins(analysis, frame, judged(analysis, rows, DIFFERENCES), "")
    if analysis.per_protocol:
        kept = judged(analysis.model_copy(update={"of": PER_PROTOCOL}), rows, DIFFERENCES)
        more, about = _by_margins(analysis, frame, kept, KEPT)
        found, verdicts = found + more, verdicts + about
    return Answer(found, verdicts)


def _by_margins(
    analysis: Analysis, frame: QuestionFrame, rows: list[Estimate], which: str
) -> tuple[list[Estimate], list[Verdict]]:
    from stepdown.estimators.non_inferiority import margin_grid

    found: list[Estimate] = []
    verdicts: list[Verdict] = []
    for row in rows:
        base = {"level": row.level, "reference": row.reference, "n": row.n, "n_events": row.n_events,
                "level_n": row.level_n, "reference_n": row.reference_n, "adjustment": row.adjustment,
                "horizon_days": row.horizon_days}  # fmt: skip
        if row.status != "ok":
            name = f"{row.measure}{which}, margin {analysis.margin:g}: not judged"
            found.append(
                frame.estimate(
                    analysis, MEASURE, **base, definition=name, status=row.status, reason=row.reason
                )
            )
            continue
        margins = sorted({analysis.margin, *analysis.grid})
        for verdict in margin_grid(row.lower, row.upper, margins, _higher_is_better(frame, row.measure)):
            name = f"{row.measure}{which}, margin {verdict.margin:g}"
            enough = precision(row, verdict.margin, frame.plan.gates.precision)
            verdicts.append(enough)
            if enough.withholds:
                withheld = {"status": "withheld", "reason": f"{enough.gate}: {enough.words}"}
                found.append(frame.estimate(analysis, MEASURE, **base, definition=name, **withheld))
                continue
            name = f"{name}: {verdict.verdict.replace('_', '-')}"
            found.append(frame.estimate(analysis, MEASURE, **base, definition=name, estimate=verdict.worst))
    return found, verdicts


def _higher_is_better(frame: QuestionFrame, measure: str) -> bool:
    """More of a good event or score is better; more days without the event are better if it is bad."""
    return frame.words.good != (measure == "rmst_difference")
