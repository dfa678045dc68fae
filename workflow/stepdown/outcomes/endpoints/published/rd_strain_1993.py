"""Rate of positive screens to the end of stable dosing."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NOT_POSITIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut

ENDPOINT = Endpoint(
    id="Rd_strain_1993",
    place=38,
    citation="Strain, Stitzer, Liebson and Bigelow 1993",
    doi="10.7326/0003-4819-119-1-199307010-00004",
    type="ratio",
    measures="Rate of positive screens to the end of stable dosing.",
    schedule="three times a week",
    states="not defined",
    missing="observed",
    steps=(Cut(6, 15), MISSING_RULE),
    rule=Share(NOT_POSITIVES, empty=1),
    higher_is_better=True,
    note=(
        "Turned round: the share without a positive, weeks 6 to 15. Missing is computed as not using, so a "
        "person without any screen has a perfect score."
    ),
    examples=("1 0 1 0.3 1 1 0.75 1 0.9 1 0.9",),
)
