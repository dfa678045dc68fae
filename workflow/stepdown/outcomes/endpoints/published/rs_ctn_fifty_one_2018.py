"""Weeks to relapse from day 21 on: 4 positive weeks in a row."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Window
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE

ENDPOINT = Endpoint(
    id="Rs_ctnFiftyOne_2018",
    place=53,
    citation="Lee et al. 2018 CTN-0051",
    doi="10.1016/S0140-6736(17)32812-X",
    type="survival",
    measures="Weeks to relapse from day 21 on: 4 positive weeks in a row.",
    schedule="weekly",
    states="positive",
    missing="positive",
    steps=(MISSING_RULE, MIXED_IS_POSITIVE),
    rule=Window(4, 4, start=3),
    higher_is_better=True,
    note=(
        "Weeks 1 and 2 are ignored. The publication also counts 7 days of use in a row by self-report, "
        "which a word of screens does not hold."
    ),
    examples=(
        "12 3 3 9 6 12 12 5 12 12 17",
        "0 1 1 1 1 0 0 1 0 0 0",
    ),
)
