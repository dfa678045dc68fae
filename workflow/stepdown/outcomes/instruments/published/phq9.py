"""PHQ-9: depressive symptoms of the last two weeks."""

from stepdown.outcomes.instruments.facts import (
    Band,
    Cutoff,
    MissingRule,
    Points,
    Reliability,
    Response,
    Spread,
    Statement,
)
from stepdown.outcomes.instruments.instrument import Example, Instrument, Items, Scale

INSTRUMENT = Instrument(
    id="phq9",
    label="PHQ-9",
    measures="Depressive symptoms",
    items=Items(count=9, lowest=0, highest=3),
    recall="2 weeks",
    recall_days=14,
    sensitive_items=(9,),
    scales=(
        Scale(
            id="total",
            label="Depressive symptoms",
            items=tuple(range(1, 10)),
            lowest=0,
            highest=27,
            missing=MissingRule(2, "M"),
            bands=(
                Band(0, "below mild", "V:kroenke"),
                Band(5, "mild", "V:kroenke"),
                Band(10, "moderate", "V:kroenke"),
                Band(15, "moderately severe", "V:kroenke"),
                Band(20, "severe", "V:kroenke"),
            ),
            cutoffs=(
                Cutoff("at least", 10, "likely depression, sensitivity 88 %, specificity 88 %", "V:kroenke"),
            ),
            healthy=Cutoff("below", 10, "NHS Talking Therapies recovery", "V:cbtwatch"),
            response=Response(0.5, 10, ""),
            remission=(
                Cutoff("below", 5, "remission", ""),
                Cutoff("below", 10, "NHS Talking Therapies recovery", "V:cbtwatch"),
            ),
            mcid=(Points(5, "minimal clinically important difference", "M; V:scite"),),
            reliable=(
                Points(6, "reliable change in practice, the rule of NHS Talking Therapies", "V:cbtwatch"),
            ),
            spread=Spread(5.5, "people with caseness at the start of NHS Talking Therapies", "V:cbtwatch"),
            reliability=(Reliability("alpha", 0.89, "V:kroenke"), Reliability("retest", 0.84, "M")),
        ),
    ),
    notes=(
        Statement(
            "Item 9 above 0 is a safety flag; at person level neither item nor flag leaves the restricted zone.",
            "P",
        ),
    ),
    examples=(
        Example("none", "0 0 0 0 0 0 0 0 0", "0"),
        Example("all the most", "3 3 3 3 3 3 3 3 3", "27"),
        Example("a mixture", "1 2 0 3 1 0 2 1 0", "10"),
        Example("two missing", "1 2 . 3 1 0 2 . 0", "11.5714"),
        Example("three missing", "1 2 . 3 . 0 2 . 0", "."),
        Example("nothing answered", ". . . . . . . . .", "."),
        Example("an answer of 4", "1 2 0 4 1 0 2 1 0", "refused"),
    ),
)
