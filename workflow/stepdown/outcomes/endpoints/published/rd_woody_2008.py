"""Share of positive screens at weeks 4, 8 and 12."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NOT_POSITIVES, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Delete, Lattice

ENDPOINT = Endpoint(
    id="Rd_woody_2008",
    place=46,
    citation="Woody et al. 2008",
    doi="10.1001/jama.2008.574",
    type="ratio",
    measures="Share of positive screens at weeks 4, 8 and 12.",
    schedule="weeks 4, 8, 12",
    states="imputed",
    missing="positive",
    steps=(Lattice("___o" * 3), Delete("_"), MISSING_RULE),
    rule=Share(NOT_POSITIVES, empty=1),
    higher_is_better=True,
    note=(
        "Turned round: the share without a positive. Stated as imputed; computed as positive, also for "
        "weeks that a short word lacks."
    ),
    examples=("1 0 0 0.6667 0.3333 0 1 0.6667 0.6667 1 0.3333",),
)
