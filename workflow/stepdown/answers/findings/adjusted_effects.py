"""Findings about a yes/no outcome or a score, compared by weighting, standardization or AIPW."""

from __future__ import annotations

from collections.abc import Callable

from stepdown.answers.findings.finding import Context, Finding, cannot_say, why_not
from stepdown.answers.findings.phrases import (
    Rows,
    Sentence,
    crosses,
    say,
    size,
    size_one_decimal,
    span,
    usable,
    whole,
)


def write(context: Context) -> Finding:
    """People of 100, or points; what was adjusted for is named, and no cause unless chance made the groups."""
    measure = "mean_difference" if context.question.outcome.shape == "score" else "risk_difference"
    effects = [context.rows.find(measure=measure, level=level, role="primary") for level in context.levels]
    stated = [row for row in effects if usable(row)]
    left_out = tuple(
        say("we cannot say how {who} compare: {why}.", who=context.who(row["level"]), why=why_not(row))
        for row in effects
        if stated and row is not None and not usable(row)
    )
    if not stated:
        return cannot_say(context, why_not(effects[0] if effects else None))
    clear = [row for row in stated if not crosses(row, 0)]
    details = tuple(_detail(context, row) for row in stated)
    if not clear:
        return Finding(
            "uncertain",
            say(f"the data do not settle whether the groups differ in {context.words.noun}."),
            (*details, *left_out),
        )
    row = max(clear, key=lambda effect: abs(effect["estimate"]))
    return Finding("stated", _headline(context, row), (*details, *left_out))


def _headline(context: Context, row: dict) -> Sentence:
    amount, numbers = _amount(context, row)
    level = context.exposure.words(row["level"])
    if context.question.design == "randomised":
        return say(f"assignment to the {{level}} led to {amount}.", level=level, **numbers)
    given = "" if row["adjustment"] == "none" else "after accounting for what was known before, "
    return say(
        f"{given}{{level}} was followed by {amount} than "
        "{reference}.",
        level=level, reference=context.exposure.words(context.question.exposure.reference), **numbers,
    )  # fmt: skip


def _detail(context: Context, row: dict) -> Sentence:
    score = context.question.outcome.shape == "score"
    style, unit = (_size_of(context), context.words.unit) if score else (_people, "people")
    less, more = ("lower", "higher") if unit == "points" else ("less", "more") if score else ("fewer", "more")
    interval, ends = span(row, less, more, style, unit)
    direction = less if row["estimate"] < 0 else more
    ending = f"; the data fit anything from {interval}." if crosses(row, 0) else f" ({interval})."
    given = "" if row["adjustment"] == "none" else ", had both been alike in what was known before"
    compared = (
        f"{_score(context)} {{amount}} {unit} {direction} than {_of_reference(context)}"
        if score
        else f"of 100 {{who}}, {{amount}} {direction} {context.words.had} than of 100 {{reference}}"
    )
    return say(
        f"{compared}{given}{ending}",
        who=context.who(row["level"]), reference=context.who_reference,
        amount=Rows.number(row, "estimate", style), **ends,
    )  # fmt: skip


def _amount(context: Context, row: dict) -> tuple[str, dict]:
    fewer, less = ("fewer", "less") if row["estimate"] < 0 else ("more", "more")
    if context.question.outcome.shape == "score":
        unit, noun = context.words.unit, context.words.noun
        points = "lower" if row["estimate"] < 0 else "higher"
        template = (
            f"a {noun} score {{amount}} points {points}"
            if unit == "points"
            else f"a {noun} {{amount}} {unit} {less}"
        )
        return template, {"amount": Rows.number(row, "estimate", _size_of(context))}
    template = f"{context.words.noun} in {{amount}} {fewer} of 100 people"
    return template, {"amount": Rows.number(row, "estimate", _people)}


def _size_of(context: Context) -> Callable[[float], str]:
    """Points have a decimal that counts; sums of money do not."""
    return size_one_decimal if context.words.unit == "points" else size


def _score(context: Context) -> str:
    """Whose score it is, or whose care it is that costs."""
    return "{who} scored" if context.words.unit == "points" else "the care of {who} cost"


def _of_reference(context: Context) -> str:
    return "{reference}" if context.words.unit == "points" else "that of {reference}"


def _people(value: float) -> str:
    return whole(abs(100 * value))
