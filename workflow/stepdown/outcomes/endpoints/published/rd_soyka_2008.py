"""Monthly rates of positive screens."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NOT_POSITIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_soyka_2008",
    place=37,
    citation="Soyka, Zingg, Koller and Kuefner 2008",
    doi="10.1017/S146114570700836X",
    type="ratio",
    measures="Monthly rates of positive screens.",
    schedule="weekly",
    states="missing, not imputed",
    missing="missing",
    steps=(MISSING_RULE,),
    rule=Share(NOT_POSITIVES, empty=1),
    higher_is_better=True,
    note=(
        "Turned round: the share without a positive. A word without screens has no positive either, so a "
        "person without any screen has a perfect score."
    ),
    examples=("1 0 1 0.5333 1 1 0.7333 1 0.8571 0.8667 0.7368",),
)
