"""Mean share of negative screens."""

from stepdown.outcomes.endpoints.endpoint import AsPublished, Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut

ENDPOINT = Endpoint(
    id="Rd_lingA_1998",
    place=22,
    citation="Ling et al. 1998",
    doi="10.1046/j.1360-0443.1998.9344753.x",
    type="ratio",
    measures="Mean share of negative screens.",
    schedule="three times a week",
    states="missing, not imputed",
    missing="missing",
    steps=(MISSING_RULE, Cut(1, 15)),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    note="Computed on the first 15 screens provided: missing ones are left out first.",
    as_published=AsPublished(
        steps=(Cut(1, 15), MISSING_RULE),
        rule=Share(NEGATIVES),
        because="the weeks are taken before missing ones are left out",
    ),
    examples=("1 0 0 0.5333 1 1 0.7333 1 0.8571 0.8667 0.6667",),
)
