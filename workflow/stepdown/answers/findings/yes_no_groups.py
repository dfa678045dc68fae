"""Findings about a yes/no outcome between groups known at time zero."""

from __future__ import annotations

from stepdown.answers.findings.finding import Context, Finding, cannot_say, ratio_measure, why_not
from stepdown.answers.findings.phrases import Rows, Sentence, crosses, per_100, say, usable


def write(context: Context) -> Finding:
    """Shares of 100 people first, then odds ratios; more or less often, never because of."""
    # The other predictors are there to be adjusted for: their ratios answer nothing that was asked.
    measure = ratio_measure(context)
    effects = context.rows.all(role="primary", measure=measure, exposure=context.question.exposure.variable)
    stated = [row for row in effects if usable(row)]
    described = (*_frequencies(context), *_categories(context))
    exact = (*_known(context), *_rule(context))
    if not stated:
        rows = effects or context.rows.all(role="primary", measure=measure)
        return cannot_say(context, why_not(rows[0] if rows else None), (*described, *exact))
    clear = [row for row in stated if not crosses(row, 1)]
    noun, reference = context.words.noun, context.who_reference
    if not clear:
        headline = say(f"the data do not settle whether the groups differ in {noun}.")
        return Finding("uncertain", headline, (*described, *(_ratio(context, row) for row in stated), *exact))
    parts = [
        f"{'more' if more else 'less'} common for {' and '.join(who)}"
        for more in (True, False)
        if (who := [context.who(row["level"]) for row in clear if (row["estimate"] > 1) == more])
    ]
    headline = say(f"{noun} was {', and '.join(parts)} than for {{reference}}.", reference=reference)
    return Finding("stated", headline, (*described, *(_ratio(context, row) for row in stated), *exact))


def _frequencies(context: Context) -> tuple[Sentence, ...]:
    """Observed shares, where the plan asks for them and the door lets them through."""
    rows = [row for row in context.rows.all(method="shares", measure="risk") if usable(row)]
    # Where some are unknown, the shares are of the others.
    seen = " whose outcome is known" if context.rows.find(method="shares", measure="known") else ""
    return tuple(
        say(
            f"of 100 {{who}}{seen}, about {{share}} {context.words.had}.",
            who=context.who(row["level"]),
            share=Rows.number(row, "estimate", per_100),
        )
        for row in rows
    )


def _categories(context: Context) -> tuple[Sentence, ...]:
    """The other categories of each group, where the plan asks for them and the door lets them through."""
    outcome, sentences, hidden = context.question.outcome, [], []
    for row in context.rows.all(method="categories", measure="risk"):
        category = row["definition"].partition(": ")[2]
        if not usable(row):
            hidden.append(category)
        elif category != outcome.category:
            of_whom = "of those who could recover" if category == "recovered" else "of those seen twice"
            sentences.append(
                say(
                    f"of 100 {{who}}, {of_whom}, about {{share}} had {outcome.spoken_category(category)} ({category}).",
                    who=context.who(row["level"]),
                    share=Rows.number(row, "estimate", per_100),
                )
            )
    if hidden:
        names = " or ".join(dict.fromkeys(hidden))
        sentences.append(say(f"how many were counted as {names} is not shown, to protect small groups."))
    return tuple(sentences)


def _known(context: Context) -> tuple[Sentence, ...]:
    """For how many it is known: the rest are neither a yes nor a no."""
    rows = [row for row in context.rows.all(method="shares", measure="known") if usable(row)]
    # What stands beside a question because people were lost says it already.
    if not rows or context.rows.find(method="ascertainment"):
        return ()
    clauses = [f"{{share{i}}} of 100 {{who{i}}}" for i in range(len(rows))]
    numbers = {f"share{i}": Rows.number(row, "estimate", per_100) for i, row in enumerate(rows)}
    who = {f"who{i}": context.who(row["level"]) for i, row in enumerate(rows)}
    return (
        say(
            f"the outcome is known of about {' and '.join(clauses)}; of the others nobody can say.",
            **numbers,
            **who,
        ),
    )


def _rule(context: Context) -> tuple[Sentence, ...]:
    return (say(f"how it was counted: {context.words.rule}"),) if context.words.rule else ()


def _ratio(context: Context, row: dict) -> Sentence:
    adjusted = row["adjustment"] != "none"
    tail = ", among people alike in what was adjusted for" if adjusted else ""
    doubt = "; the data fit both directions" if crosses(row, 1) else ""
    what = f"{context.words.noun} was {{ratio}} times as common"
    if row["measure"] == "odds_ratio":
        what = f"the odds of {context.words.noun} were {{ratio}} times as high"
    return say(
        f"{what} for {{who}} as for {{reference}} "
        f"({{low}} to {{high}}){tail}{doubt}.",
        who=context.who(row["level"]), reference=context.who_reference,
        ratio=Rows.number(row, "estimate", _two), low=Rows.number(row, "lower", _two),
        high=Rows.number(row, "upper", _two),
    )  # fmt: skip


def _two(value: float) -> str:
    return f"{value:.2f}"
