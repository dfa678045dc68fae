"""Share of negative screens in weeks 1 to 16."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut

ENDPOINT = Endpoint(
    id="Rd_ling_2010",
    place=24,
    citation="Ling et al. 2010",
    doi="10.1001/jama.2010.1427",
    type="ratio",
    measures="Share of negative screens in weeks 1 to 16.",
    schedule="three times a week",
    states="positive",
    missing="observed",
    steps=(Cut(1, 15), MISSING_RULE),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    note="Computed on weeks 1 to 15.",
    examples=("1 0 0 0.5333 0.3333 0.5333 0.7333 0.6 0.8 0.8667 0.6667",),
)
