"""Findings about an event that something else can rule out: how many of 100 people had it by the horizon."""

from __future__ import annotations

from stepdown.answers.findings import time_to_event
from stepdown.answers.findings.finding import Context, Finding, cannot_say, why_not
from stepdown.answers.findings.phrases import Rows, Sentence, crosses, say, size, span, usable, whole

PAST = {
    "completed": "had completed",
    "transferred": "had been transferred",
    "died": "had died",
    "incarcerated": "had been incarcerated",
    "terminated": "had been discharged by the facility",
}


def write(context: Context) -> Finding:
    """People of 100 first; never a ratio, and never one minus Kaplan–Meier."""
    effects = [
        context.rows.find(measure="risk_difference", level=level, role="primary")
        or context.rows.find(
            measure="risk_difference", method="incidence_difference", level=level, role=time_to_event.FAIR
        )
        for level in context.levels
    ]
    stated = [row for row in effects if usable(row)]
    described = tuple(
        filter(None, (time_to_event.frequencies(context), *_days_lost(context), *_others(context)))
    )
    if not stated:
        return cannot_say(context, why_not(effects[0] if effects else None), described)
    clear = [row for row in stated if not crosses(row, 0)]
    row = max(clear or stated, key=lambda effect: abs(effect["estimate"]))
    details = tuple(_detail(context, effect) for effect in stated)
    if not clear:
        compared = "the groups differ" if len(stated) > 1 else f"{context.who(row['level'])} differ from "
        compared += "" if len(stated) > 1 else context.who_reference
        headline = say(f"the data do not settle whether {compared} in {context.words.noun}.")
        return Finding("uncertain", headline, (*details, *described))
    return Finding("stated", _headline(context, row), (*details, *described))


def _headline(context: Context, row: dict) -> Sentence:
    fewer = "fewer" if row["estimate"] < 0 else "more"
    numbers = {
        "people": Rows.number(row, "estimate", _people),
        "horizon": whole(context.question.horizon_days),
    }
    if context.question.design == "randomised":
        return say(
            f"{{level}} led to {fewer} people {context.words.noun}: {{people}} {fewer} of 100 by day {{horizon}}.",
            level=f"assignment to the {context.exposure.words(row['level'])}", **numbers,
        )  # fmt: skip
    adjusted = "" if row["adjustment"] == "none" else "after accounting for what was known before, "
    return say(
        f"{adjusted}by day {{horizon}}, {{people}} {fewer} of 100 {{who}} {context.words.had} than of 100 {{reference}}.",
        who=context.who(row["level"]), reference=context.who_reference, **numbers,
    )  # fmt: skip


def _detail(context: Context, row: dict) -> Sentence:
    interval, numbers = span(row, "fewer", "more", _people, "people")
    fewer = "fewer" if row["estimate"] < 0 else "more"
    ending = f"; the data fit anything from {interval}." if crosses(row, 0) else f" ({interval})."
    return say(
        f"of 100 {{who}}, {{people}} {fewer} {context.words.had} by day {{horizon}} than of 100 {{reference}}{ending}",
        who=context.who(row["level"]), reference=context.who_reference,
        people=Rows.number(row, "estimate", _people), horizon=whole(context.question.horizon_days), **numbers,
    )  # fmt: skip


def _days_lost(context: Context) -> list[Sentence]:
    """Days that the event took away by the horizon, where the plan asks for them: no ratio is as plain."""
    sentences = []
    for level in context.levels:
        row = context.rows.find(
            measure="rmtl_difference",
            level=level,
            definition=context.question.outcome.definition,
            role=time_to_event.FAIR,
        )
        if not usable(row):
            continue
        fewer = "fewer" if row["estimate"] < 0 else "more"
        interval, numbers = span(row, "fewer", "more", size, "days")
        ending = f"; the data fit anything from {interval}." if crosses(row, 0) else f" ({interval})."
        sentences.append(
            say(
                f"over the first {{horizon}} days, {context.words.noun} took {{days}} {fewer} days from {{who}} than "
                f"from {{reference}}, on average{ending}",
                horizon=whole(context.question.horizon_days),
                days=Rows.number(row, "estimate", size),
                who=context.who(level),
                reference=context.who_reference,
                **numbers,
            )
        )
    return sentences


def _others(context: Context) -> list[Sentence]:
    """What else ended it, where enough people were concerned to be shown."""
    sentences = []
    for level in [*context.levels, context.question.exposure.reference]:
        clauses, numbers = [], {}
        for i, cause in enumerate(context.words.competing):
            row = context.rows.find(
                measure="cumulative_incidence", level=level, horizon_days=context.question.horizon_days,
                definition=f"{context.question.outcome.definition}, {cause}",
            )  # fmt: skip
            if usable(row):
                clauses.append(f"{{share{i}}} {PAST.get(cause, cause)}")
                numbers[f"share{i}"] = Rows.number(row, "estimate", _people)
        if clauses:
            listed = " and ".join(filter(None, (", ".join(clauses[:-1]), clauses[-1])))
            sentences.append(
                say(
                    f"of 100 {{who}}, {listed} by then; the rest had left early, were still followed, "
                    "or are too few to show.",
                    who=context.who(level),
                    **numbers,
                )
            )
    return sentences


def _people(value: float) -> str:
    return whole(abs(100 * value))
