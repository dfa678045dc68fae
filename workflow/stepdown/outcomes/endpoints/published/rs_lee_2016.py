"""Weeks to relapse: at least 10 days of use in 28, a positive screen counting 5 days."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Window
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE

ENDPOINT = Endpoint(
    id="Rs_lee_2016",
    place=52,
    citation="Lee et al. 2016",
    doi="10.1056/nejmoa1505409",
    type="survival",
    measures="Weeks to relapse: at least 10 days of use in 28, a positive screen counting 5 days.",
    schedule="biweekly",
    states="positive",
    missing="positive",
    steps=(MISSING_RULE, MIXED_IS_POSITIVE),
    rule=Window(4, 2),
    higher_is_better=True,
    note=(
        "The time is the window's first position + 2, so no event is before week 3; `threshold` is the week "
        "of the second positive."
    ),
    examples=(
        "14 3 3 9 6 3 3 5 14 3 3",
        "0 1 1 1 1 1 1 1 0 1 1",
    ),
)
