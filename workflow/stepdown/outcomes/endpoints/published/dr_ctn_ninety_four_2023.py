"""Weeks to dropout: 4 missing weeks in a row."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Window

ENDPOINT = Endpoint(
    id="Dr_ctnNinetyFour_2023",
    place=49,
    citation="CTN-0094 study team 2023",
    doi=None,
    type="survival",
    measures="Weeks to dropout: 4 missing weeks in a row.",
    schedule="weekly",
    states="missing",
    missing=None,
    rule=Window(4, 4, "o"),
    higher_is_better=True,
    note="Missing is the event, so no missing rule applies. A later return does not undo it.",
    examples=(
        "12 12 1 12 6 12 12 5 12 12 17",
        "0 0 1 0 1 0 0 1 0 0 0",
    ),
)
