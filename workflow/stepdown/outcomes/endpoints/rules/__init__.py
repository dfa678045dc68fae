"""How a prepared word becomes a value; `base` says what a rule is."""

from stepdown.outcomes.endpoints.rules.amounts import Count, Longest, Share, Sum
from stepdown.outcomes.endpoints.rules.base import NEGATIVES, NOT_POSITIVES, Points, Rule
from stepdown.outcomes.endpoints.rules.times import Window
from stepdown.outcomes.endpoints.rules.use_index import UseIndex
from stepdown.outcomes.endpoints.rules.verdicts import All, AtLeast, AtMost, Run, Within

__all__ = [
    "NEGATIVES",
    "NOT_POSITIVES",
    "All",
    "AtLeast",
    "AtMost",
    "Count",
    "Longest",
    "Points",
    "Rule",
    "Run",
    "Share",
    "Sum",
    "UseIndex",
    "Window",
    "Within",
]
