"""Share of weeks with a negative screen for people who completed at least 8 weeks."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_jaffe_1972",
    place=19,
    citation="Jaffe et al. 1972",
    doi="10.1001/jama.1972.03210040013004",
    type="ratio",
    measures="Share of weeks with a negative screen for people who completed at least 8 weeks.",
    schedule="three times a week",
    states="imputed",
    missing="most_frequent",
    steps=(MISSING_RULE,),
    rule=Share(NEGATIVES),
    retained=8,
    higher_is_better=True,
    examples=("1 0 0 0.5333 0 1 0.7333 1 0.8667 0.8667 0.75",),
)
