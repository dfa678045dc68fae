"""AUDIT: hazardous drinking in the last 12 months."""

from stepdown.outcomes.instruments.facts import Band, Cutoff, Reliability, Spread, Statement
from stepdown.outcomes.instruments.instrument import Example, Instrument, Items, Scale, default_rule

INSTRUMENT = Instrument(
    id="audit",
    label="AUDIT",
    measures="Hazardous drinking",
    items=Items(count=10, lowest=0, highest=4, allowed={9: (0, 2, 4), 10: (0, 2, 4)}),
    recall="12 months",
    recall_days=365,
    scales=(
        Scale(
            id="total",
            label="Hazardous drinking",
            items=tuple(range(1, 11)),
            lowest=0,
            highest=40,
            missing=default_rule(10),
            bands=(
                Band(0, "zone I", "V:babor"),
                Band(8, "zone II", "V:babor"),
                Band(16, "zone III", "V:babor"),
                Band(20, "zone IV", "V:babor"),
            ),
            cutoffs=(
                Cutoff("at least", 8, "hazardous drinking", "V:babor; V:carey03"),
                Cutoff("at least", 13, "likely dependence, women", "V:solstice"),
                Cutoff("at least", 15, "likely dependence, men", "V:solstice"),
            ),
            spread=Spread(8, "about", "M"),
            reliability=(
                Reliability("alpha", 0.83, "M", note="about"),
                Reliability("retest", 0.56, "V:sahker", note="ICC of two visits in practice"),
            ),
        ),
    ),
    notes=(
        Statement("Items 1 to 8 are answered 0 to 4, items 9 and 10 are answered 0, 2 or 4.", "V:solstice"),
        Statement("It asks about 12 months: baseline severity, not a 90-day outcome.", "P"),
    ),
    examples=(
        Example("none", "0 0 0 0 0 0 0 0 0 0", "0"),
        Example("all the most", "4 4 4 4 4 4 4 4 4 4", "40"),
        Example("a mixture", "3 2 3 1 1 0 2 1 2 4", "19"),
        Example("two missing", "3 2 3 . 1 0 2 . 2 4", "21.25"),
        Example("three missing", "3 2 3 . 1 . 2 . 2 4", "."),
        Example("item 9 answered 1", "3 2 3 1 1 0 2 1 1 4", "refused"),
    ),
)
