"""Findings about a score over all interviews."""

from __future__ import annotations

from stepdown.answers.findings.finding import Context, Finding, cannot_say, why_not
from stepdown.answers.findings.phrases import Rows, crosses, say, size_one_decimal, span, usable, whole


def write(context: Context) -> Finding:
    """How the score changed in each group, then whether the groups came apart."""
    question, rows = context.question, context.rows
    last = question.horizon_days
    changes = {
        level: rows.find(role="primary", measure="mean_change", level=level, horizon_days=last)
        for level in [*context.levels, question.exposure.reference]
    }
    shown = {level: row for level, row in changes.items() if usable(row)}
    effect = rows.find(role="primary", measure="mean_difference", level=context.levels[0], horizon_days=last)
    if not shown:
        return cannot_say(context, why_not(effect))

    good_is_low = not context.words.good
    noun = context.words.noun
    falls = all(row["upper"] < 0 for row in shown.values())
    rises = all(row["lower"] > 0 for row in shown.values())
    direction = "fell" if falls else "rose" if rises else "did not clearly change"
    months = whole(round(last / 30.4))
    clauses, numbers = [], {}
    for i, level in enumerate(shown):
        start = rows.find(role="primary", measure="mean", level=level, horizon_days=0)
        end = rows.find(role="primary", measure="mean", level=level, horizon_days=last)
        clauses.append(f"from {{start{i}}} to {{end{i}}} points for {{who{i}}}")
        numbers |= {
            f"start{i}": Rows.number(start, "estimate", size_one_decimal),
            f"end{i}": Rows.number(end, "estimate", size_one_decimal),
            f"who{i}": context.who(level),
        }
    described = say(
        f"over {months} months the average went {' and '.join(clauses)}"
        f" ({'lower' if good_is_low else 'higher'} is better).",
        **numbers,
    )
    caution = (
        say(
            "a change like this is no proof that care helped: people come to treatment at a low point, and some would "
            "have felt better anyway."
        ),
    )
    caution = caution if falls or rises else ()
    if not usable(effect):
        headline = say(f"{noun} {direction} over {months} months; we cannot say whether the groups differ.")
        return Finding(
            "cannot_say", headline, (described, *caution, say("the reason: {why}.", why=why_not(effect)))
        )

    interval, ends = span(effect, "lower", "higher", size_one_decimal, "points")
    low = effect["estimate"] < 0
    alike = effect["adjustment"] != "none"
    if question.design == "randomised" or alike:
        compared = f"at {months} months, {{who}} scored {{points}} points {'lower' if low else 'higher'} than {{reference}}"
    else:
        # Groups that chance did not make start apart: what is compared is how far each moved.
        further = "further down" if low else "further up"
        compared = f"by {months} months, {{who}} had moved {{points}} points {further} than {{reference}}"
    if alike:
        compared += ", had both been alike in what was known before"
    ending = f"; the data fit anything from {interval}" if crosses(effect, 0) else f" ({interval})"
    difference = say(
        f"{compared}{ending}.",
        who=context.who(effect["level"]),
        points=Rows.number(effect, "estimate", size_one_decimal),
        reference=context.who_reference,
        **ends,
    )
    if crosses(effect, 0):
        headline = say(
            f"{noun} {direction} in both groups over {months} months; the data do not settle whether the "
            "groups came apart."
        )
        return Finding(
            "stated" if falls or rises else "uncertain", headline, (described, *caution, difference)
        )
    verb = "led to" if question.design == "randomised" else "was followed by"
    given = "after accounting for what was known before, " if alike else ""
    headline = say(
        f"{given}{{level}} {verb} a {noun} score {{points}} points {'lower' if low else 'higher'} at {months} months.",
        level=context.exposure.words(effect["level"]),
        points=Rows.number(effect, "estimate", size_one_decimal),
    )
    return Finding("stated", headline, (described, difference))
