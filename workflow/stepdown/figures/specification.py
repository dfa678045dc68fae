"""What each figure of a study is called, says and shows: kind, words and options."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stepdown.beside import figures_beside
from stepdown.disclosure.counts import hiding_words
from stepdown.figures.specify_forest import forest_words
from stepdown.figures.specify_pathways import pathways_words
from stepdown.figures.words import FigureWords
from stepdown.wording import lower_first

if TYPE_CHECKING:
    from stepdown.disclosure.protected import Protected
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
    data: Protected,
) -> FigureSpecification:
    """The figure of one question; its title is the finding, or what is drawn where the finding has a picture of its own."""
    build = {
        "curves": _curves,
        "trajectory": _trajectory,
        "forest": forest_words,
        "pathways": pathways_words,
    }[question.figure.kind]
    subtitle, caption, options = build(question, vocabulary, curve_error)
    if n is not None and n == n:
        subtitle += f"; about {n:,.0f} people".replace(",", "\u2009")
    if "adjusted" in figures_beside(question, vocabulary):
        headline = _as_they_came(question, vocabulary, data)
    words = FigureWords(
        headline.rstrip("."), subtitle, f"{caption} {hiding_words(plan.disclosure)}", plan.data == "simulated"
    )
    return FigureSpecification(question.id, question.figure.kind, words, options)


def _as_they_came(question: Question, vocabulary: Vocabulary, data: Protected) -> str:
    """The shares on the last day drawn, of groups that nothing was accounted for in."""
    words = question.outcome.words(vocabulary)
    shown = data.table[data.table["series"] == "curve"].dropna(subset="share")
    if shown.empty:
        return "Too few people to show how the groups did as they came"
    clauses = [
        f"{100 * rows['share'].iloc[-1]:.0f} of 100 ({label})"
        for label, rows in shown.groupby("label", sort=False)
    ]
    *others, last = clauses
    listed = f"{', '.join(others)} and {last}" if others else last
    happened = words.had if words.rises else words.free
    return (
        f"As they came, before anything was accounted for: {listed} {happened} by day {question.horizon_days}"
    )


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
    caption = (
        f"Mixed model for repeated measures: {_where_groups_start(question)}, unstructured covariance, all interviews "
        "used, 95 % intervals. It assumes that missed scores resemble those of people with the same earlier scores."
    )
    options = {"y_label": f"Mean {_lower(instrument.label)}", "good_direction": instrument.good_direction}
    return subtitle, caption, options


def _where_groups_start(question: Question) -> str:
    """As `answers.methods.repeated` takes it."""
    if question.design == "randomised":
        return "one mean for everybody at the start"
    primary = next(one for one in question.analyses if one.role == "primary")
    if getattr(primary, "adjusted", False):
        return "people alike at the start, in their score and in what else is accounted for"
    return "each group with its own start"


def _exposure(question: Question, vocabulary: Vocabulary) -> str:
    return vocabulary.variable(question.exposure.variable).label.lower() if question.exposure else "everyone"


def _lower(label: str) -> str:
    return lower_first(label)
