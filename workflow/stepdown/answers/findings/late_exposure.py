"""Findings about a time to event and an exposure that came after time zero."""

from __future__ import annotations

from stepdown.answers.findings.finding import Context, Finding, cannot_say, why_not
from stepdown.answers.findings.phrases import Number, Rows, Sentence, crosses, say, usable, whole
from stepdown.wording import lower_first


def write(context: Context) -> Finding:
    """The naive comparison as naive, then the ones that start the clock fairly."""
    naive = context.rows.find(role="naive", measure="hazard_ratio")
    primary = context.rows.find(role="primary", measure="hazard_ratio")
    fair = [row for row in context.rows.all(measure="hazard_ratio") if row["role"] != "naive" and usable(row)]
    sentences = []
    if usable(naive):
        sentences.append(naive_sentence(context, naive))
    if not usable(primary):
        return cannot_say(context, why_not(primary), tuple(sentences))
    sentences.append(_fair(context, primary))
    others = [row for row in fair if row is not primary and row["row"] != primary["row"]]
    if others:
        agree = [row for row in others if (row["estimate"] < 1) == (primary["estimate"] < 1)]
        sentences.append(
            say(
                f"{len(agree)} of {len(others)} other ways to start the clock fairly point in the same direction."
                if len(others) > 1
                else "the other way to start the clock fairly points in "
                + ("the same direction." if agree else "the other direction.")
            )
        )
    noun, who = context.words.noun, context.who(context.levels[0])
    if crosses(primary, 1):
        headline = say(
            f"counted fairly, the data do not settle whether {noun} is more or less common among {{who}}.",
            who=who,
        )
        return Finding("uncertain", headline, tuple(sentences))
    direction = "less" if primary["estimate"] < 1 else "more"
    headline = say(
        f"{{label}} was followed by {direction} {noun}, after accounting for what was known at the start; "
        "this is not proof that it was the cause.",
        label=lower_first(context.exposure.label),
    )
    return Finding("stated", headline, tuple(sentences))


def naive_sentence(context: Context, row: dict) -> Sentence:
    word = "less" if row["estimate"] < 1 else "more"
    return say(
        f"looked at without care, {{noun}} seems {{share}} percent {word} likely on any day for {{who}}. "
        "We cannot say that: a person had to stay in touch long enough to be counted there.",
        who=context.who(row["level"]),
        share=_percent(row, "estimate"),
        noun=context.words.noun,
    )


def _fair(context: Context, row: dict) -> Sentence:
    day = row["definition"].partition(" after day ")[2]
    start = (
        f"counting from day {day}, among people still free of it" if day else "counting each day as it was"
    )
    word = "lower" if row["estimate"] < 1 else "higher"
    low, high = ("lower", "upper") if row["lower"] >= 1 else ("upper", "lower")
    if crosses(row, 1):
        return say(
            f"{start}, the daily chance of {{noun}} was {{share}} percent {word} for {{who}} than for "
            "{reference}; "
            "the data fit anything from {low} percent lower to {high} percent higher.",
            share=_percent(row, "estimate"), noun=context.words.noun,
            who=context.who(row["level"]), reference=context.who_reference,
            low=_percent(row, "lower"), high=_percent(row, "upper"),
        )  # fmt: skip
    return say(
        f"{start}, the daily chance of {{noun}} was {{share}} percent {word} for {{who}} than for "
        "{reference} "
        "({low} to {high}).",
        share=_percent(row, "estimate"), noun=context.words.noun,
        who=context.who(row["level"]), reference=context.who_reference,
        low=_percent(row, low), high=_percent(row, high),
    )  # fmt: skip


def _percent(row: dict, column: str) -> Number:
    """How far a ratio is from 1, in percent."""
    return Rows.number(row, column, lambda ratio: whole(100 * abs(ratio - 1)))
