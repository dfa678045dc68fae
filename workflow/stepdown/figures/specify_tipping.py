"""What a tipping grid is called and says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stepdown.disclosure.protected import Protected
    from stepdown.plan.study import Question
    from stepdown.records.variables import Vocabulary

LIKE = "like people who were seen"


def tipping_words(
    question: Question, vocabulary: Vocabulary, _headline: str, data: Protected
) -> tuple[str, str, str, dict[str, Any]]:
    """Title, subtitle, caption and the options of the kind `tipping`."""
    outcome, score = question.outcome.words(vocabulary), question.outcome.shape == "score"
    shown = data.table[data.table["status"] == "ok"]
    if shown.empty:
        title = "How much hangs on the people who were lost is not shown"
    else:
        changed = int((shown["changes"] == "yes").sum())
        title = (
            f"The conclusion changes under {changed} of {len(shown)} assumptions about people who were lost"
            if changed
            else f"The conclusion stands under all {len(shown)} assumptions about people who were lost"
        )
    variable = vocabulary.variable(question.exposure.variable)
    what = "Difference in mean" if score else "Difference of 100 people in"
    subtitle = f"{what} {outcome.noun}, by how people who were lost did; {variable.label.lower()}"
    worse = (
        f"{'taken from' if outcome.good else 'added to'} what {LIKE} score"
        if score
        else f"the odds of {outcome.noun} that {LIKE} have, up to {'none' if outcome.good else 'all'} of them"
    )
    caption = (
        f"Multiple imputation; steps are {outcome.unit if score else 'shares or multiples of'} {worse}. "
        "Outlined squares lead to another conclusion than the main analysis, by 95 % intervals. Lower left: as if nobody "
        "who was lost differed."
    )
    options = {
        "axis_name": f"People lost from {{group}}: {_axis(outcome, score)}",
        "decimals": 1 if score else 0,
        "factor": 1.0 if score else 100.0,
        "unit": outcome.unit if score else "of 100",
    }
    return title, subtitle, caption, options


def _axis(outcome, score: bool) -> str:
    if score:
        return f"{outcome.unit} {'below' if outcome.good else 'above'} {LIKE}"
    return f"odds of {outcome.noun} against {LIKE}"
