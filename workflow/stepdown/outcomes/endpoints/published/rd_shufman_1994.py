"""Share of positive screens."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NOT_POSITIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_shufman_1994",
    place=36,
    citation="Shufman et al. 1994",
    doi="10.1016/0006-3223(94)91240-8",
    type="ratio",
    measures="Share of positive screens.",
    schedule="weekly",
    states="missing",
    missing="observed",
    steps=(MISSING_RULE,),
    rule=Share(NOT_POSITIVES, empty=1),
    higher_is_better=True,
    note=(
        "Turned round: the share without a positive. Stated as missing; computed as not using, so a person "
        "without any screen has a perfect score."
    ),
    examples=("1 0 1 0.5333 1 1 0.7333 1 0.8667 0.8667 0.75",),
)
