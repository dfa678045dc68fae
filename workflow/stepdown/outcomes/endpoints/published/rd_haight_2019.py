"""Share of negative screens from week 5 to 24."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut

ENDPOINT = Endpoint(
    id="Rd_haight_2019",
    place=18,
    citation="Haight et al. 2019",
    doi="10.1016/S0140-6736(18)32259-1",
    type="ratio",
    measures="Share of negative screens from week 5 to 24.",
    schedule="weekly",
    states="positive",
    missing="observed",
    steps=(Cut(5, 15), MISSING_RULE),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    note="Computed on weeks 5 to 15.",
    examples=("1 0 0 0.3636 0.0909 0.5455 0.7273 0.4545 0.8182 1 0.9091",),
)
