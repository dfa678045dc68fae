"""Findings about a score at one interview, by what people had received before."""

from __future__ import annotations

from stepdown.answers.findings.finding import Context, Finding, cannot_say, why_not
from stepdown.answers.findings.phrases import Rows, crosses, say, size_one_decimal, span, usable, whole
from stepdown.wording import lower_first


def write(context: Context) -> Finding:
    """Group means, then the adjusted difference; no causal word."""
    question, rows = context.question, context.rows
    months = whole(round(question.horizon_days / 30.4))
    effect = rows.find(role="primary", measure="mean_difference")
    means = [rows.find(role="primary", measure="mean", level=level) for level in context.exposure.levels]
    described = ()
    if all(usable(row) for row in means):
        clauses = [f"{{mean{i}}} points for {{who{i}}}" for i in range(len(means))]
        numbers = {}
        for i, row in enumerate(means):
            numbers |= {
                f"mean{i}": Rows.number(row, "estimate", size_one_decimal),
                f"who{i}": context.who(row["level"]),
            }
        better = "higher" if context.words.good else "lower"
        described = (
            say(
                f"at {months} months the average was {' and '.join(clauses)} ({better} is better).", **numbers
            ),
        )
    if not usable(effect):
        return cannot_say(context, why_not(effect), described)
    interval, ends = span(effect, "lower", "higher", size_one_decimal, "points")
    word = "lower" if effect["estimate"] < 0 else "higher"
    who, noun = context.who(effect["level"]), context.words.noun
    difference = say(
        f"after accounting for how people were at the start, {{who}} scored {{points}} points {word} than {{reference}}; "
        f"the data fit anything from {interval}. This describes people who came to both interviews.",
        who=who, points=Rows.number(effect, "estimate", size_one_decimal), reference=context.who_reference, **ends,
    )  # fmt: skip
    if crosses(effect, 0):
        headline = say(
            f"the data do not settle whether {{who}} had fewer or more {noun} at {months} months.", who=who
        )
        return Finding("uncertain", headline, (difference, *described))
    headline = say(
        f"{{label}} {'were' if context.exposure.label.endswith('s') else 'was'} followed by {{points}} points {word} "
        f"{noun} at {months} months, after accounting for how people were at the start.",
        label=lower_first(context.exposure.label),
        points=Rows.number(effect, "estimate", size_one_decimal),
    )
    return Finding("stated", headline, (difference, *described))
