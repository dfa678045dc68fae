"""What one gate says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite, nan

PASSED, FAILED = "passed", "failed"
# Its input is missing: nobody knows whether the claim can be defended, so it is not made.
NOT_EVALUATED = "not evaluated"
# The plan does not ask, or there is nothing that it could be asked of: nothing is withheld.
NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class Verdict:
    """What one gate says.

    Parameters
    ----------
    gate : its name.
    verdict : passed, failed, not evaluated (its input is missing) or not applicable.
    value, threshold : what was found and what is asked for.
    words : the verdict in a sentence's half, "fewer than half were reached".
    measures : the measures it guards; empty for all effects.
    levels : the exposure levels whose comparison it guards; empty for all.
    definitions : the outcome definitions it guards, where an analysis has several; empty for all.
    counts : group -> (people counted, of how many), so that the door can derive a share that may be shown.
    effect : the row of the estimates whose released interval the door derives the value from, by column.
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
    effect: Mapping[str, object] = field(default_factory=dict)

    @property
    def withholds(self) -> bool:
        """May what it guards not be stated?"""
        return self.verdict in (FAILED, NOT_EVALUATED)


def judged(
    gate: str, passed: bool, value: float, threshold: float, words: tuple[str, str], **guards
) -> Verdict:
    """Passed or failed.

    Parameters
    ----------
    words : what is said of a claim that passes, and of one that fails.
    guards : what else a `Verdict` holds.
    """
    found = value if isfinite(value) else nan
    verdict, said = (PASSED, words[0]) if passed else (FAILED, words[1])
    return Verdict(gate, verdict, found, threshold, said, **guards)


def judged_by_group(
    gate: str,
    found: Mapping[str, float],
    apart: Iterable[str],
    worst: float,
    threshold: float,
    words: tuple[str, str],
    reference: str = "",
) -> list[Verdict]:
    """Of groups whose number is known, one verdict; of those whose number is not, another.

    A group takes its own comparison with it; the reference takes them all.

    Parameters
    ----------
    found : group -> number; not a number where it could not be worked out.
    apart : groups that do not pass.
    worst : the number to show.
    words : of a claim that passes; and of one that fails, whose groups are put after it.
    reference : the group that the others are compared with, where it has a number itself.
    """
    apart = tuple(apart)
    unknown = tuple(group for group, value in found.items() if value != value)
    verdicts = []
    if len(unknown) < len(found):
        said = (words[0], f"{words[1]} ({', '.join(apart)})")
        verdicts.append(judged(gate, not apart, worst, threshold, said, levels=compared(apart, reference)))
    if unknown:
        why = f"for {', '.join(unknown)}"
        verdicts.append(unchecked(gate, threshold, why, levels=compared(unknown, reference)))
    return verdicts


def compared(groups: tuple[str, ...], reference: str) -> tuple[str, ...]:
    """The groups whose comparison is withheld: all of them, said as none, where the reference is among these."""
    return () if reference in groups else groups


def unchecked(gate: str, threshold: float, why: str, **guards) -> Verdict:
    """Not evaluated, because what the gate needs is not there."""
    from stepdown.answers.gates import gates

    words = f"it could not be checked {gates()[gate].CHECKS}"
    return Verdict(gate, NOT_EVALUATED, nan, threshold, f"{words}: {why}" if why else words, **guards)


def not_applicable(gate: str, threshold: float, words: str, **guards) -> Verdict:
    """Neither passed nor failed, and nothing to withhold for."""
    return Verdict(gate, NOT_APPLICABLE, nan, threshold, words, **guards)
