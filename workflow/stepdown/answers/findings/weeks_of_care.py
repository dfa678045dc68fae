"""Findings about how many weeks of care are enough: everybody under each window, never those who stayed."""

from __future__ import annotations

from stepdown.answers.findings.finding import Context, Finding, cannot_say, why_not
from stepdown.answers.findings.phrases import Rows, Sentence, crosses, per_100, say, span, usable, whole


def write(context: Context) -> Finding:
    """The clearest comparison first, then each one, then who cannot be compared, and the naive shares as naive."""
    effects = [
        row
        for level in context.levels
        if (row := context.rows.find(role="primary", measure="risk_difference", level=level))
    ]
    stated = [row for row in effects if usable(row)]
    naive = _naive(context)
    if not stated:
        return cannot_say(context, why_not(effects[0] if effects else None), naive)
    details = tuple(_detail(context, row) for row in stated)
    left_out = tuple(
        say(
            "we cannot say what {weeks} would do: {why}.",
            weeks=_weeks(context, row["level"]),
            why=why_not(row),
        )
        for row in effects
        if not usable(row)
    )
    clear = [row for row in stated if not crosses(row, 0)]
    if not clear:
        headline = say(
            "counted fairly, the data do not settle how many weeks are enough for {noun}.",
            noun=context.words.noun,
        )
        return Finding("uncertain", headline, (*details, *left_out, *naive))
    row = max(clear, key=lambda effect: abs(effect["estimate"]))
    fewer = "fewer" if row["estimate"] < 0 else "more"
    headline = say(
        f"counted fairly, {{people}} {fewer} of 100 people {context.words.had} after {{weeks}} than after {{reference}}; "
        "this is not proof that it was the cause.",
        people=Rows.number(row, "estimate", _people), weeks=_weeks(context, row["level"]),
        reference=_weeks(context, row["reference"]),
    )  # fmt: skip
    return Finding("stated", headline, (*details, *left_out, *naive))


def _detail(context: Context, row: dict) -> Sentence:
    """Both risks, the difference and its interval."""
    risks = {
        level: context.rows.find(role="primary", measure="risk", level=level)
        for level in (row["level"], row["reference"])
    }
    interval, numbers = span(row, "fewer", "more", _people, "people")
    fewer = "fewer" if row["estimate"] < 0 else "more"
    ending = f"the data fit anything from {interval}." if crosses(row, 0) else f"{interval}."
    words = {"weeks": _weeks(context, row["level"]), "reference": _weeks(context, row["reference"])}
    people = Rows.number(row, "estimate", _people)
    if not all(usable(risk) for risk in risks.values()):
        return say(
            f"{{people}} {fewer} of 100 after {{weeks}} than after {{reference}}; {ending}",
            people=people, **words, **numbers,
        )  # fmt: skip
    return say(
        f"had everybody had {{weeks}}, {{one}} of 100 {context.words.had}; had everybody had {{reference}}, {{other}}: "
        f"{{people}} {fewer}, {ending}",
        one=Rows.number(risks[row["level"]], "estimate", per_100),
        other=Rows.number(risks[row["reference"]], "estimate", per_100), people=people, **words, **numbers,
    )  # fmt: skip


def _naive(context: Context) -> tuple[Sentence, ...]:
    """The shares by the weeks that people happened to stay, and why they answer nothing."""
    rows = [row for row in context.rows.all(role="naive", method="shares", measure="risk") if usable(row)]
    if len(rows) < 2:
        return ()
    clauses = " and ".join(f"{{share{i}}} of 100 {{who{i}}}" for i in range(len(rows)))
    numbers = {f"share{i}": Rows.number(row, "estimate", per_100) for i, row in enumerate(rows)}
    who = {f"who{i}": context.who(row["level"]) for i, row in enumerate(rows)}
    return (
        say(
            f"looked at without care, {clauses} {context.words.had}. That does not tell what the weeks did: who does well "
            "stays.",
            **numbers, **who,
        ),
    )  # fmt: skip


def _weeks(context: Context, level: str) -> str:
    return context.exposure.words(level)


def _people(value: float) -> str:
    return whole(abs(100 * value))
