"""Weeks to relapse: 4 positive weeks in a row."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Window
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE

ENDPOINT = Endpoint(
    id="Rs_ctnNinetyFour_2023",
    place=48,
    citation="CTN-0094 study team 2023",
    doi=None,
    type="survival",
    measures="Weeks to relapse: 4 positive weeks in a row.",
    schedule="weekly",
    states="positive",
    missing="positive",
    steps=(MISSING_RULE, MIXED_IS_POSITIVE),
    rule=Window(4, 4),
    higher_is_better=True,
    examples=(
        "12 1 1 9 6 12 12 5 12 12 1",
        "0 1 1 1 1 0 0 1 0 0 1",
    ),
)
