"""VR-12: physical and mental component scores, as given."""

from stepdown.outcomes.instruments.facts import Statement
from stepdown.outcomes.instruments.families import component
from stepdown.outcomes.instruments.instrument import Example, Instrument

INSTRUMENT = Instrument(
    id="vr12",
    label="VR-12 component scores",
    measures="Physical and mental health",
    items=None,
    recall="4 weeks",
    recall_days=28,
    scales=(component("pcs"), component("mcs")),
    notes=(
        Statement("Recall period and norm are taken from the SF-12.", "M"),
        Statement("Component scores are taken as given: no weights are part of this project.", "P"),
        Statement("No reliability is stored for this form: give one's own.", "P"),
    ),
    examples=(
        Example("in range", "48.04 52.11", "48.04 52.11"),
        Example("one not computed", "48.04 .", "48.04 ."),
        Example("a score of 152", "48.04 152.11", "refused"),
    ),
)
