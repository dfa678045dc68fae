"""Share of negative screens in the treatment phase."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut

ENDPOINT = Endpoint(
    id="Rd_preston_2000",
    place=33,
    citation="Preston, Umbricht and Epstein 2000",
    doi="10.1001/archpsyc.57.4.395",
    type="ratio",
    measures="Share of negative screens in the treatment phase.",
    schedule="three times a week",
    states="positive",
    missing="observed",
    steps=(Cut(1, 13), MISSING_RULE),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    examples=("1 0 0 0.6154 0.3846 0.5385 0.7308 0.6154 0.7692 0.8462 0.6154",),
)
