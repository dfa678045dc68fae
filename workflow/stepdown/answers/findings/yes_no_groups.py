"""Findings about a yes/no outcome between groups known at time zero."""

from __future__ import annotations

from stepdown.answers.findings.finding import Context, Finding, cannot_say, why_not
from stepdown.answers.findings.phrases import Rows, Sentence, crosses, per_100, say, usable


def write(context: Context) -> Finding:
    """Shares of 100 people first, then odds ratios; more or less often, never because of."""
    # The other predictors are there to be adjusted for: their ratios answer nothing that was asked.
    effects = context.rows.all(
        role="primary", measure="odds_ratio", exposure=context.question.exposure.variable
    )
    stated = [row for row in effects if usable(row)]
    described = _frequencies(context)
    if not stated:
        rows = effects or context.rows.all(role="primary", measure="odds_ratio")
        return cannot_say(context, why_not(rows[0] if rows else None), described)
    clear = [row for row in stated if not crosses(row, 1)]
    noun, reference = context.words.noun, context.who_reference
    if not clear:
        headline = say(f"the data do not settle whether the groups differ in {noun}.")
        return Finding("uncertain", headline, (*described, *(_ratio(context, row) for row in stated)))
    parts = [
        f"{'more' if more else 'less'} common for {' and '.join(who)}"
        for more in (True, False)
        if (who := [context.who(row["level"]) for row in clear if (row["estimate"] > 1) == more])
    ]
    headline = say(f"{noun} was {', and '.join(parts)} than for {{reference}}.", reference=reference)
    return Finding("stated", headline, (*described, *(_ratio(context, row) for row in stated)))


def _frequencies(context: Context) -> tuple[Sentence, ...]:
    """Observed shares, where the plan asks for them and the door lets them through."""
    rows = [row for row in context.rows.all(method="shares", measure="risk") if usable(row)]
    return tuple(
        say(
            f"of 100 {{who}}, about {{share}} {context.words.had}.",
            who=context.who(row["level"]),
            share=Rows.number(row, "estimate", per_100),
        )
        for row in rows
    )


def _ratio(context: Context, row: dict) -> Sentence:
    adjusted = row["adjustment"] != "none"
    tail = ", among people alike in what was adjusted for" if adjusted else ""
    doubt = "; the data fit both directions" if crosses(row, 1) else ""
    return say(
        f"the odds of {context.words.noun} were {{ratio}} times as high for {{who}} as for {{reference}} "
        f"({{low}} to {{high}}){tail}{doubt}.",
        who=context.who(row["level"]), reference=context.who_reference,
        ratio=Rows.number(row, "estimate", _two), low=Rows.number(row, "lower", _two),
        high=Rows.number(row, "upper", _two),
    )  # fmt: skip


def _two(value: float) -> str:
    return f"{value:.2f}"
