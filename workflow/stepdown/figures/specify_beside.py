"""What the figures beside a question's own are called and say: all methods, exits, balance and overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stepdown.answers.beside import BESIDE
from stepdown.answers.methods.base import weighing
from stepdown.answers.methods.diagnostics import BINS
from stepdown.disclosure.counts import hiding_words
from stepdown.figures.specification import FigureSpecification
from stepdown.figures.specify_forest import forest_words
from stepdown.figures.style import number_text
from stepdown.figures.words import FigureWords

if TYPE_CHECKING:
    import pandas as pd

    from stepdown.disclosure.protected import Protected
    from stepdown.plan.study import Question, StudyPlan
    from stepdown.records.variables import Vocabulary

WEIGHTS = {
    "overlap": "overlap weights",
    "iptw": "inverse probability weights",
    "att": "weights to those who had the level",
    "matching_weights": "matching weights",
}

ADJUSTING = WEIGHTS | {"aipw": "doubly robust estimation (AIPW)", "standardization": "standardization"}


def beside_figure(
    plan: StudyPlan, question: Question, vocabulary: Vocabulary, suffix: str, headline: str, data: Protected
) -> FigureSpecification:
    """One figure beside a question's own; `suffix` is one of `answers.beside.BESIDE`."""
    build = {
        "adjusted": _adjusted,
        "methods": _methods,
        "exits": _exits,
        "balance": _balance,
        "overlap": _overlap,
    }[suffix]
    title, subtitle, caption, options = build(question, vocabulary, headline, data)
    words = FigureWords(
        title, subtitle, f"{caption} {hiding_words(plan.disclosure)}", plan.data == "simulated"
    )
    return FigureSpecification(f"{question.id}_{suffix}", BESIDE[suffix], words, options)


Words = tuple[str, str, str, dict[str, Any]]


def _adjusted(question: Question, vocabulary: Vocabulary, headline: str, _data: Protected) -> Words:
    words = question.outcome.words(vocabulary)
    happened = words.had if words.rises else words.free
    by = vocabulary.variable(question.exposure.variable).label.lower()
    primary = next(one for one in question.analyses if one.role == "primary")
    subtitle = f"Share of people who {happened}, by {by}, had the groups been alike in what was adjusted for"
    caption = (
        f"Adjusted by {ADJUSTING[primary.method]}; pointwise 95 % intervals, {question.horizon_days} days from "
        f"{question.time_zero}. The numbers below are people as they came, not weighted."
    )
    options = {
        "y_label": f"Percent who {happened}",
        "x_label": "Days since the start",
        "table_title": "Followed and free of the event",
        "direction": "rises" if words.rises else "falls",
        "why_hidden": "the comparison is withheld, or too few people had the event",
    }
    return headline.rstrip("."), subtitle, caption, options


def _methods(question: Question, vocabulary: Vocabulary, headline: str, _data: Protected) -> Words:
    return headline.rstrip("."), *forest_words(question, vocabulary, None)


def _exits(question: Question, vocabulary: Vocabulary, _headline: str, data: Protected) -> Words:
    shown = data.table[data.table["series"] == "curve"].dropna(subset=["share"])
    title = "Too few people left to show how they did"
    if len(shown):
        ends = shown.groupby(["label", "cause_label"], sort=False)["share"].last()
        label, cause = ends.idxmax()
        day = shown.loc[(shown["label"] == label) & (shown["cause_label"] == cause), "day"].max()
        title = f"The most common way out was {cause}: {100 * ends.max():.0f} of 100 by day {number_text(day)} ({label})"
    by = f", by {vocabulary.variable(question.exposure.variable).label.lower()}" if question.exposure else ""
    subtitle = f"Share of people with each kind of exit{by}"
    caption = (
        f"Cumulative incidence (Aalen–Johansen), 95 % log-log bands, {question.horizon_days} days from "
        f"{question.time_zero}; each kind of exit rules the others out. Nothing is adjusted for. Each step stands for "
        "enough exits to protect people, and curves stop where too few are left."
    )
    return title, subtitle, caption, {}


def _balance(question: Question, vocabulary: Vocabulary, _headline: str, data: Protected) -> Words:
    shown = data.table.dropna(subset=["before", "after"])
    title = "Too few people to show how alike the groups are"
    if len(shown):
        before, after, limit = shown["before"].max(), shown["after"].max(), shown["threshold"].iloc[0]
        verdict = "within" if after <= limit else "still beyond"
        title = (
            f"Weighting brought the largest difference between groups from {before:.2f} to {after:.2f} standard "
            f"deviations, {verdict} the limit of {limit:g}"
        )
    subtitle = f"Differences in what was adjusted for, compared with {_reference(question, vocabulary)}"
    caption = (
        f"Absolute standardized differences, before and after {_weights(question)}; in units of the root of the mean of "
        "both unweighted variances. A category is compared level by level."
    )
    return title, subtitle, caption, {}


def _overlap(question: Question, vocabulary: Vocabulary, _headline: str, data: Protected) -> Words:
    shown = data.table.dropna(subset=["number"])
    title = "Too few people to show who could have been in either group"
    if len(shown):
        level, area = min(_shared_areas(shown).items(), key=lambda pair: pair[1])
        title = (
            f"The groups' estimated chances overlap by {100 * area:.0f} percent: of 100 people in each group, "
            f"{100 * area:.0f} can be laid over one another"
        )
        if shown["level"].nunique() > 1:
            title += f" ({level}, where it is least)"
    subtitle = f"Estimated chance of each level, compared with {_reference(question, vocabulary)}"
    caption = (
        "Propensity by logistic regression (multinomial for more than two groups) on the adjustment set of the plan. Runs "
        "of twentieths are drawn as one where single ones hold too few people."
    )
    return title, subtitle, caption, {}


def _shared_areas(shown: pd.DataFrame) -> dict[str, float]:
    """Area that the outlines of each compared level and of the reference share, from the drawn shares alone."""
    areas = {}
    middles = (np.arange(BINS) + 0.5) / BINS
    for _, block in shown.groupby("level", sort=False):
        heights = []
        for of in (block["group"] == block["level"], block["is_reference"].astype(bool)):
            rows = block[of].sort_values("lower")
            inside = (middles[:, None] > rows["lower"].to_numpy()) & (
                middles[:, None] < rows["upper"].to_numpy()
            )
            heights.append(inside @ rows["share"].to_numpy(float))
        areas[block["compared"].iloc[0]] = float(np.minimum(*heights).sum())
    return areas


def _weights(question: Question) -> str:
    return WEIGHTS[weighing(question.analyses).method]


def _reference(question: Question, vocabulary: Vocabulary) -> str:
    return vocabulary.variable(question.exposure.variable).words(question.exposure.reference)
