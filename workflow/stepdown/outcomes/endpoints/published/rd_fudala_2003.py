"""Share of negative screens."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_fudala_2003",
    place=17,
    citation="Fudala et al. 2003",
    doi="10.1056/nejmoa022164",
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
