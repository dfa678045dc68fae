"""ASI-5 composites: seven domains of the last 30 days, as given."""

from stepdown.outcomes.instruments.facts import Statement
from stepdown.outcomes.instruments.instrument import Example, Instrument, Scale

DOMAINS = {
    "medical": "Medical",
    "employment": "Employment",
    "alcohol": "Alcohol",
    "drug": "Drug",
    "legal": "Legal",
    "family": "Family and social",
    "psychiatric": "Psychiatric",
}

INSTRUMENT = Instrument(
    id="asi",
    label="ASI-5 composites",
    measures="Addiction severity in seven domains",
    items=None,
    recall="30 days",
    recall_days=30,
    scales=tuple(Scale(id=id, label=label, lowest=0, highest=1) for id, label in DOMAINS.items()),
    notes=(
        Statement(
            "Composite = mean over its k items of item / item maximum, Σ x / (max × k), only where every item is "
            "answered; some items are reversed, the income items of employment are logged first. The item lists "
            "must be taken from the manual; `composite` then computes it.",
            "V:asi-man",
        ),
        Statement("There is no clinical cut-off; employment is weakly sensitive to change.", "M"),
        Statement("The Recent Status Scores of the ASI-6 are not comparable with composites.", "V:asi6"),
        Statement(
            "The psychiatric composite is insensitive: d′ 0.16, where the BSI-GSI has 0.59 over 12 weeks.",
            "V:asi-psych",
        ),
        Statement("Self-report (ASI-SR): the ICC was good in 6 of 7 domains.", "V:asisr"),
    ),
    examples=(
        Example("in range", "0.1 0.75 0 0.22 0.05 0.3 0.4", "0.1 0.75 0 0.22 0.05 0.3 0.4"),
        Example("one not computed", "0.1 . 0 0.22 0.05 0.3 0.4", "0.1 . 0 0.22 0.05 0.3 0.4"),
        Example("above 1", "0.1 1.75 0 0.22 0.05 0.3 0.4", "refused"),
    ),
)
