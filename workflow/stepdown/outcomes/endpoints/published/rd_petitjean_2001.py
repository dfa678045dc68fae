"""Weekly share of positive screens (intent to treat)."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_petitjean_2001",
    place=32,
    citation="Petitjean et al. 2001",
    doi="10.1016/S0376-8716(00)00163-0",
    type="ratio",
    measures="Weekly share of positive screens (intent to treat).",
    schedule="weekly",
    states="positive",
    missing="positive",
    steps=(MISSING_RULE,),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    note="Turned round: the share of negative screens.",
    examples=("1 0 0 0.5333 0.3333 0.5333 0.7333 0.6 0.8 0.8667 0.7",),
)
