"""Weeks of confirmed abstinence from week 5 to 24."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Count
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE, Cut

ENDPOINT = Endpoint(
    id="Ab_krupitskyB_2011",
    place=5,
    citation="Krupitsky et al. 2011",
    doi="10.1016/S0140-6736(11)60358-9",
    type="integer",
    measures="Weeks of confirmed abstinence from week 5 to 24.",
    schedule="weekly, weeks 5 to 24",
    states="positive",
    missing="positive",
    steps=(Cut(5, 15), MISSING_RULE, MIXED_IS_POSITIVE),
    rule=Count("-"),
    higher_is_better=True,
    note="Computed on weeks 5 to 15.",
    examples=("11 0 0 4 1 6 5 5 9 11 10",),
)
