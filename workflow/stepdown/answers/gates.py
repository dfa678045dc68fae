"""Gates that an effect must pass before it may be stated.

Thresholds are in the plan; the defaults are those of definitions.md D.3 and
D.4. A verdict is "passed", "failed" or "not evaluated".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import isfinite, isnan, nan

from stepdown.answers.estimate import EFFECTS, Estimate


@dataclass(frozen=True)
class Verdict:
    """What one gate says.

    Parameters
    ----------
    gate : its name.
    measures : the measures it guards; empty for all effects.
    levels : the exposure levels whose comparison it guards; empty for all.
    definitions : the outcome definitions it guards, where an analysis has several; empty for all.
    value, threshold : what was found and what is asked for.
    words : the verdict in a sentence's half, "fewer than half were reached".
    counts : group -> (people with a known outcome, people), so that the door can derive a share that may be shown.
    """

    gate: str
    verdict: str
    value: float
    threshold: float
    words: str
    measures: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def ascertainment(known: Mapping[str, tuple[int, int]], floor: float, widest: float) -> list[Verdict]:
    """Enough outcomes known in every group, and about equally many?

    A group that fails takes its own comparison with it; a reference that fails takes them all.

    Parameters
    ----------
    known : group -> (people with a known outcome, people), the reference first.
    floor : smallest share allowed in any group.
    widest : largest difference in share allowed between a group and the reference.
    """
    shares = {group: found / people for group, (found, people) in known.items() if people}
    if not shares:
        return [Verdict("ascertainment", "not evaluated", nan, floor, "nobody is in the population")]
    reference, *others = shares
    low = [group for group, share in shares.items() if share < floor]
    apart = [group for group in others if abs(shares[group] - shares[reference]) > widest]
    gap = max((abs(shares[group] - shares[reference]) for group in others), default=0.0)
    return [
        Verdict(
            "ascertainment",
            "failed" if low else "passed",
            min(shares.values()),
            floor,
            f"the outcome is known for too few people ({', '.join(low)})"
            if low
            else "the outcome is known for enough people in every group",
            levels=() if reference in low else tuple(low),
            counts=known,
        ),
        Verdict(
            "ascertainment_difference",
            "failed" if apart else "passed",
            gap,
            widest,
            f"the share known differs too much from the reference ({', '.join(apart)})"
            if apart
            else "about the same share is known in every group",
            levels=tuple(apart),
            counts=known,
        ),
    ]


def events_per_parameter(n_events: int, n_parameters: int, floor: float) -> Verdict:
    """Enough events for the number of coefficients?"""
    ratio = n_events / n_parameters
    passed = ratio >= floor
    return Verdict(
        "events_per_parameter",
        "passed" if passed else "failed",
        ratio,
        floor,
        "there are enough events for the model" if passed else "there are too few events for the model",
    )


def proportional_hazards(p_value: float, floor: float) -> Verdict:
    """May one hazard ratio stand for the whole horizon?"""
    if isnan(p_value):
        return Verdict(
            "proportional_hazards",
            "not evaluated",
            nan,
            floor,
            "the test could not be done",
            ("hazard_ratio",),
        )
    if floor == 0:
        return Verdict(
            "proportional_hazards",
            "not evaluated",
            p_value,
            floor,
            "the plan does not ask for one ratio that holds throughout: each is an average over its days",
            ("hazard_ratio",),
        )
    passed = p_value >= floor
    return Verdict(
        "proportional_hazards",
        "passed" if passed else "failed",
        p_value,
        floor,
        "one hazard ratio describes the whole period"
        if passed
        else "the hazard ratio changes over time, so one number would mislead",
        measures=("hazard_ratio",),
    )


def balance(differences: Mapping[str, float], widest: float) -> Verdict:
    """Are groups alike in what is adjusted for, once weighted?

    Parameters
    ----------
    differences : group -> its largest absolute standardized difference from the reference.
    widest : largest one allowed.
    """
    if not differences:
        return Verdict("balance", "not evaluated", nan, widest, "there is nothing to compare")
    apart = [group for group, difference in differences.items() if difference > widest]
    largest = max(differences.values())
    return Verdict(
        "balance",
        "failed" if apart else "passed",
        largest if isfinite(largest) else nan,
        widest,
        f"weighting left groups unlike in what was adjusted for ({', '.join(apart)})"
        if apart
        else "weighted groups are alike in what was adjusted for",
        levels=tuple(apart),
    )


def overlap(within: int, people: int, floor: float) -> Verdict:
    """Could enough people have been in any of the groups?

    Parameters
    ----------
    within : people whose propensity of no group is extreme.
    people : all of them, more than 0.
    floor : smallest share allowed.
    """
    share = within / people
    passed = share >= floor
    return Verdict(
        "overlap",
        "passed" if passed else "failed",
        share,
        floor,
        "enough people could have been in any of the groups"
        if passed
        else "too many people could hardly have been in the other group, so there is nobody to compare them with",
        counts={"everyone": (within, people)},
    )


def effective_sample_size(shares: Mapping[str, float], floor: float) -> Verdict:
    """Do weights rest on enough people, or on a few with large weights?

    Parameters
    ----------
    shares : group -> effective over actual number of people.
    floor : smallest share allowed in any group.
    """
    if not shares:
        return Verdict("effective_sample_size", "not evaluated", nan, floor, "there is nothing to compare")
    low = [group for group, share in shares.items() if share < floor]
    return Verdict(
        "effective_sample_size",
        "failed" if low else "passed",
        min(shares.values()),
        floor,
        f"a few people with large weights decide the result ({', '.join(low)})"
        if low
        else "the weights rest on enough people",
        levels=tuple(low),
    )


def people_behind_strategies(left: Mapping[str, float], floor: float, definition: str) -> Verdict:
    """After weighting, do enough people stand behind each strategy?

    Parameters
    ----------
    left : strategy -> Kish's effective number of people.
    floor : the fewest allowed.
    definition : the rows that the verdict guards.
    """
    few = [strategy for strategy, size in left.items() if size < floor]
    return Verdict(
        "people_behind_strategies",
        "failed" if few else "passed",
        min(left.values()),
        floor,
        "weighting leaves too few people to stand for a strategy"
        if few
        else "enough people stand behind each strategy after weighting",
        definitions=(definition,),
    )


def imputation_convergence(shrink: Mapping[str, float], widest: float) -> Verdict:
    """Did the chains that imputed what is missing forget where they started?

    Parameters
    ----------
    shrink : variable -> shrink factor of its chains; 1 where nothing had to converge.
    widest : largest one allowed.
    """
    largest = max(shrink.values())
    passed = largest <= widest
    return Verdict(
        "imputation_convergence",
        "passed" if passed else "failed",
        largest if isfinite(largest) else nan,
        widest,
        "the imputed sets agree on what is missing"
        if passed
        else "the imputation had not settled; ask for more cycles",
    )


# People of a level at a site, from which on the site counts as one that has the level; sites that two levels must share, or
# sites that each must have, to be told apart from their sites (definitions, D.0).
SITE_PEOPLE, SHARED_SITES, SITES_EACH = 5, 2, 5


def site_identifiability(people: Mapping[str, Mapping[str, int]], reference: str) -> Verdict:
    """Can levels be told apart from the sites that offer them?

    Parameters
    ----------
    people : level -> site -> people.
    reference : the level that the others are compared with.
    """
    sites = {level: {site for site, n in at.items() if n >= SITE_PEOPLE} for level, at in people.items()}
    own = sites.get(reference, set())
    others = {level: here for level, here in sites.items() if level != reference}
    if not others:
        return Verdict(
            "site_identifiability", "not evaluated", nan, SHARED_SITES, "there is nothing to compare"
        )
    aliased = [
        level
        for level, here in others.items()
        if len(here & own) < SHARED_SITES and min(len(here), len(own)) < SITES_EACH
    ]
    return Verdict(
        "site_identifiability",
        "failed" if aliased else "passed",
        float(min(len(here & own) for here in others.values())),
        SHARED_SITES,
        f"groups cannot be told apart from the sites that they were at ({', '.join(aliased)})"
        if aliased
        else "enough sites had both groups",
        levels=tuple(aliased),
    )


def apply_gates(rows: list[Estimate], verdicts: list[Verdict]) -> list[Estimate]:
    """Mark as withheld every effect that a failed gate guards.

    Naive estimates are shown as what they are and make no claim, so no gate
    guards them.
    """
    failed = [verdict for verdict in verdicts if verdict.verdict == "failed"]
    return [_gate(row, failed) for row in rows]


def _gate(row: Estimate, failed: list[Verdict]) -> Estimate:
    # A group's adjusted mean says what its comparison says: one would give the other away.
    claims = row.measure in EFFECTS or row.adjustment != "none"
    if not claims or row.role == "naive" or row.status != "ok":
        return row
    if row.method == "bounds":
        # Bounds assume nothing about who is missing: they are what is left when a gate has failed.
        return row
    for verdict in failed:
        measured = not verdict.measures or row.measure in verdict.measures
        compared = not verdict.levels or row.level in verdict.levels
        defined = not verdict.definitions or row.definition in verdict.definitions
        if measured and compared and defined:
            return replace(row, status="withheld", reason=f"{verdict.gate}: {verdict.words}")
    return row
