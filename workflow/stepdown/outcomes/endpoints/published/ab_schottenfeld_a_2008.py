"""Days to the first positive screen after randomisation."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Window
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE

ENDPOINT = Endpoint(
    id="Ab_schottenfeldA_2008",
    place=10,
    citation="Schottenfeld, Chawarski and Mazlan 2008",
    doi="10.1016/S0140-6736(08)60954-X",
    type="survival",
    measures="Days to the first positive screen after randomisation.",
    schedule="three times a week",
    states="positive",
    missing="positive",
    steps=(MISSING_RULE, MIXED_IS_POSITIVE),
    rule=Window(1, 1),
    higher_is_better=True,
    examples=(
        "15 1 1 9 6 2 1 5 4 1 1",
        "0 1 1 1 1 1 1 1 1 1 1",
    ),
)
