"""Share of positive screens."""

from stepdown.outcomes.endpoints.endpoint import AsPublished, Endpoint
from stepdown.outcomes.endpoints.rules import NOT_POSITIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_strain_1999",
    place=41,
    citation="Strain, Bigelow, Liebson and Stitzer 1999",
    doi="10.1001/jama.281.11.1000",
    type="ratio",
    measures="Share of positive screens.",
    schedule="twice a week",
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
