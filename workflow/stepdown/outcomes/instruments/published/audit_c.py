"""AUDIT-C: the three items of the AUDIT on how often and how much one drinks."""

from stepdown.outcomes.instruments.facts import Cutoff, Reliability, Statement
from stepdown.outcomes.instruments.instrument import Example, Instrument, Items, Scale, default_rule

INSTRUMENT = Instrument(
    id="audit_c",
    label="AUDIT-C",
    measures="Hazardous drinking",
    items=Items(count=3, lowest=0, highest=4),
    recall="12 months, as in the AUDIT, unless the form names a shorter period",
    recall_days=365,
    scales=(
        Scale(
            id="total",
            label="Hazardous drinking",
            items=(1, 2, 3),
            lowest=0,
            highest=12,
            missing=default_rule(3),
            cutoffs=(
                Cutoff("at least", 4, "hazardous drinking, men", "V:auditc-us"),
                Cutoff("at least", 3, "hazardous drinking, women", "V:auditc-us"),
                Cutoff("above", 4, "hazardous drinking, men, at some sites (also 5 and up)", "V:fpn"),
                Cutoff("above", 2, "hazardous drinking, women, at some sites", "V:fpn"),
            ),
            reliability=(Reliability("alpha", 0.7, "M", high=0.8),),
        ),
    ),
    notes=(
        Statement("Severity rises exponentially with the score.", "V:rubinsky"),
        Statement("There is no MCID.", ""),
        Statement("The recall period is taken from the AUDIT.", "M"),
    ),
    examples=(
        Example("none", "0 0 0", "0"),
        Example("all the most", "4 4 4", "12"),
        Example("a mixture", "3 1 2", "6"),
        Example("one missing", "3 . 2", "."),
        Example("an answer of 5", "5 1 2", "refused"),
    ),
)
