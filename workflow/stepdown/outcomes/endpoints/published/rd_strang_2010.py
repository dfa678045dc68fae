"""At least half of the screens negative in weeks 14 to 26."""

from stepdown.outcomes.endpoints.endpoint import AsPublished, Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, AtLeast, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut, Lattice

ENDPOINT = Endpoint(
    id="Rd_strang_2010",
    place=42,
    citation="Strang et al. 2010",
    doi="10.1016/S0140-6736(10)60349-2",
    type="logical",
    measures="At least half of the screens negative in weeks 14 to 26.",
    schedule="weekly",
    states="positive",
    missing="observed",
    steps=(Cut(-12), MISSING_RULE),
    rule=AtLeast(Share(NEGATIVES), 0.5),
    higher_is_better=True,
    note="Computed on the last 12 positions of the person's own word.",
    as_published=AsPublished(
        steps=(Lattice("o" * 26), Cut(14, 26), MISSING_RULE),
        rule=AtLeast(Share(NEGATIVES), 0.5),
        missing="positive",
        because="weeks 14 to 26 of the protocol, missing counting as positive",
    ),
    examples=("T F F F F T T T T T T",),
)
