"""Negative screens per test attended (of the group)."""

from stepdown.outcomes.endpoints.endpoint import AsPublished, Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE, WhileRetained

ENDPOINT = Endpoint(
    id="Rd_tanum_2017",
    place=44,
    citation="Tanum et al. 2017",
    doi="10.1001/jamapsychiatry.2017.3206",
    type="ratio",
    measures="Negative screens per test attended (of the group).",
    schedule="weekly",
    states="positive",
    missing="observed",
    steps=(WhileRetained(), MISSING_RULE),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    note=(
        "Stated per test attended; computed with the missing screens inside the time in study keeping their "
        "place, as Rd_mattickA_2003."
    ),
    as_published=AsPublished(
        steps=(WhileRetained(), MISSING_RULE),
        rule=Share(NEGATIVES),
        missing="missing",
        because="per test attended: missing ones are left out",
    ),
    examples=("1 0 0 0.5333 1 0.5333 0.7333 0.6 0.8 0.8667 0.7",),
)
