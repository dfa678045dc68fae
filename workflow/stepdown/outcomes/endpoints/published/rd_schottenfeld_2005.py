"""Share of negative screens."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_schottenfeld_2005",
    place=34,
    citation="Schottenfeld et al. 2005",
    doi="10.1176/appi.ajp.162.2.340",
    type="ratio",
    measures="Share of negative screens.",
    schedule="three times a week",
    states="missing",
    missing="missing",
    steps=(MISSING_RULE,),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    examples=("1 0 0 0.5333 1 1 0.7333 1 0.8571 0.8667 0.7368",),
)
