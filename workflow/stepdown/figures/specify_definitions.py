"""What the figure "one cohort, every definition" of a question says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepdown.disclosure.counts import hiding_words
from stepdown.figures.specification import FigureSpecification
from stepdown.figures.words import FigureWords

if TYPE_CHECKING:
    import pandas as pd

    from stepdown.disclosure.protected import Protected
    from stepdown.plan.study import Question, StudyPlan
    from stepdown.records.variables import Vocabulary

METHOD = (
    "Each row is a published definition, each mark what it makes of a screen that was due and not given; definitions "
    "that give everyone the same verdict are one row, and a missing rule that changes no verdict is not drawn twice. "
    "Shares are of the people who have a verdict, lines are 95 % intervals (Wilson; Newcombe for differences). "
    "The plan's definition was chosen beforehand; the others show how much the choice matters."
)


def definitions_figure(
    plan: StudyPlan, question: Question, vocabulary: Vocabulary, data: Protected
) -> FigureSpecification:
    """Its title says how far apart the definitions are, and whether they agree on a direction."""
    table = data.table
    everyone = table[table["level"].isna()].dropna(subset="share")
    did, compared = did_words(question), _compared(question, vocabulary, table)
    if everyone.empty:
        title = "Too few people to show what the definitions make of them"
    else:
        low, high = everyone["share"].min(), everyone["share"].max()
        title = (
            f"Between {100 * low:.0f} and {100 * high:.0f} of 100 people {did}, depending on the definition"
        )
    differences = table["difference"].dropna() if compared else table["difference"].iloc[:0]
    if len(differences):
        title += _direction(differences)
    population = plan.populations[question.population].description
    whom = f"{population[:1].upper()}{population[1:]}"
    people = everyone["number"].max()
    number = f"; about {people:,.0f} people".replace(",", "\u2009") if people == people else ""
    words = FigureWords(
        title,
        f"{whom}: one cohort, every definition of one outcome{number}",
        f"{METHOD} {hiding_words(plan.disclosure)}",
        plan.data == "simulated",
    )
    good = question.outcome.endpoint.kind in ("abstinence", "reduction")
    options = {
        "share_label": f"Percent who {did}{_until(question)}",
        "difference_label": f"Difference in points: {compared}",
        "left_means": "less abstinence" if good else "less use",
        "right_means": "more abstinence" if good else "more use",
    }
    return FigureSpecification(f"{question.id}_definitions", "definitions", words, options)


def did_words(question: Question) -> str:
    """What the people counted had done: "returned to using opioids"."""
    outcome = question.outcome
    return {
        "relapse": f"returned to using {outcome.what}",
        "abstinence": f"abstained from {outcome.what}",
        "reduction": f"used {outcome.what} less",
    }[outcome.endpoint.kind]


def _until(question: Question) -> str:
    outcome = question.outcome
    return f" by {outcome.unit} {outcome.horizon}" if outcome.horizon else ""


def _direction(differences) -> str:
    """Whether the groups' difference keeps its sign under every definition."""
    low, high = 100 * differences.min(), 100 * differences.max()
    if round(low) < 0 < round(high):
        return f"; the groups' difference runs from {-low:.0f} points fewer to {high:.0f} more"
    few, many = sorted((abs(low), abs(high)))
    return f"; the groups differ by {few:.0f} to {many:.0f} points, always in one direction"


def _compared(question: Question, vocabulary: Vocabulary, table: pd.DataFrame) -> str:
    """The two groups in words; nothing where more than two are compared, for the figure shows one difference."""
    others = table.loc[table["difference"].notna(), "group"].unique()
    if question.exposure is None or len(others) != 1:
        return ""
    reference = vocabulary.variable(question.exposure.variable).words(question.exposure.reference)
    return f"{others[0]} against {reference}"
