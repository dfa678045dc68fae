"""Missing rules: what an endpoint makes of a screen that was due and not provided.

Every endpoint has a published rule; any other may take its place. Rules act where the definition's
`MISSING_RULE` stands among its steps.
"""

from __future__ import annotations

from stepdown.errors import Problem, StepdownError, nearest
from stepdown.outcomes.endpoints.steps import CarryForward, Delete, MostFrequent, Neighbours, Recode, Step

RULES: dict[str, tuple[Step, ...]] = {
    "positive": (Recode("o", "+"),),
    "negative": (Recode("o", "-"),),
    "missing": (Delete("o"),),
    "observed": (),
    "carried": (CarryForward("o"),),
    "carried_within": (CarryForward("o", within=True),),
    "most_frequent": (MostFrequent(),),
    "neighbours": (Neighbours(),),
}

WORDS = {
    "positive": "missing counts as positive",
    "negative": "missing counts as negative",
    "missing": "missing is left out, and what follows moves up",
    "observed": "missing stays as it is: it keeps its place and breaks runs",
    "carried": "missing takes the last result before it",
    "carried_within": "missing takes the last result before it, up to the last contact",
    "most_frequent": "missing takes the person's more frequent result (a tie: positive)",
    "neighbours": "missing between two results takes their mean, rounded towards use",
}


def missing_steps(rule: str) -> tuple[Step, ...]:
    """The steps of a missing rule.

    Raises
    ------
    StepdownError
        If there is no such rule.
    """
    if rule not in RULES:
        raise StepdownError(
            [Problem("missing rule", f"There is no missing rule '{rule}'.", nearest(rule, RULES))]
        )
    return RULES[rule]
