"""Four weeks (12 to 15) without a positive screen and with at most one missing."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import All, AtLeast, Count
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE, Cut

ENDPOINT = Endpoint(
    id="Ab_ctnNinetyFour_2023",
    place=1,
    citation="CTN-0094 study team 2023",
    doi=None,
    type="logical",
    measures="Four weeks (12 to 15) without a positive screen and with at most one missing.",
    schedule="weekly",
    states="at most one missing",
    missing="observed",
    steps=(Cut(12, 15), MISSING_RULE, MIXED_IS_POSITIVE),
    rule=All((AtLeast(Count("-"), 3), AtLeast(Count("-o"), 4))),
    higher_is_better=True,
    note="Described as the last four weeks; computed on weeks 12 to 15, whatever the length of the word.",
    examples=("T F F F F F F F F T T",),
)
