"""Number of positive screens."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NOT_POSITIVES, Sum
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_zaks_1972",
    place=47,
    citation="Zaks, Fink and Freedman 1972",
    doi="10.1001/jama.1972.03200060039005",
    type="score",
    measures="Number of positive screens.",
    schedule="twice a week",
    states="not defined",
    missing="missing",
    steps=(MISSING_RULE,),
    rule=Sum(NOT_POSITIVES),
    higher_is_better=True,
    note=(
        "Turned round: the screens provided that are not positive, in steps of 0.5 (a mixed week counts "
        "half)."
    ),
    examples=("15 0 0 8 5 8 11 9 12 13 14",),
)
