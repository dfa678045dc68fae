"""Analyses must fit the question: its outcome, its exposure, and when the exposure is known."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.answers.loss import TARGETS
from stepdown.plan.checks.clocks import check_days
from stepdown.plan.checks.finding import Finding, Place
from stepdown.plan.checks.named_variables import check_named
from stepdown.plan.checks.time_zero import NO_DAY, has_a_day, immortal_time, known
from stepdown.plan.study import Question
from stepdown.records.variables import Vocabulary

COMPARES_GROUPS = frozenset(
    {
        "cox", "landmark", "time_varying", "clone_censor_weight", "duration_strategies", "aft", "grouped_hazards", "gray",
        "cause_specific_cox", "fine_gray", "mmrm", "mixed", "random_slope", "gee", "iptw", "overlap", "att",
        "matching_weights", "standardization", "aipw", "per_protocol", "two_part", "ipcw", "missing_rule",
        "multiple_imputation", "tipping_point", "reference_based",
    }
)  # fmt: skip


def check_analyses(question: Question, where: Place, vocabulary: Vocabulary) -> Iterator[Finding]:
    """One primary analysis, and every analysis by itself."""
    primaries = sum(analysis.role == "primary" for analysis in question.analyses)
    if primaries != 1:
        yield (*where, "analyses"), f"{primaries} analyses have the role primary.", "Exactly one must."
    for j, analysis in enumerate(question.analyses):
        here = (*where, "analyses", j)
        yield from _check_method(analysis, here, question)
        yield from _check_when_known(analysis, here, question, vocabulary)
        yield from _check_adjusted(analysis, here, question)
        yield from _check_weights(analysis, here)
        yield from check_named(analysis, here, question, vocabulary)
        yield from check_days(analysis, here, question)


def _check_method(analysis, here: Place, question: Question) -> Iterator[Finding]:
    """A method needs an outcome of its shape, and groups where it compares them."""
    if question.outcome.shape not in analysis.shapes:
        yield (
            (*here, "method"),
            f"{analysis.method} cannot answer a question about {question.outcome.definition}.",
            f"It needs an outcome of this shape: {', '.join(analysis.shapes)}.",
        )
    if analysis.method == "categories" and not getattr(question.outcome, "has_categories", False):
        yield (
            (*here, "method"),
            f"{question.outcome.definition} has no categories.",
            "Use shares, or ask for symptom_clinical_change.",
        )
    if question.exposure is None and analysis.method in COMPARES_GROUPS:
        yield (
            (*here, "method"),
            f"{analysis.method} compares groups, but the question has no exposure.",
            "Add one.",
        )


def _check_when_known(analysis, here: Place, question: Question, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Exposures learned after time zero need a method that knows when; others need none (the immortal-time guard)."""
    name = question.exposure.variable if question.exposure else ""
    variable = vocabulary.variable(name)
    if variable is None:
        return
    later = not known(variable, question)
    if later and analysis.looks_ahead and analysis.role != "naive":
        yield here, immortal_time(question, analysis.role, vocabulary), ""
    if analysis.looks_ahead or analysis.follows:
        return
    if not later:
        yield (
            (*here, "method"),
            f"{analysis.method} is for exposures learned after time zero; {name} is known at it.",
            "Use cox or rmst.",
        )
    elif not has_a_day(name, vocabulary):
        yield (
            (*here, "method"),
            f"{analysis.method} has to know since when people had {name}.{NO_DAY}",
            "",
        )


def _check_adjusted(analysis, here: Place, question: Question) -> Iterator[Finding]:
    """What adjusts needs something to adjust for."""
    if getattr(analysis, "adjusted", False) and not question.adjustment:
        yield (
            (*here, "adjusted"),
            "The question has no adjustment set.",
            "Add `adjustment:` or drop `adjusted`."
            if "adjusted" in type(analysis).model_fields
            else "Add `adjustment:`.",
        )


def _check_weights(analysis, here: Place) -> Iterator[Finding]:
    """Weights of the propensity are how to adjust: without `adjusted` there is nothing in them, and all weigh the same."""
    weights = getattr(analysis, "weights", None)
    if weights in TARGETS and not analysis.adjusted:
        yield (
            (*here, "weights"),
            f"{weights} weights make groups alike in what is adjusted for, but {analysis.method} does not adjust.",
            "Add `adjusted: true` or drop `weights`.",
        )
