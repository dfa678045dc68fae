"""Negative in the last week, and in at least 2 of the 3 weeks before."""

from stepdown.outcomes.endpoints.endpoint import AsPublished, Endpoint
from stepdown.outcomes.endpoints.rules import All, AtLeast, AtMost, Count, Within
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE, Lattice

ENDPOINT = Endpoint(
    id="Ab_ctnThirty_2011",
    place=13,
    citation="Weiss et al. 2011 CTN-0030",
    doi="10.1001/archgenpsychiatry.2011.121",
    type="logical",
    measures="Negative in the last week, and in at least 2 of the 3 weeks before.",
    schedule="weekly",
    states="positive",
    missing="positive",
    steps=(MISSING_RULE, MIXED_IS_POSITIVE),
    rule=All(
        (
            Within(-1, -1, AtLeast(Count("-"), 1)),
            Within(-4, -2, AtMost(Count("+"), 1)),
        )
    ),
    higher_is_better=True,
    note=(
        "Stated for the third month of treatment; computed on the last four positions of the person's own "
        "word."
    ),
    as_published=AsPublished(
        steps=(Lattice("o" * 12), MISSING_RULE, MIXED_IS_POSITIVE),
        rule=All((Within(-1, -1, AtLeast(Count("-"), 1)), Within(-4, -2, AtMost(Count("+"), 1)))),
        because="weeks 9 to 12 of the protocol",
    ),
    examples=("T F F F F F F F T T T",),
)
