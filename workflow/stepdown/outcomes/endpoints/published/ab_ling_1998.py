"""13 negative screens in a row at three a week, about a month."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Run
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Ab_ling_1998",
    place=6,
    citation="Ling et al. 1998",
    doi="10.1046/j.1360-0443.1998.9344753.x",
    type="logical",
    measures="13 negative screens in a row at three a week, about a month.",
    schedule="three times a week",
    states="missing, not imputed",
    missing="observed",
    steps=(MISSING_RULE,),
    rule=Run(4, "-"),
    higher_is_better=True,
    note="13 screens at three a week are taken as 4 weeks.",
    examples=("T F F T T F F T T T T",),
)
