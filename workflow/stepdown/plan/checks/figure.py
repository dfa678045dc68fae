"""The figure of a question must be one that its analyses can fill."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.answers.methods.base import drawn
from stepdown.plan.checks.finding import Finding, Place
from stepdown.plan.study import Question


def check_figure(question: Question, where: Place) -> Iterator[Finding]:
    """Curves need an analysis that draws, trajectories a score."""
    kind = question.figure.kind
    if kind == "curves" and drawn(question.analyses) is None:
        yield (
            (*where, "figure", "kind"),
            "Curves are drawn from a kaplan_meier analysis, or aalen_johansen where something competes; there is none.",
            "Add `{method: kaplan_meier, role: descriptive, days: [...]}` or choose another figure.",
        )
    if kind == "trajectory" and question.outcome.shape != "score":
        yield (
            (*where, "figure", "kind"),
            f"A trajectory shows a score at each interview; {question.outcome.definition} is not a score.",
            "Choose curves or forest.",
        )
