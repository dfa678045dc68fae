"""Treatment effectiveness score: the number of negative screens."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Sum
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut

ENDPOINT = Endpoint(
    id="Rd_lingC_1998",
    place=23,
    citation="Ling et al. 1998",
    doi="10.1046/j.1360-0443.1998.9344753.x",
    type="score",
    measures="Treatment effectiveness score: the number of negative screens.",
    schedule="three times a week",
    states="missing, not imputed",
    missing="observed",
    steps=(Cut(1, 15), MISSING_RULE),
    rule=Sum(NEGATIVES),
    higher_is_better=True,
    note="In steps of 0.5: a mixed week counts half.",
    examples=("15 0 0 8 5 8 11 9 12 13 10",),
)
