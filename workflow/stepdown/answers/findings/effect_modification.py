"""Is an effect larger in some people than in others: each group's effect in people of 100, and how far the two are apart."""

from __future__ import annotations

from stepdown.answers.findings.finding import Context, why_not
from stepdown.answers.findings.phrases import (
    Rows,
    Sentence,
    crosses,
    say,
    size_one_decimal,
    span,
    usable,
    whole,
)
from stepdown.answers.methods.interaction import MEASURE


def sentences(context: Context) -> tuple[Sentence, ...]:
    """For every modifier and compared level: the effects in both groups, their difference, and what that settles."""
    spoken = []
    for analysis in context.question.analyses:
        if analysis.method == "interaction":
            for level in context.levels:
                spoken += _of(context, analysis.by, level)
    return tuple(spoken)


def _of(context: Context, by: str, level: str) -> list[Sentence]:
    modifier = context.vocabulary.variable(by)
    score = context.question.outcome.shape == "score"
    measure = "mean_difference" if score else "risk_difference"

    def row(group: str, wanted: str) -> dict | None:
        name = f"{context.question.outcome.definition}, {modifier.label.lower()}: {modifier.words(group)}"
        return context.rows.find(method="interaction", measure=wanted, level=level, definition=name)

    effects = {group: found for group in modifier.levels if (found := row(group, measure)) is not None}
    if len(effects) < 2:
        return []
    first, *others = effects
    found = []
    for other in others:
        contrast = row(other, MEASURE)
        if not usable(effects[first]) or not usable(effects[other]) or not usable(contrast):
            unusable = next(one for one in (effects[first], effects[other], contrast) if not usable(one))
            found.append(
                say(
                    "we cannot say whether this differs between {one} and {other}: {why}.",
                    one=modifier.who(first), other=modifier.who(other), why=why_not(unusable),
                )
            )  # fmt: skip
            continue
        found.append(_both(context, modifier, (other, first), (effects[other], effects[first])))
        found.append(_apart(context, modifier, (other, first), contrast))
    return found


def _both(context: Context, modifier, groups: tuple[str, str], rows: tuple[dict, dict]) -> Sentence:
    """The effect in either group, each with its interval."""
    style, unit, less, more = _units(context)
    clauses, numbers = [], {}
    for i, row in enumerate(rows):
        interval, ends = span(row, less, more, style, unit)
        interval = interval.replace("{low}", f"{{low{i}}}").replace("{high}", f"{{high{i}}}")
        numbers |= {f"low{i}": ends["low"], f"high{i}": ends["high"]}
        numbers[f"amount{i}"] = Rows.number(row, "estimate", style)
        clauses.append((less if row["estimate"] < 0 else more, interval))
    score = context.question.outcome.shape == "score"
    what = (
        f"{{amount0}} {unit} {clauses[0][0]} after {{level}} than after {{reference}}"
        if score
        else f"of 100, {{amount0}} {clauses[0][0]} {context.words.had} after {{level}} than after {{reference}}"
    )
    tail = f"{{amount1}} {unit} {clauses[1][0]}" if score else f"{{amount1}} {clauses[1][0]}"
    return say(
        f"among {{one}}, {what} ({clauses[0][1]}); among {{other}}, {tail} ({clauses[1][1]}).",
        one=modifier.who(groups[0]), other=modifier.who(groups[1]),
        level=context.exposure.words(rows[0]["level"]),
        reference=context.exposure.words(context.question.exposure.reference), **numbers,
    )  # fmt: skip


def _apart(context: Context, modifier, groups: tuple[str, str], row: dict) -> Sentence:
    """How far the two effects are apart, and whether that settles anything."""
    style, unit, less, more = _units(context)
    interval, ends = span(row, less, more, style, unit)
    amount = Rows.number(row, "estimate", style)
    of = "" if context.question.outcome.shape == "score" else " of 100"
    counted = f"{{amount}}{of}" if of else f"{{amount}} {unit}"
    if crosses(row, 0):
        return say(
            f"the two effects are {counted} apart, but the data fit anything from {interval} among {{one}}: they do "
            "not settle whether it matters more to one group than to the other.",
            amount=amount, one=modifier.who(groups[0]), **ends,
        )  # fmt: skip
    side = less if row["estimate"] < 0 else more
    return say(
        f"the two effects are {counted} apart ({interval}): {side} among {{one}}.",
        amount=amount, one=modifier.who(groups[0]), **ends,
    )  # fmt: skip


def _units(context: Context):
    """How to print an effect, its unit, and the words for less and more."""
    if context.question.outcome.shape == "score":
        points = context.words.unit == "points"
        return (
            (size_one_decimal if points else lambda v: whole(abs(v))),
            context.words.unit,
            "lower",
            "higher",
        )
    return (lambda value: whole(abs(100 * value))), "people", "fewer", "more"
