"""Days to the first positive screen."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Window
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE

ENDPOINT = Endpoint(
    id="Ab_mokri_2016",
    place=8,
    citation="Mokri, Chawarski, Taherinakhost and Schottenfeld 2016",
    doi="10.1111/add.13259",
    type="survival",
    measures="Days to the first positive screen.",
    schedule="twice a week",
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
