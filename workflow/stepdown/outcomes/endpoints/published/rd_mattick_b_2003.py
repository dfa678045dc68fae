"""Share of negative screens over the full 13 weeks."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut

ENDPOINT = Endpoint(
    id="Rd_mattickB_2003",
    place=29,
    citation="Mattick et al. 2003",
    doi="10.1046/j.1360-0443.2003.00335.x",
    type="ratio",
    measures="Share of negative screens over the full 13 weeks.",
    schedule="biweekly",
    states="missing, not imputed",
    missing="observed",
    steps=(Cut(1, 13), MISSING_RULE),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    examples=("1 0 0 0.6154 0.3846 0.5385 0.7308 0.6154 0.7692 0.8462 0.6154",),
)
