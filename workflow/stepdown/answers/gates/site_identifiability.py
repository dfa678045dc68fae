"""Can levels be told apart from the sites that offer them?"""

from __future__ import annotations

from collections.abc import Mapping

from stepdown.answers.gates.verdict import Verdict, compared, judged, not_applicable, unchecked
from stepdown.plan.base import PlanModel

NAME = "site_identifiability"
LABEL = "Groups can be told apart from their sites"
CHECKS = "whether groups can be told apart from their sites"
MEASURES: tuple[str, ...] = ()

# People of a level at a site, from which on the site counts as one that has the level; sites that two levels must share, or
# sites that each must have, to be told apart from their sites (definitions, D.0).
SITE_PEOPLE, SHARED_SITES, SITES_EACH = 5, 2, 5


class Threshold(PlanModel):
    """None: the rule is that of the field."""


def site_identifiability(people: Mapping[str, Mapping[str, int]], reference: str) -> list[Verdict]:
    """Can levels be told apart from the sites that offer them?

    Parameters
    ----------
    people : level -> site -> people; no site where it is not known of anybody at the level.
    reference : the level that the others are compared with.
    """
    others = [level for level in people if level != reference]
    if not others:
        return [not_applicable(NAME, SHARED_SITES, "there is nothing to compare")]
    unknown = tuple(level for level, at in people.items() if not at)
    if reference in unknown or len(unknown) == len(others):
        return [unchecked(NAME, SHARED_SITES, "nobody's site is known")]
    sites = {level: {site for site, n in at.items() if n >= SITE_PEOPLE} for level, at in people.items()}
    own = sites.get(reference, set())
    shared = {level: len(sites[level] & own) for level in others if level not in unknown}
    aliased = tuple(
        level
        for level, n in shared.items()
        if n < SHARED_SITES and min(len(sites[level]), len(own)) < SITES_EACH
    )
    words = (
        "enough sites had both groups",
        f"groups cannot be told apart from the sites that they were at ({', '.join(aliased)})",
    )
    worst = float(min(shared.values()))
    verdicts = [judged(NAME, not aliased, worst, SHARED_SITES, words, levels=aliased)]
    if unknown:
        why = f"nobody's site is known of {', '.join(unknown)}"
        verdicts.append(unchecked(NAME, SHARED_SITES, why, levels=compared(unknown, reference)))
    return verdicts
