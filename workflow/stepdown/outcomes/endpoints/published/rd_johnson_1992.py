"""Average share of negative screens."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_johnson_1992",
    place=20,
    citation="Johnson et al. 1992",
    doi="10.1001/jama.1992.03480200058024",
    type="ratio",
    measures="Average share of negative screens.",
    schedule="three times a week",
    states="positive",
    missing="observed",
    steps=(MISSING_RULE,),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    examples=("1 0 0 0.5333 0.3333 0.5333 0.7333 0.6 0.8 0.8667 0.7",),
)
