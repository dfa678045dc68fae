"""SF-12: physical and mental component scores, as given."""

from stepdown.outcomes.instruments.facts import Cutoff, Points, Reliability, Statement
from stepdown.outcomes.instruments.families import component
from stepdown.outcomes.instruments.instrument import Example, Instrument

MCID = (Points(3, "minimal clinically important difference", "M", high=5),)

INSTRUMENT = Instrument(
    id="sf12",
    label="SF-12 component scores",
    measures="Physical and mental health",
    items=None,
    recall="4 weeks (acute form: 1 week)",
    recall_days=28,
    scales=(
        component("pcs", mcid=MCID, reliability=(Reliability("retest", 0.89, "V:ware"),)),
        component(
            "mcs",
            mcid=MCID,
            cutoffs=(Cutoff("at most", 42, "suggests depression", "V:sf12-sec"),),
            reliability=(Reliability("retest", 0.76, "V:ware"),),
        ),
    ),
    notes=(
        Statement("It asks about the last 4 weeks.", "V:ipums"),
        Statement("The weights are licensed: component scores are taken as given, never computed here.", "P"),
        Statement("Version 1 needs all 12 items. Report the VR-12 or the RAND-12 instead.", "P"),
        Statement(
            "Orthogonal weights make the mental score rise when physical items worsen; the critique advises "
            "abandoning the standard scoring.",
            "V:sf12crit",
        ),
    ),
    examples=(
        Example("in range", "48.04 52.11", "48.04 52.11"),
        Example("one not computed", "48.04 .", "48.04 ."),
        Example("a score of 152", "48.04 152.11", "refused"),
    ),
)
