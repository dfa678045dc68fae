"""DAST-10: problems from drugs other than alcohol in the last 12 months."""

from stepdown.outcomes.instruments.facts import Band, Cutoff, Reliability, Spread, Statement
from stepdown.outcomes.instruments.instrument import Example, Instrument, Items, Scale, default_rule

INSTRUMENT = Instrument(
    id="dast10",
    label="DAST-10",
    measures="Problems from drugs, alcohol excluded",
    items=Items(count=10, lowest=0, highest=1, reverse=(3,)),
    recall="12 months",
    recall_days=365,
    scales=(
        Scale(
            id="total",
            label="Problems from drugs",
            items=tuple(range(1, 11)),
            lowest=0,
            highest=10,
            missing=default_rule(10),
            bands=(
                Band(0, "none", "V:dast-guide"),
                Band(1, "low", "V:dast-guide"),
                Band(3, "moderate", "V:dast-guide"),
                Band(6, "substantial", "V:dast-guide"),
                Band(9, "severe", "V:dast-guide"),
            ),
            cutoffs=(Cutoff("at least", 3, "a positive screen", "V:carey"),),
            spread=Spread(3, "about", "M"),
            reliability=(
                Reliability("alpha", 0.86, "M", high=0.94),
                Reliability("retest", 0.71, "M"),
            ),
        ),
    ),
    notes=(Statement("It asks about 12 months: baseline severity only.", "P"),),
    examples=(
        Example("all answers no", "0 0 0 0 0 0 0 0 0 0", "1"),
        Example("no problem", "0 0 1 0 0 0 0 0 0 0", "0"),
        Example("the most", "1 1 0 1 1 1 1 1 1 1", "10"),
        Example("all answers yes", "1 1 1 1 1 1 1 1 1 1", "9"),
        Example("two missing", "1 1 . 1 . 0 0 0 0 1", "5"),
        Example("three missing", "1 1 . 1 . . 0 0 0 1", "."),
        Example("an answer of 2", "2 1 0 1 1 1 1 1 1 1", "refused"),
    ),
)
