"""What each figure of a study is called, says and shows: kind, words and options."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stepdown.disclosure.counts import hiding_words
from stepdown.figures.words import FigureWords
from stepdown.wording import lower_first

if TYPE_CHECKING:
    from stepdown.plan.study import Question, StudyPlan
    from stepdown.records.variables import Vocabulary


@dataclass(frozen=True)
class FigureSpecification:
    """One figure: its name in the release, its kind, its words and the kind's options."""

    name: str
    kind: str
    words: FigureWords
    options: dict[str, Any] = field(default_factory=dict)


def follow_up_figure(plan: StudyPlan, vocabulary: Vocabulary, data) -> FigureSpecification:
    """The figure that comes before any effect: who could still be reached."""
    first = data.table.dropna(subset="share")
    group = vocabulary.variable(plan.follow_up_by).label.lower()
    if first.empty:
        title = "Too few interviews took place to show who was reached"
    else:
        title = _reached(first[first["wave_label"] == first["wave_label"].iloc[0]])
    return FigureSpecification(
        "follow_up",
        "follow_up",
        FigureWords(
            title,
            f"Share of planned interviews that took place, by {group}",
            "Points are shares of the people due, lines are 95 % intervals (Wilson). "
            + hiding_words(plan.disclosure),
            plan.data == "simulated",
        ),
    )


def _reached(rows) -> str:
    """Who could be reached at one interview: every group, or the two furthest apart where there are many."""
    wave, many = rows["wave_label"].iloc[0], len(rows) > 3
    if many:
        rows = rows.sort_values("share", kind="stable").iloc[[0, -1]]
    clauses = [f"{100 * row.share:.0f} of 100 in the {row.label} group" for row in rows.itertuples()]
    listed = f"from {clauses[0]} to {clauses[1]}" if many else " and ".join(clauses)
    if many and rows["share"].nunique() == 1:
        listed = f"about {100 * rows['share'].iloc[0]:.0f} of 100 in every group"
    return f"At {wave}, {listed} could be reached"


def question_figure(
    plan: StudyPlan,
    question: Question,
    vocabulary: Vocabulary,
    headline: str,
    curve_error: float | None,
    n: float | None,
) -> FigureSpecification:
    """The figure of one question; its title is the finding."""
    build = {"curves": _curves, "trajectory": _trajectory, "forest": _forest}[question.figure.kind]
    subtitle, caption, options = build(question, vocabulary, curve_error)
    if n is not None and n == n:
        subtitle += f"; about {n:,.0f} people".replace(",", "\u2009")
    words = FigureWords(
        headline.rstrip("."), subtitle, f"{caption} {hiding_words(plan.disclosure)}", plan.data == "simulated"
    )
    return FigureSpecification(question.id, question.figure.kind, words, options)


def _curves(question: Question, vocabulary: Vocabulary, curve_error: float | None):
    words = question.outcome.words(vocabulary)
    happened = words.had if words.rises else words.free
    subtitle = f"Share of people who {happened}, by {_exposure(question, vocabulary)}"
    curves = "Cumulative incidence (Aalen–Johansen)" if words.competes else "Kaplan–Meier"
    caption = (
        f"{curves}, 95 % log-log bands, {question.horizon_days} days from {question.time_zero}. "
        "Each step stands for enough events to protect people"
    )
    if curve_error is not None:
        caption += f"; the lines are at most {100 * curve_error:.1f} points from the exact curves"
    options = {
        "y_label": f"Percent who {happened}",
        "x_label": "Days since the start",
        "table_title": "Followed and free of the event",
        "direction": "rises" if words.rises else "falls",
    }
    return subtitle, caption + ".", options


def _trajectory(question: Question, vocabulary: Vocabulary, _error):
    instrument = vocabulary.instruments[question.outcome.instrument]
    subtitle = f"Mean {_lower(instrument.label)} at each interview, by {_exposure(question, vocabulary)}"
    randomised = question.design == "randomised"
    start = "one mean for everybody at the start" if randomised else "each group with its own start"
    caption = (
        f"Mixed model for repeated measures: {start}, unstructured covariance, all interviews "
        "used, 95 % intervals. It assumes that missed scores resemble those of people with the same earlier scores."
    )
    options = {"y_label": f"Mean {_lower(instrument.label)}", "good_direction": instrument.good_direction}
    return subtitle, caption, options


def _forest(question: Question, vocabulary: Vocabulary, _error):
    words = question.outcome.words(vocabulary)
    lines = "Lines are 95 % intervals."
    if question.outcome.shape == "yes_no":
        options = {
            "scale": "ratio",
            "left_means": "less often",
            "right_means": "more often",
            "x_label": "Odds ratio",
        }
        return (
            f"Odds ratios of {words.noun}"
            + (f", by {_exposure(question, vocabulary)}" if question.exposure else ""),
            f"{'Logistic regression.' if question.exposure else 'One logistic model with all characteristics.'} {lines}",
            options,
        )
    compared = f"{vocabulary.variable(question.exposure.variable).label}, {_levels(question, vocabulary)}"
    if question.outcome.shape == "time_to_event":
        options = {
            "scale": "ratio", "left_means": "less or later", "right_means": "more or sooner", "x_label": "Hazard ratio",
        }  # fmt: skip
        caption = (
            "Cox models, Efron ties. The naive comparison counts the time people had to wait for the exposure in its "
            f"favour. {lines}"
        )
        return f"Hazard ratios of {words.noun}: {_lower(compared)}", caption, options
    if question.outcome.shape == "interval":
        options = {
            "scale": "ratio", "left_means": "stayed longer", "right_means": "left sooner", "x_label": "Hazard ratio",
        }  # fmt: skip
        caption = (
            "Discrete hazards of the intervals of days that the records give, complementary log-log link. In each "
            f"period, of those still there when it began. {lines}"
        )
        return f"Hazard ratios of {words.noun}: {_lower(compared)}", caption, options
    low, high = ("better", "worse") if not words.good else ("worse", "better")
    options = {
        "scale": "difference",
        "left_means": low,
        "right_means": high,
        "x_label": "Difference in points",
    }
    caption = f"Linear models among people interviewed before, robust (HC3) standard errors. {lines}"
    return f"Difference in {words.noun} at day {question.horizon_days}: {_lower(compared)}", caption, options


def _exposure(question: Question, vocabulary: Vocabulary) -> str:
    return vocabulary.variable(question.exposure.variable).label.lower() if question.exposure else "everyone"


def _levels(question: Question, vocabulary: Vocabulary) -> str:
    variable = vocabulary.variable(question.exposure.variable)
    others = [variable.words(level) for level in variable.levels if level != question.exposure.reference]
    return f"{', '.join(others)} against {variable.words(question.exposure.reference)}"


def _lower(label: str) -> str:
    return lower_first(label)
