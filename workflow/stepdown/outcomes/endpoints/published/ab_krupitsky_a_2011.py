"""Confirmed abstinence in every week from 5 to 24."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import AtMost, Count
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE, Cut

ENDPOINT = Endpoint(
    id="Ab_krupitskyA_2011",
    place=4,
    citation="Krupitsky et al. 2011",
    doi="10.1016/S0140-6736(11)60358-9",
    type="logical",
    measures="Confirmed abstinence in every week from 5 to 24.",
    schedule="weekly",
    states="positive",
    missing="positive",
    steps=(Cut(5, 15), MISSING_RULE, MIXED_IS_POSITIVE),
    rule=AtMost(Count("+"), 0),
    higher_is_better=True,
    note=(
        "Computed on weeks 5 to 15. True for a word of fewer than 5 positions, which has none to be "
        "positive; `evaluate(..., guarded=True)` leaves it missing."
    ),
    examples=("T F F F F F F F F T F",),
)
