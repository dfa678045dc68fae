"""Negative screen at the 120-day visit."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import AtLeast, Count
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut

ENDPOINT = Endpoint(
    id="Ab_schwartz_2006",
    place=35,
    citation="Schwartz et al. 2006",
    doi="10.1001/archpsyc.63.1.102",
    type="logical",
    measures="Negative screen at the 120-day visit.",
    schedule="baseline and 120 days",
    states="missing, not imputed",
    missing="observed",
    steps=(Cut(15, 15), MISSING_RULE),
    rule=AtLeast(Count("-"), 1),
    higher_is_better=True,
    note=(
        "Stated as the number of positive screens, not imputed; computed as whether week 15 is negative, "
        "missing counting as not negative."
    ),
    examples=("T F F F F T F T T T T",),
)
