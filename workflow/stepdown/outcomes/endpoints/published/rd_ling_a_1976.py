"""Index of illicit use, 0 to 120."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Points, UseIndex
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut

ENDPOINT = Endpoint(
    id="Rd_lingA_1976",
    place=25,
    citation="Ling, Charuvastra, Kaim and Klett 1976",
    doi="10.1001/archpsyc.1976.01770060043007",
    type="score",
    measures="Index of illicit use, 0 to 120.",
    schedule="weekly",
    states="positive",
    missing="observed",
    steps=(Cut(1, 15), MISSING_RULE),
    rule=UseIndex(
        Points(positive=1, mixed=0.5, missing=0.22),
        penalties=(1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5),
    ),
    retained=4,
    higher_is_better=True,
    note="Stated as positive; computed as 0.22 of a positive. Turned round, so that higher is better.",
    examples=("120 0 0 40 114.1333 115.8933 88 116.48 100.7467 114.6667 98.6667",),
)
