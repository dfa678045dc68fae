"""WHOQOL-BREF: quality of life of the last two weeks in four domains."""

from stepdown.outcomes.instruments.facts import MissingRule, Reliability, Statement
from stepdown.outcomes.instruments.instrument import Example, Instrument, Items, Scale

DOMAINS = {
    "physical": ("Physical health", (3, 4, 10, 15, 16, 17, 18), 2),
    "psychological": ("Psychological health", (5, 6, 7, 11, 19, 26), 2),
    "social": ("Social relationships", (20, 21, 22), 1),
    "environment": ("Environment", (8, 9, 12, 13, 14, 23, 24, 25), 2),
}


def _domain(id: str, percent: bool) -> Scale:
    """A domain as 4 × mean (4 to 20), or as (that − 4) × 100 / 16 (0 to 100)."""
    label, items, at_most = DOMAINS[id]
    return Scale(
        id=f"{id}_100" if percent else id,
        label=f"{label}, 0 to 100" if percent else label,
        items=items,
        factor=25 if percent else 4,
        offset=-25 if percent else 0,
        lowest=0 if percent else 4,
        highest=100 if percent else 20,
        higher_is_better=True,
        missing=MissingRule(at_most, "M" if id == "social" else "V:whoqol-man"),
        reliability=(
            Reliability("alpha", 0.68, "M", high=0.82, note="over the domains, social relationships lowest"),
        ),
    )


INSTRUMENT = Instrument(
    id="whoqol_bref",
    label="WHOQOL-BREF",
    measures="Quality of life",
    items=Items(count=26, lowest=1, highest=5, reverse=(3, 4, 26)),
    recall="2 weeks",
    recall_days=14,
    at_most_missing=MissingRule(5, "V:whoqol-man", "discarded if more than 20 % of the 26 items are missing"),
    scales=tuple(_domain(id, percent) for percent in (False, True) for id in DOMAINS),
    notes=(
        Statement("Which items make each domain, and items 3, 4 and 26 turned round.", "V:whoqol-man"),
        Statement("There are no bands; half a standard deviation serves as an important difference.", "M"),
        Statement("A domain is 4 × the mean of its items.", "V:whoqol-man"),
        Statement("On 0 to 100 a domain is (score − 4) × 100 / 16.", "M"),
    ),
    examples=(
        Example(
            "all answers 3",
            "3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3",
            "12 12 12 12 50 50 50 50",
        ),
        Example(
            "the best",
            "5 5 1 1 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 1",
            "20 20 20 20 100 100 100 100",
        ),
        Example(
            "all answers 1",
            "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
            "8.5714 6.6667 4 4 28.5714 16.6667 0 0",
        ),
        Example(
            "two of social missing",
            "4 4 2 2 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 . . 4 4 4 4 2",
            "16 16 . 16 75 75 . 75",
        ),
        Example(
            "six missing",
            ". 4 2 2 . 4 4 . 4 . 4 . 4 4 4 4 4 4 4 . 4 4 4 4 4 2",
            ". . . . . . . .",
        ),
        Example(
            "an answer of 0",
            "0 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3",
            "refused",
        ),
    ),
)
