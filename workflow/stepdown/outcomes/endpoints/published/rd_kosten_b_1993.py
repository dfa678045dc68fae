"""At least 70 % negative screens in 24 weeks."""

from stepdown.outcomes.endpoints.endpoint import AsPublished, Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, AtLeast, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut

ENDPOINT = Endpoint(
    id="Rd_kostenB_1993",
    place=21,
    citation="Kosten et al. 1993",
    doi="10.1097/00005053-199306000-00004",
    type="logical",
    measures="At least 70 % negative screens in 24 weeks.",
    schedule="weekly",
    states="missing, not imputed",
    missing="missing",
    steps=(MISSING_RULE, Cut(1, 15)),
    rule=AtLeast(Share(NEGATIVES), 0.70),
    higher_is_better=True,
    note="Computed on the first 15 screens provided: missing ones are left out first.",
    as_published=AsPublished(
        steps=(Cut(1, 24), MISSING_RULE),
        rule=AtLeast(Share(NEGATIVES), 0.70),
        because="the screens of 24 weeks: the weeks are taken before missing ones are left out",
    ),
    examples=("T F F F T T T T T T F",),
)
