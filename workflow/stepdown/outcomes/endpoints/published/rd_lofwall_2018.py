"""Mean share of negative screens in weeks 1 to 24."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE, CarryForward, Lattice

ENDPOINT = Endpoint(
    id="Rd_lofwall_2018",
    place=27,
    citation="Lofwall et al. 2018",
    doi="10.1001/jamainternmed.2018.1052",
    type="ratio",
    measures="Mean share of negative screens in weeks 1 to 24.",
    schedule="weeks 1 to 12, 16, 20 and 24, and 3 at random in weeks 12 to 24",
    states="positive",
    missing="positive",
    steps=(MISSING_RULE, Lattice("ooooooo_o_o_o_o"), CarryForward("_")),
    rule=Share(NEGATIVES),
    higher_is_better=True,
    note=(
        "Computed on a lattice of 15 weeks; weeks without a visit take the last result, and weeks that a "
        "short word lacks stay missing."
    ),
    examples=("1 0 0 0.5333 0.3333 0.8 0.6 0.6 0.6667 0.8667 0.7333",),
)
