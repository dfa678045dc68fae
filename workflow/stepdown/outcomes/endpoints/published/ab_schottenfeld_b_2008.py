"""The longest period of negative screens."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Longest
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE

ENDPOINT = Endpoint(
    id="Ab_schottenfeldB_2008",
    place=11,
    citation="Schottenfeld et al. 2008",
    doi="10.1016/S0140-6736(08)60954-X",
    type="integer",
    measures="The longest period of negative screens.",
    schedule="three times a week",
    states="positive",
    missing="positive",
    steps=(MISSING_RULE, MIXED_IS_POSITIVE),
    rule=Longest(),
    higher_is_better=True,
    examples=("15 0 0 8 5 1 1 4 4 13 10",),
)
