"""Share of negative screens in 8 weeks of treatment."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut

ENDPOINT = Endpoint(
    id="Rd_comer_2006",
    place=14,
    citation="Comer et al. 2006",
    doi="10.1001/archpsyc.63.2.210",
    type="ratio",
    measures="Share of negative screens in 8 weeks of treatment.",
    schedule="twice a week",
    states="positive",
    missing="observed",
    steps=(Cut(1, 8), MISSING_RULE),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    examples=("1 0 0 1 0.625 0.5 0.75 0.5 0.875 0.75 0.375",),
)
