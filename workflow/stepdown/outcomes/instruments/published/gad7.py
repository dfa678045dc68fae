"""GAD-7: anxiety symptoms of the last two weeks."""

from stepdown.outcomes.instruments.facts import (
    Band,
    Cutoff,
    MissingRule,
    Points,
    Reliability,
    Response,
    Spread,
)
from stepdown.outcomes.instruments.instrument import Example, Instrument, Items, Scale

INSTRUMENT = Instrument(
    id="gad7",
    label="GAD-7",
    measures="Anxiety symptoms",
    items=Items(count=7, lowest=0, highest=3),
    recall="2 weeks",
    recall_days=14,
    scales=(
        Scale(
            id="total",
            label="Anxiety symptoms",
            items=tuple(range(1, 8)),
            lowest=0,
            highest=21,
            missing=MissingRule(1, "M", "the literature allows 1 to 2; 1 keeps 80 % answered"),
            bands=(
                Band(0, "below mild", "V:gad7-form"),
                Band(5, "mild", "V:gad7-form"),
                Band(10, "moderate", "V:gad7-form"),
                Band(15, "severe", "V:gad7-form"),
            ),
            cutoffs=(
                Cutoff(
                    "at least", 10, "likely anxiety disorder, sensitivity 89 %, specificity 82 %", "V:spitzer"
                ),
            ),
            healthy=Cutoff("below", 8, "NHS Talking Therapies recovery", "V:cbtwatch"),
            response=Response(0.5, None, ""),
            remission=(
                Cutoff("below", 5, "remission", ""),
                Cutoff("below", 8, "NHS Talking Therapies recovery", "V:cbtwatch"),
            ),
            mcid=(Points(4, "minimal clinically important difference", "V:toussaint"),),
            reliable=(
                Points(4, "reliable change, the rule of NHS Talking Therapies", "V:cbtwatch"),
                Points(6, "published reliable change index of 5.59, with retest .87", "V:bischoff"),
            ),
            spread=Spread(4.5, "people with caseness at the start of NHS Talking Therapies", "V:cbtwatch"),
            reliability=(
                Reliability("alpha", 0.92, "M"),
                Reliability("retest", 0.83, "M", note="ICC"),
                Reliability("retest", 0.87, "V:bischoff"),
            ),
        ),
    ),
    examples=(
        Example("none", "0 0 0 0 0 0 0", "0"),
        Example("all the most", "3 3 3 3 3 3 3", "21"),
        Example("a mixture", "1 2 0 3 1 2 1", "10"),
        Example("one missing", "1 2 0 . 1 2 1", "8.1667"),
        Example("two missing", "1 2 0 . 1 . 1", "."),
        Example("an answer of 1.5", "1 2 0 1.5 1 2 1", "refused"),
    ),
)
