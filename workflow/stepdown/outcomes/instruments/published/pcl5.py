"""PCL-5: symptoms of posttraumatic stress in the last month."""

from stepdown.outcomes.instruments.facts import Cutoff, MissingRule, Points, Reliability, Spread, Statement
from stepdown.outcomes.instruments.instrument import (
    Example,
    Instrument,
    Items,
    Scale,
    SymptomRule,
    default_rule,
)

CLUSTERS = {
    "b": ("Intrusion (cluster B)", range(1, 6)),
    "c": ("Avoidance (cluster C)", range(6, 8)),
    "d": ("Cognition and mood (cluster D)", range(8, 15)),
    "e": ("Arousal and reactivity (cluster E)", range(15, 21)),
}

INSTRUMENT = Instrument(
    id="pcl5",
    label="PCL-5",
    measures="Posttraumatic stress",
    items=Items(count=20, lowest=0, highest=4),
    recall="1 month (a week version exists)",
    recall_days=28,
    scales=(
        Scale(
            id="total",
            label="Posttraumatic stress",
            items=tuple(range(1, 21)),
            lowest=0,
            highest=80,
            missing=MissingRule(4, "P"),
            cutoffs=(Cutoff("at least", 31, "probable PTSD", "V:pcl5au", upper=33),),
            healthy=Cutoff("at most", 28, "end of clinically significant change", "V:marx"),
            mcid=(
                Points(
                    9, "minimal important difference; 5 or fewer are not reliable", "V:blanchard", high=12
                ),
            ),
            reliable=(Points(15, "published in veterans", "V:marx", high=18),),
            spread=Spread(12.40, "a trauma sample with a mean of 38.8", "V:pcl-norm"),
            reliability=(
                Reliability("alpha", 0.91, "V:pcl-norm"),
                Reliability("alpha", 0.94, "V:blevins"),
                Reliability("retest", 0.82, "V:blevins"),
            ),
        ),
        *(
            Scale(
                id=cluster,
                label=label,
                items=tuple(items),
                lowest=0,
                highest=4 * len(items),
                missing=default_rule(len(items)),
            )
            for cluster, (label, items) in CLUSTERS.items()
        ),
    ),
    symptoms=SymptomRule(
        item_at_least=2,
        needs={"b": 1, "c": 1, "d": 2, "e": 2},
        meaning="provisional PTSD diagnosis",
        source="V:pcl5au",
    ),
    notes=(
        Statement("There are no empirical severity bands.", "V:pcl5au"),
        Statement(
            'The rule "5 points reliable, 10 meaningful" is inherited from an older form and too low.',
            "V:blanchard",
        ),
    ),
    examples=(
        Example("none", "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", "0 0 0 0 0"),
        Example("all the most", "4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4", "80 20 8 28 24"),
        Example("clusters apart", "1 1 1 1 1 2 2 3 3 3 3 3 3 3 4 4 4 4 4 4", "54 5 4 21 24"),
        Example("four missing", ". 1 1 1 1 . 2 . 3 3 3 3 3 3 . 4 4 4 4 4", "55 5 . 21 24"),
        Example("five missing", ". 1 1 1 1 . 2 . 3 3 3 3 3 3 . 4 4 4 4 .", ". 5 . 21 ."),
        Example("an answer of −1", "-1 1 1 1 1 2 2 3 3 3 3 3 3 3 4 4 4 4 4 4", "refused"),
    ),
)
