"""Share of negative screens."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_fiellin_2006",
    place=16,
    citation="Fiellin et al. 2006",
    doi="10.1056/nejmoa055255",
    type="ratio",
    measures="Share of negative screens.",
    schedule="weekly",
    states="positive",
    missing="observed",
    steps=(MISSING_RULE,),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    examples=("1 0 0 0.5333 0.3333 0.5333 0.7333 0.6 0.8 0.8667 0.7",),
)
