"""Index of illicit use, 0 to 120, harsher on missing screens."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Points, UseIndex
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut

ENDPOINT = Endpoint(
    id="Rd_lingB_1976",
    place=26,
    citation="Ling, Charuvastra, Kaim and Klett 1976",
    doi="10.1001/archpsyc.1976.01770060043007",
    type="score",
    measures="Index of illicit use, 0 to 120, harsher on missing screens.",
    schedule="weekly",
    states="not in the publication",
    missing="observed",
    steps=(Cut(1, 15), MISSING_RULE),
    rule=UseIndex(
        Points(positive=0.8, mixed=0.4, missing=1.0),
        penalties=tuple(1 + 4 * week / 14 for week in range(15)),
    ),
    retained=4,
    higher_is_better=True,
    note=(
        "A variant that the published library adds: missing is 1.25 of a positive and does not weigh more "
        "with time."
    ),
    examples=("120 0.663 0 43.0939 86.8508 96.7956 88.1768 100.1105 100.0158 113.9384 96.8903",),
)
