"""Negative screens per week of participation."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_wolstein_2009",
    place=45,
    citation="Wolstein et al. 2009",
    doi="10.1055/s-0028-1083818",
    type="ratio",
    measures="Negative screens per week of participation.",
    schedule="weekly",
    states="unknown",
    missing="missing",
    steps=(MISSING_RULE,),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    examples=("1 0 0 0.5333 1 1 0.7333 1 0.8571 0.8667 0.7368",),
)
