"""Responder: little evidence of use in weeks 9 to 11, at week 12 and in weeks 13 to 24."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import All, AtLeast, Count, Points, Share, Within
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE, CarryForward, Lattice

ENDPOINT = Endpoint(
    id="Ab_lofwall_2018",
    place=7,
    citation="Lofwall et al. 2018",
    doi="10.1001/jamainternmed.2018.1052",
    type="logical",
    measures="Responder: little evidence of use in weeks 9 to 11, at week 12 and in weeks 13 to 24.",
    schedule="weeks 1 to 12, 16, 20 and 24, and 3 at random in weeks 12 to 24",
    states="positive",
    missing="positive",
    steps=(MISSING_RULE, MIXED_IS_POSITIVE, Lattice("ooooooo_o_o_o_o"), CarryForward("_")),
    rule=All(
        (
            Within(5, 7, AtLeast(Share(Points(negative=1)), 2 / 3)),
            Within(8, 8, AtLeast(Count("-"), 1)),
            Within(9, 15, AtLeast(Share(Points(negative=1)), 5 / 6)),
        )
    ),
    higher_is_better=True,
    note=(
        "Computed on a lattice of 15 weeks. Week 8 has no visit: it is week 7 carried forward. Weeks that a "
        "short word lacks stay missing."
    ),
    examples=("T F F F F T F F F T T",),
)
