"""At least 3 weeks in a row with a negative screen."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Run
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Ab_kosten_1993",
    place=3,
    citation="Kosten et al. 1993",
    doi="10.1097/00005053-199306000-00004",
    type="logical",
    measures="At least 3 weeks in a row with a negative screen.",
    schedule="weekly",
    states="missing, not imputed",
    missing="observed",
    steps=(MISSING_RULE,),
    rule=Run(3, "-"),
    higher_is_better=True,
    examples=("T F F T T F F T T T T",),
)
