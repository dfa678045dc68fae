"""What the forest of a question says: subtitle, caption and what the sides of the null mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stepdown.wording import lower_first

if TYPE_CHECKING:
    from stepdown.plan.study import Question
    from stepdown.records.variables import Vocabulary

LINES = "Lines are 95 % intervals."
# A sentence for each family of methods; only those that the question uses are printed.
SENTENCES = (
    (("overlap", "matching_weights"), "Overlap weights compare people who could well have been in either group."),
    (("iptw", "att"), "Inverse probability weights make the groups alike in what was adjusted for."),
    (("aipw",), "AIPW holds if either its model of the groups or that of the outcome is right."),
    (("standardization",), "Standardization averages a model of the outcome over everybody."),
    (("two_part",), "A two-part model asks who has any cost, and how much those have who have one."),
    (("clone_censor_weight",), "Cloning gives every day to the strategy that it was in keeping with."),
    (("cox", "landmark", "time_varying"), "Hazard ratios are from Cox models with Efron ties."),
    (("bounds",), "Bounds assume nothing about outcomes that are not known, and have no estimate."),
)  # fmt: skip
PERIODS = (
    "Discrete hazards of the intervals of days that the records give, complementary log-log link. In each period, of "
    "those still there when it began."
)
NAIVE = "Grey and hollow is naive: it shows what one gets without asking the question properly, and answers nothing."
WAITING = "The naive comparison counts the time people had to wait for the exposure in its favour."


def forest_words(question: Question, vocabulary: Vocabulary, _error) -> tuple[str, str, dict[str, Any]]:
    """Subtitle, caption and the options of the kind `forest`."""
    outcome = question.outcome.words(vocabulary)
    if question.exposure is None:
        logistic = {analysis.method for analysis in question.analyses} & {"logistic"}
        caption = f"One {'logistic ' if logistic else ''}model with all characteristics. {LINES}"
        return f"{'Odds ratios' if logistic else 'Ratios'} of {outcome.noun}", caption, {}
    variable = vocabulary.variable(question.exposure.variable)
    reference = variable.words(question.exposure.reference)
    others = [variable.words(level) for level in variable.levels if level != question.exposure.reference]
    compared = f"{others[0]} against" if len(others) == 1 else f"{lower_first(variable.label)}, compared with"
    day = "" if question.outcome.shape == "yes_no" else f" by day {question.horizon_days}"
    subtitle = f"{outcome.noun[:1].upper()}{outcome.noun[1:]}{day}: {compared} {reference}"
    means = {}
    if question.outcome.shape == "score":
        means["mean_difference"] = ("worse", "better") if outcome.good else ("better", "worse")
    if question.outcome.shape == "interval":
        means["hazard_ratio"] = ("stayed longer", "left sooner")
    return subtitle, _caption(question), {"means": means, "unit": outcome.unit}


def _caption(question: Question) -> str:
    used = {analysis.method for analysis in question.analyses}
    naive = [analysis for analysis in question.analyses if analysis.role == "naive"]
    said = [sentence for methods, sentence in SENTENCES if used & set(methods)]
    if question.outcome.shape == "score" and "landmark" in used:
        said = ["Linear models among people interviewed before, robust (HC3) standard errors."]
    if question.outcome.shape == "interval":
        said = [PERIODS]
    if "logistic" in used:
        said.insert(0, "Logistic regression.")
    if naive:
        said.append(WAITING if any(analysis.method == "cox" for analysis in naive) else NAIVE)
    return " ".join([*said, LINES])
