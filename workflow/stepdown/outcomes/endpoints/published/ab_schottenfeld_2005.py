"""The most weeks in a row with negative screens."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Longest
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE

ENDPOINT = Endpoint(
    id="Ab_schottenfeld_2005",
    place=9,
    citation="Schottenfeld et al. 2005",
    doi="10.1176/appi.ajp.162.2.340",
    type="integer",
    measures="The most weeks in a row with negative screens.",
    schedule="three times a week",
    states="missing",
    missing="missing",
    steps=(MISSING_RULE, MIXED_IS_POSITIVE),
    rule=Longest(),
    higher_is_better=True,
    note="Leaving missing screens out joins the pieces on both sides of a gap, however long.",
    examples=("15 0 0 8 5 8 1 9 7 13 11",),
)
