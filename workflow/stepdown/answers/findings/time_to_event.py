"""Findings about a time to event between groups known at time zero."""

from __future__ import annotations

from stepdown.answers.findings.finding import Context, Finding, cannot_say, why_not
from stepdown.answers.findings.phrases import Rows, Sentence, crosses, per_100, say, size, span, usable, whole
from stepdown.answers.methods.adjusted_people import AdjustedAnalysis

# A naive row is shown for contrast; no sentence rests on it.
FAIR = ["primary", "sensitivity", "descriptive"]


def write(context: Context) -> Finding:
    """Natural frequencies first, then days gained or lost, then how far loss to follow-up could change it."""
    words = context.words
    effects = [
        # The primary analysis speaks, wherever it stands in the plan; else the first fair one.
        context.rows.find(measure="rmst_difference", level=level, role="primary")
        or context.rows.find(measure="rmst_difference", level=level, role=FAIR)
        for level in context.levels
    ]
    stated = [row for row in effects if usable(row)]
    withheld = [row for row in effects if row is not None and not usable(row)] if stated else []
    left_out = (
        say("we cannot say how {who} compare: {why}.", who=context.who(row["level"]), why=why_not(row))
        for row in withheld
    )
    described = (*filter(None, (frequencies(context), _bounds(context))), *left_out)
    if not stated:
        return cannot_say(context, why_not(effects[0] if effects else None), described)
    clear = [row for row in stated if not crosses(row, 0)]
    row = max(clear or stated, key=lambda effect: abs(effect["estimate"]))
    who, reference = context.who(row["level"]), context.who_reference
    days = Rows.number(row, "estimate", size)
    sooner = row["estimate"] < 0

    if not clear:
        compared = "the groups differ" if len(stated) > 1 else f"{who} differ from {reference}"
        headline = say(f"the data do not settle whether {compared} in time to {words.noun}.")
        return Finding("uncertain", headline, (*(_open(context, effect) for effect in stated), *described))

    headline = _headline(context, row, days, sooner)
    others = [_detail(context, effect) for effect in stated]
    return Finding("stated", headline, (*others, *described))


def _headline(context: Context, row: dict, days, sooner: bool) -> Sentence:
    who, reference, noun = context.who(row["level"]), context.who_reference, context.words.noun
    horizon = whole(context.question.horizon_days)
    change = "earlier" if sooner else "later"
    if context.question.design == "randomised":
        return say(
            f"{{level}} led to {change} {{noun}}: {{days}} days {change} on average in the first {{horizon}} days.",
            level=f"assignment to the {context.exposure.words(row['level'])}", noun=noun, days=days, horizon=horizon,
        )  # fmt: skip
    return say(
        f"for {{who}}, {{noun}} came {{days}} days {change} than for {{reference}}, on average in the first "
        "{horizon} days.",
        who=who, noun=noun, days=days, reference=reference, horizon=horizon,
    )  # fmt: skip


def _detail(context: Context, row: dict) -> Sentence:
    if crosses(row, 0):
        return _open(context, row)
    interval, numbers = span(row, "fewer", "more", size, "days")
    return _days(context, row, f" ({interval}).", numbers)


def _open(context: Context, row: dict) -> Sentence:
    interval, numbers = span(row, "fewer", "more", size, "days")
    return _days(context, row, f"; the data fit anything from {interval}.", numbers)


def _days(context: Context, row: dict, ending: str, numbers: dict) -> Sentence:
    fewer = "fewer" if row["estimate"] < 0 else "more"
    return say(
        f"over the first {{horizon}} days, {{who}} spent {{days}} {fewer} days before {context.words.noun} than "
        f"{{reference}}{ending}",
        horizon=whole(context.question.horizon_days), who=context.who(row["level"]),
        days=Rows.number(row, "estimate", size), reference=context.who_reference, **numbers,
    )  # fmt: skip


def frequencies(context: Context) -> Sentence | None:
    """By day 365 this many had linked: 57 of 100 people … (50 to 63) and 16 of 100 people … (12 to 23).

    Beside an adjusted comparison it says that these are people as they came, whom nothing has made alike.
    """
    day = context.question.horizon_days
    clauses, numbers = [], {}
    for i, level in enumerate([*context.levels, context.question.exposure.reference]):
        row = _share(context, level, day)
        if not usable(row):
            continue
        clauses.append(f"{{share{i}}} of 100 {{who{i}}} ({{low{i}}} to {{high{i}}})")
        numbers |= {
            f"who{i}": context.who(level),
            f"share{i}": Rows.number(row, "estimate", per_100),
            f"low{i}": Rows.number(row, "lower", per_100),
            f"high{i}": Rows.number(row, "upper", per_100),
        }
    if not clauses:
        return None
    *first, last = clauses
    listed = f"{', '.join(first)} and {last}" if first else last
    primary = next(one for one in context.question.analyses if one.role == "primary")
    adjusted = isinstance(primary, AdjustedAnalysis)
    as_they_came = "as people came, before anything was accounted for, " if adjusted else ""
    return say(f"{as_they_came}by day {whole(day)}, this many {context.words.had}: {listed}.", **numbers)


def _share(context: Context, level: str, day: int) -> dict | None:
    """The share with the event by a day: a cumulative incidence where something competes, else Kaplan–Meier's."""
    definition = context.question.outcome.definition
    where = {"level": level, "horizon_days": day, "definition": definition, "role": FAIR}
    incidence = context.rows.find(measure="cumulative_incidence", **where)
    return incidence or context.rows.find(measure="risk", method="kaplan_meier", **where)


def _bounds(context: Context) -> Sentence | None:
    """What the people we do not know about could do to the comparison."""
    if len(context.levels) != 1:
        return None
    row = context.rows.find(measure="risk_difference", method="bounds")
    if row is None or row["lower"] != row["lower"]:
        return None
    if not crosses(row, 0):
        return say(
            "this direction holds whatever happened to the people whose outcome is not known: "
            "the difference by day {horizon} would still be {low} to {high} in 100.",
            horizon=whole(context.question.horizon_days),
            low=Rows.number(row, "lower", lambda v: whole(100 * v)),
            high=Rows.number(row, "upper", lambda v: whole(100 * v)),
        )
    return say(
        "with so many outcomes not known, the true difference by day {horizon} could lie anywhere from "
        "{low} fewer to {high} more in 100.",
        horizon=whole(context.question.horizon_days),
        low=Rows.number(row, "lower", lambda v: whole(abs(100 * v))),
        high=Rows.number(row, "upper", lambda v: whole(abs(100 * v))),
    )
