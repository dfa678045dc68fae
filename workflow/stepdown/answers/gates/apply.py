"""Withhold what a gate guards, and see that every gate has spoken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import nan

from stepdown.answers.estimate import EFFECTS, TESTS, Estimate
from stepdown.answers.gates import gates
from stepdown.answers.gates.verdict import Verdict, unchecked


def with_silent(
    needed: Iterable[str], verdicts: Sequence[Verdict], rows: Sequence[Estimate]
) -> list[Verdict]:
    """The verdicts, and "not evaluated" of every gate that an analysis needs and that gave none.

    Parameters
    ----------
    needed : names of gates.
    rows : what the analysis found: without an estimate, its reason is the gate's too.
    """
    spoken = {verdict.gate for verdict in verdicts}
    why = next((row.reason.rstrip(".") for row in rows if row.status == "not_estimable"), "")
    silent = [
        unchecked(name, nan, why, measures=gates()[name].MEASURES) for name in needed if name not in spoken
    ]
    return [*verdicts, *silent]


def apply_gates(rows: Sequence[Estimate], verdicts: Iterable[Verdict]) -> list[Estimate]:
    """Mark as withheld every claim of one analysis that a gate guards and that did not pass it.

    Naive estimates are shown as what they are and make no claim, so no gate
    guards them.
    """
    against = [verdict for verdict in verdicts if verdict.withholds]
    compares = any(row.measure in EFFECTS for row in rows)
    return [_gate(row, against, compares) for row in rows]


def _gate(row: Estimate, against: list[Verdict], compares: bool) -> Estimate:
    if row.status != "ok" or row.role == "naive" or not _claims(row, compares):
        return row
    if row.method == "bounds":
        # Bounds assume nothing about who is missing: they are what is left when a gate has failed.
        return row
    for verdict in against:
        if _guards(verdict, row):
            return replace(row, status="withheld", reason=f"{verdict.gate}: {verdict.words}")
    return row


def _claims(row: Estimate, compares: bool) -> bool:
    """Does a row compare groups, or tell what a comparison of the same analysis says?

    A group's own estimate says what its comparison says: one would give the other away. Plain descriptions, of analyses that
    compare nothing or are there to describe, stay.
    """
    if row.measure in EFFECTS or row.measure in TESTS or row.adjustment != "none":
        return True
    return compares and row.level != "" and row.role != "descriptive"


def _guards(verdict: Verdict, row: Estimate) -> bool:
    measured = not verdict.measures or row.measure in verdict.measures
    # A test of all groups at once rests on each of them.
    compared = not verdict.levels or row.level in verdict.levels or (row.measure in TESTS and not row.level)
    defined = not verdict.definitions or row.definition in verdict.definitions
    return measured and compared and defined
