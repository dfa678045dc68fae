"""Share of negative screens while the person was in the study."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE, WhileRetained

ENDPOINT = Endpoint(
    id="Rd_mattickA_2003",
    place=28,
    citation="Mattick et al. 2003",
    doi="10.1046/j.1360-0443.2003.00335.x",
    type="ratio",
    measures="Share of negative screens while the person was in the study.",
    schedule="biweekly",
    states="missing, not imputed",
    missing="observed",
    steps=(WhileRetained(), MISSING_RULE),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    note=(
        "Missing screens inside the time in study keep their place; those after the last contact do not "
        "count."
    ),
    examples=("1 0 0 0.5333 1 0.5333 0.7333 0.6 0.8 0.8667 0.7",),
)
