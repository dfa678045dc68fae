"""2 positive screens in a row after 4 weeks of treatment."""

from stepdown.outcomes.endpoints.endpoint import AsPublished, Endpoint
from stepdown.outcomes.endpoints.rules import Run
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE, Cut

ENDPOINT = Endpoint(
    id="Rs_johnson_1992",
    place=50,
    citation="Johnson, Jaffe and Fudala 1992",
    doi="10.1001/jama.1992.03480200058024",
    type="logical",
    measures="2 positive screens in a row after 4 weeks of treatment.",
    schedule="three times a week; the Monday screen counts",
    states="positive",
    missing="positive",
    steps=(MISSING_RULE, MIXED_IS_POSITIVE, Cut(4)),
    rule=Run(2, "+"),
    higher_is_better=False,
    note="Stated as after 4 weeks; computed from week 4 on, week 4 included.",
    as_published=AsPublished(
        steps=(MISSING_RULE, MIXED_IS_POSITIVE, Cut(5)),
        rule=Run(2, "+"),
        because="after 4 weeks: from week 5 on",
    ),
    examples=("F T T T T F F T F F F",),
)
