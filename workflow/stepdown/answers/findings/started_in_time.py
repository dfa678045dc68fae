"""Findings about starting something within a grace period, from clone, censor and weight."""

from __future__ import annotations

from stepdown.answers.findings.finding import Context, Finding, cannot_say, why_not
from stepdown.answers.findings.late_exposure import naive_sentence
from stepdown.answers.findings.phrases import Rows, Sentence, crosses, say, span, usable, whole


def write(context: Context) -> Finding:
    """People of 100 under each strategy, and the naive comparison as naive."""
    horizon = context.question.horizon_days
    row = context.rows.find(role="primary", measure="risk_difference", horizon_days=horizon)
    naive = context.rows.find(role="naive", measure="hazard_ratio")
    sentences = [naive_sentence(context, naive)] if usable(naive) else []
    if not usable(row):
        return cannot_say(context, why_not(row), tuple(sentences))
    sentences.insert(0, _detail(context, row))
    started = say("here starting means starting by day {day}.", day=whole(_grace(context)))
    if crosses(row, 0):
        headline = say(
            "counted fairly, the data do not settle whether {who} differ in {noun} from {reference}.",
            who=context.who(row["level"]), noun=context.words.noun, reference=context.who_reference,
        )  # fmt: skip
        return Finding("uncertain", headline, (*sentences, started))
    fewer = "fewer" if row["estimate"] < 0 else "more"
    headline = say(
        f"counted fairly, {{people}} {fewer} of 100 people {context.words.had} by day {{horizon}} when {{what}} began by "
        "day {grace}; this is not proof that it was the cause.",
        people=Rows.number(row, "estimate", _people), horizon=whole(horizon),
        what=context.exposure.words(row["level"]), grace=whole(_grace(context)),
    )  # fmt: skip
    return Finding("stated", headline, tuple(sentences))


def _detail(context: Context, row: dict) -> Sentence:
    """Both risks, the difference and its interval."""
    risks = {
        level: context.rows.find(
            role="primary", measure="risk", level=level, horizon_days=row["horizon_days"]
        )
        for level in (row["level"], row["reference"])
    }
    interval, numbers = span(row, "fewer", "more", _people, "people")
    fewer = "fewer" if row["estimate"] < 0 else "more"
    ending = f"the data fit anything from {interval}." if crosses(row, 0) else f"{interval}."
    if not all(usable(risk) for risk in risks.values()):
        return say(
            f"{{people}} {fewer} of 100; {ending}", people=Rows.number(row, "estimate", _people), **numbers
        )
    start, none = (risks[row[end]]["estimate"] for end in ("level", "reference"))
    apart = round(100 * start) - round(100 * none)
    # A reader who subtracts would think it a mistake.
    rounded = "" if apart == round(100 * row["estimate"]) else " (each number is rounded by itself)"
    return say(
        f"had everybody started in time, {{start}} of 100 {context.words.had} by day {{horizon}}; had nobody, {{none}}: "
        f"{{people}} {fewer}, {ending.rstrip('.')}{rounded}.",
        start=Rows.number(risks[row["level"]], "estimate", _people),
        none=Rows.number(risks[row["reference"]], "estimate", _people),
        people=Rows.number(row, "estimate", _people), horizon=whole(row["horizon_days"]), **numbers,
    )  # fmt: skip


def _grace(context: Context) -> int:
    return next(a.grace_days for a in context.question.analyses if a.role == "primary")


def _people(value: float) -> str:
    return whole(abs(100 * value))
