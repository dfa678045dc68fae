"""Weeks from the first dose to the first positive screen."""

from stepdown.outcomes.endpoints.endpoint import AsPublished, Endpoint
from stepdown.outcomes.endpoints.rules import Window
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE

ENDPOINT = Endpoint(
    id="Ab_shufman_1994",
    place=12,
    citation="Shufman et al. 1994",
    doi="10.1016/0006-3223(94)91240-8",
    type="survival",
    measures="Weeks from the first dose to the first positive screen.",
    schedule="weekly",
    states="missing",
    missing="negative",
    steps=(MISSING_RULE, MIXED_IS_POSITIVE),
    rule=Window(1, 1),
    higher_is_better=True,
    note=(
        "Stated as missing, computed as negative: a person who gave no screen stays free of the event to "
        "the end."
    ),
    as_published=AsPublished(
        steps=(MISSING_RULE, MIXED_IS_POSITIVE),
        rule=Window(1, 1),
        missing="missing",
        because="missing is left out, not counted as negative",
    ),
    examples=(
        "15 1 15 9 15 15 1 15 4 1 1",
        "0 1 0 1 0 0 1 0 1 1 1",
    ),
)
