"""Share of negative screens by week 12."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut

ENDPOINT = Endpoint(
    id="Rd_strang_2019",
    place=43,
    citation="Strang et al. 2019",
    doi="10.3310/hta23030",
    type="ratio",
    measures="Share of negative screens by week 12.",
    schedule="three times a week",
    states="positive",
    missing="observed",
    steps=(Cut(1, 12), MISSING_RULE),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    examples=("1 0 0 0.6667 0.4167 0.5 0.75 0.6667 0.8333 0.8333 0.5833",),
)
