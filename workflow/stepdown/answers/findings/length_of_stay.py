"""Findings about how long people stayed, where the records give intervals of days."""

from __future__ import annotations

from stepdown.answers.findings.finding import Context, Finding, cannot_say, why_not
from stepdown.answers.findings.phrases import Rows, Sentence, crosses, per_100, say, span, usable, whole


def write(context: Context) -> Finding:
    """People of 100 still there; ratios of the periods are for the figure and the research report."""
    effects = [context.rows.find(measure="risk_difference", level=level) for level in context.levels]
    stated = [row for row in effects if usable(row)]
    shares = tuple(filter(None, (_shares(context, day) for day in _days(context))))
    if not stated:
        return cannot_say(context, why_not(effects[0] if effects else None), shares)
    clear = [row for row in stated if not crosses(row, 0)]
    if not clear:
        compared = (
            "the groups differ"
            if len(stated) > 1
            else f"{context.who(stated[0]['level'])} differ from {context.who_reference}"
        )
        headline = say(f"the data do not settle whether {compared} in how long they stay.")
        return Finding("uncertain", headline, (*(_detail(context, row) for row in stated), *shares))
    row = max(clear, key=lambda effect: abs(effect["estimate"]))
    # More of them left: fewer were still there.
    fewer = "fewer" if row["estimate"] > 0 else "more"
    headline = say(
        f"{{people}} {fewer} of 100 {{who}} than of {{reference}} {context.words.free} after day {{day}}.",
        people=Rows.number(row, "estimate", _people), who=context.who(row["level"]),
        reference=context.who_reference, day=whole(row["horizon_days"]),
    )  # fmt: skip
    return Finding("stated", headline, (*(_detail(context, one) for one in stated), *shares))


def _days(context: Context) -> list[int]:
    return sorted({int(row["horizon_days"]) for row in context.rows.all(measure="survival")})


def _shares(context: Context, day: int) -> Sentence | None:
    """After day 90 this many were still in care: 57 of 100 people … and 16 of 100 people …."""
    clauses, numbers = [], {}
    for i, level in enumerate([*context.levels, context.question.exposure.reference]):
        row = context.rows.find(measure="survival", level=level, horizon_days=day)
        if usable(row):
            clauses.append(f"{{share{i}}} of 100 {{who{i}}}")
            numbers |= {f"share{i}": Rows.number(row, "estimate", per_100), f"who{i}": context.who(level)}
    if not clauses:
        return None
    *first, last = clauses
    listed = f"{', '.join(first)} and {last}" if first else last
    return say(f"after day {whole(day)}, this many {context.words.free}: {listed}.", **numbers)


def _detail(context: Context, row: dict) -> Sentence:
    interval, numbers = span(row, "fewer", "more", _people, "people")
    if round(100 * row["estimate"]) == 0:
        return say(
            f"of 100 {{who}}, about as many {context.words.had} by day {{day}} as of 100 {{reference}}; the data fit "
            f"anything from {interval}.",
            who=context.who(row["level"]), reference=context.who_reference, day=whole(row["horizon_days"]), **numbers,
        )  # fmt: skip
    ending = f"; the data fit anything from {interval}." if crosses(row, 0) else f" ({interval})."
    more = "more" if row["estimate"] > 0 else "fewer"
    return say(
        f"of 100 {{who}}, {{people}} {more} {context.words.had} by day {{day}} than of 100 {{reference}}{ending}",
        who=context.who(row["level"]), reference=context.who_reference, day=whole(row["horizon_days"]),
        people=Rows.number(row, "estimate", _people), **numbers,
    )  # fmt: skip


def _people(value: float) -> str:
    return whole(abs(100 * value))
