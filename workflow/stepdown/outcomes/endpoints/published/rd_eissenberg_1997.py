"""Retained for at least 17 weeks, with 4 negative screens in a row."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Run
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut

ENDPOINT = Endpoint(
    id="Rd_eissenberg_1997",
    place=15,
    citation="Eissenberg et al. 1997",
    doi="10.1001/jama.1997.03540480045037",
    type="logical",
    measures="Retained for at least 17 weeks, with 4 negative screens in a row.",
    schedule="three times a week",
    states="imputed",
    missing="neighbours",
    steps=(MISSING_RULE, Cut(1, 15)),
    rule=Run(4, "-"),
    retained=15,
    higher_is_better=True,
    note="Computed on 15 weeks: contact in week 15 or later.",
    examples=("T F F T F T F T T T T",),
)
