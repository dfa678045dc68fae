"""Endpoints of no one publication, made to measure (definitions, A.6).

They take a word of any lattice (days of self-report, visits, weeks) and go where an id goes:
`evaluate(words, [point_prevalence(30), relapse(2, 4)])`. Published endpoints have their own files.
"""

from __future__ import annotations

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import AtMost, Count, Window
from stepdown.outcomes.endpoints.steps import MISSING_RULE, MIXED_IS_POSITIVE, Cut, Lattice

NO_USE = AtMost(Count("+"), 0)
PROJECT = {
    "citation": "This project, definitions A.6",
    "doi": None,
    "schedule": "any",
    "states": "not published",
}


def point_prevalence(positions: int, missing: str = "positive") -> Endpoint:
    """No use at the last so many positions before the word's end: the 30 days before an interview."""
    return Endpoint(
        id=f"Ab_point_prevalence_{positions}",
        type="logical",
        measures=f"No use at the last {positions} positions.",
        missing=missing,
        steps=(Cut(-positions), MISSING_RULE, MIXED_IS_POSITIVE),
        rule=NO_USE,
        higher_is_better=True,
        examples=(),
        **PROJECT,
    )


def continuous_abstinence(positions: int, missing: str = "positive") -> Endpoint:
    """No use from position 1 to `positions`; what a shorter word lacks is missing."""
    return Endpoint(
        id=f"Ab_continuous_{positions}",
        type="logical",
        measures=f"No use at the first {positions} positions.",
        missing=missing,
        steps=(Lattice("o" * positions), MISSING_RULE, MIXED_IS_POSITIVE),
        rule=NO_USE,
        higher_is_better=True,
        examples=(),
        **PROJECT,
    )


def lapse(missing: str = "observed") -> Endpoint:
    """Time to the first use; with the default rule only a positive that was observed counts."""
    return relapse(1, 1, missing)


def relapse(needed: int, width: int, missing: str = "observed") -> Endpoint:
    """Time to the first `width` positions in a row with at least `needed` positive.

    4 of 4 and 3 of 3 weeks, 2 of 4 weeks, 7 of 7 days of use: the usual choices.
    """
    return Endpoint(
        id=f"Rs_{needed}_of_{width}",
        type="survival",
        measures=f"Time to {needed} positive in {width} positions.",
        missing=missing,
        steps=(MISSING_RULE, MIXED_IS_POSITIVE),
        rule=Window(width, needed),
        higher_is_better=True,
        examples=(),
        **PROJECT,
    )
