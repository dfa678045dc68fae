"""CES-D: depressive symptoms of the last week."""

from stepdown.outcomes.instruments.facts import Cutoff, MissingRule, Points, Reliability, Spread, Statement
from stepdown.outcomes.instruments.instrument import Example, Instrument, Items, Scale

INSTRUMENT = Instrument(
    id="cesd",
    label="CES-D",
    measures="Depressive symptoms",
    items=Items(count=20, lowest=0, highest=3, reverse=(4, 8, 12, 16)),
    recall="1 week",
    recall_days=7,
    scales=(
        Scale(
            id="total",
            label="Depressive symptoms",
            items=tuple(range(1, 21)),
            lowest=0,
            highest=60,
            missing=MissingRule(4, "M"),
            cutoffs=(
                Cutoff("at least", 16, "at risk of depression", "V:cesd-review"),
                Cutoff("at least", 20, "stricter", "M", upper=27),
            ),
            healthy=Cutoff("below", 16, "not at risk of depression", "V:cesd-review"),
            mcid=(Points(8, "minimal clinically important difference, about", "M", high=10),),
            spread=Spread(10.6, "about", "M"),
            reliability=(
                Reliability(
                    "alpha", 0.85, "V:radloff", high=0.90, note="general population .85, patients .90"
                ),
                Reliability(
                    "retest", 0.51, "V:radloff", high=0.67, note="2 weeks .51, 4 weeks .67, 6 and 8 weeks .59"
                ),
            ),
        ),
    ),
    notes=(Statement("The CESD-R is another form: 0 to 80 raw, commonly squeezed to 0 to 60.", "V:cesdr"),),
    examples=(
        Example("all answers 0", "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", "12"),
        Example("all answers 3", "3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3", "48"),
        Example("the least", "0 0 0 3 0 0 0 3 0 0 0 3 0 0 0 3 0 0 0 0", "0"),
        Example("the most", "3 3 3 0 3 3 3 0 3 3 3 0 3 3 3 0 3 3 3 3", "60"),
        Example("four missing", ". . . . 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "23.75"),
        Example("five missing", ". . . . . 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "."),
        Example("an answer of 4", "4 0 0 3 0 0 0 3 0 0 0 3 0 0 0 3 0 0 0 0", "refused"),
    ),
)
