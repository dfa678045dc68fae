"""Days to relapse: 3 positive screens in a row."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Window
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE

ENDPOINT = Endpoint(
    id="Rs_schottenfeld_2008",
    place=54,
    citation="Schottenfeld et al. 2008",
    doi="10.1016/S0140-6736(08)60954-X",
    type="survival",
    measures="Days to relapse: 3 positive screens in a row.",
    schedule="three times a week",
    states="positive",
    missing="positive",
    steps=(MISSING_RULE, MIXED_IS_POSITIVE),
    rule=Window(3, 3),
    higher_is_better=True,
    examples=(
        "13 1 1 9 6 13 13 5 13 13 1",
        "0 1 1 1 1 0 0 1 0 0 1",
    ),
)
