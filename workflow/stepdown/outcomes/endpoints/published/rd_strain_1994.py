"""Overall rate of positive screens."""

from stepdown.outcomes.endpoints.endpoint import AsPublished, Endpoint
from stepdown.outcomes.endpoints.rules import NOT_POSITIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_strain_1994",
    place=39,
    citation="Strain, Stitzer, Liebson and Bigelow 1994",
    doi="10.1176/ajp.151.7.1025",
    type="ratio",
    measures="Overall rate of positive screens.",
    schedule="three times a week",
    states="missing, not imputed",
    missing="observed",
    steps=(MISSING_RULE,),
    rule=Share(NOT_POSITIVES, empty=1),
    higher_is_better=True,
    note=(
        "Turned round: the share without a positive. Stated as not imputed; computed as not using, so a "
        "person without any screen has a perfect score."
    ),
    as_published=AsPublished(
        steps=(MISSING_RULE,),
        rule=Share(NOT_POSITIVES, empty=1),
        missing="missing",
        because="missing is left out, not counted as no use",
    ),
    examples=("1 0 1 0.5333 1 1 0.7333 1 0.8667 0.8667 0.75",),
)
