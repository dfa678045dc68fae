"""Negative screens per screen of the protocol."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_paniB_2000",
    place=31,
    citation="Pani, Maremmani, Pirastu, Tagliamonte and Gessa 2000",
    doi="10.1016/s0376-8716(99)00140-4",
    type="ratio",
    measures="Negative screens per screen of the protocol.",
    schedule="weekly",
    states="positive",
    missing="observed",
    steps=(MISSING_RULE,),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    examples=("1 0 0 0.5333 0.3333 0.5333 0.7333 0.6 0.8 0.8667 0.7",),
)
