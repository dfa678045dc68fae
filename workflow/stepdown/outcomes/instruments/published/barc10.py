"""BARC-10: recovery capital."""

from stepdown.outcomes.instruments.facts import Cutoff, MissingRule, Reliability, Spread, Statement
from stepdown.outcomes.instruments.instrument import Example, Instrument, Items, Scale

INSTRUMENT = Instrument(
    id="barc10",
    label="BARC-10",
    measures="Recovery capital",
    items=Items(count=10, lowest=1, highest=6),
    recall="now",
    recall_days=0,
    scales=(
        Scale(
            id="total",
            label="Recovery capital",
            items=tuple(range(1, 11)),
            lowest=10,
            highest=60,
            higher_is_better=True,
            missing=MissingRule(2, "P"),
            cutoffs=(Cutoff("at least", 47, "predicts sustained remission beyond 12 months", "V:barc"),),
            healthy=Cutoff("at least", 47, "predicts sustained remission beyond 12 months", "V:barc"),
            spread=Spread(10, "shown as an example: use one's own baseline SD", "P"),
            reliability=(Reliability("alpha", 0.90, "V:barc"),),
        ),
    ),
    notes=(
        Statement("There is no published MCID; half a standard deviation serves.", "P"),
        Statement("The form asks how things are now; no recall period is given.", "M"),
    ),
    examples=(
        Example("the least", "1 1 1 1 1 1 1 1 1 1", "10"),
        Example("the most", "6 6 6 6 6 6 6 6 6 6", "60"),
        Example("a mixture", "5 4 6 5 4 5 5 4 5 4", "47"),
        Example("two missing", "5 4 . 5 4 5 5 . 5 4", "46.25"),
        Example("three missing", "5 4 . 5 4 5 5 . . 4", "."),
        Example("an answer of 0", "0 4 6 5 4 5 5 4 5 4", "refused"),
    ),
)
