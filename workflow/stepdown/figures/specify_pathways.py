"""What the figure of where people are and go says beside its title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stepdown.plan.study import Question
    from stepdown.records.variables import Vocabulary


def pathways_words(question: Question, _vocabulary: Vocabulary, _error) -> tuple[str, str, dict[str, Any]]:
    """Subtitle, caption and options of the figure."""
    outcome = question.outcome
    told = [
        f"Occupation probabilities (Aalen–Johansen, 95 % log-log intervals), {question.horizon_days} days from "
        f"{question.time_zero}. Bands and ribbons are shares of everybody; hatched bands are out of care; a pause of up to "
        f"{outcome.spell_gap_days} days is between two levels",
        "coming back to care later is counted"
        if outcome.returns == "counted"
        else "coming back later is another spell and not shown",
    ]
    if outcome.aftercare_days:
        told.append(f"a contact of aftercare counts for {outcome.aftercare_days} days")
    return "Where people are on each day, and where they go between the days", "; ".join(told) + ".", {}
