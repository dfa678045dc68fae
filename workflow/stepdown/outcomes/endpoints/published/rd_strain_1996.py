"""Overall share of positive screens, and in blocks of 2 weeks."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NOT_POSITIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_strain_1996",
    place=40,
    citation="Strain, Stitzer, Liebson and Bigelow 1996",
    doi="10.1097/00004714-199602000-00010",
    type="ratio",
    measures="Overall share of positive screens, and in blocks of 2 weeks.",
    schedule="three times a week",
    states="missing, not imputed",
    missing="missing",
    steps=(MISSING_RULE,),
    rule=Share(NOT_POSITIVES, empty=1),
    higher_is_better=True,
    note=(
        "Turned round: the share without a positive. Said to be as in 1994, which it is not: missing is "
        "left out. A word without screens has no positive either, so a person without any screen has a "
        "perfect score."
    ),
    examples=("1 0 1 0.5333 1 1 0.7333 1 0.8571 0.8667 0.7368",),
)
