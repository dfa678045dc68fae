"""Weeks of confirmed abstinence."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Count
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE

ENDPOINT = Endpoint(
    id="Ab_fiellin_2006",
    place=2,
    citation="Fiellin et al. 2006",
    doi="10.1056/nejmoa055255",
    type="integer",
    measures="Weeks of confirmed abstinence.",
    schedule="weekly",
    states="positive",
    missing="positive",
    steps=(MISSING_RULE, MIXED_IS_POSITIVE),
    rule=Count("-"),
    higher_is_better=True,
    examples=("15 0 0 8 5 8 7 9 12 13 14",),
)
