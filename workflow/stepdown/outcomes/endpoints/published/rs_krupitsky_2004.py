"""3 positive screens in a row."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Run
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE

ENDPOINT = Endpoint(
    id="Rs_krupitsky_2004",
    place=51,
    citation="Krupitsky et al. 2004",
    doi="10.1016/j.jsat.2004.02.002",
    type="logical",
    measures="3 positive screens in a row.",
    schedule="biweekly",
    states="positive",
    missing="positive",
    steps=(MISSING_RULE, MIXED_IS_POSITIVE),
    rule=Run(3, "+"),
    higher_is_better=False,
    note=(
        "Also Krupitsky et al. 2006 (10.1016/j.jsat.2006.05.005). Neither publication states a missing "
        "rule; positive is inferred."
    ),
    examples=("F T T T T F F T F F T",),
)
