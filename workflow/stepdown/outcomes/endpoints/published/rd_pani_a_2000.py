"""Negative screens per screen done."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_paniA_2000",
    place=30,
    citation="Pani, Maremmani, Pirastu, Tagliamonte and Gessa 2000",
    doi="10.1016/s0376-8716(99)00140-4",
    type="ratio",
    measures="Negative screens per screen done.",
    schedule="weekly",
    states="missing, not imputed",
    missing="missing",
    steps=(MISSING_RULE,),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    examples=("1 0 0 0.5333 1 1 0.7333 1 0.8571 0.8667 0.7368",),
)
