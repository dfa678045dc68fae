"""Findings about who had a yes/no outcome."""

from __future__ import annotations

from stepdown.answers.findings.finding import Context, Finding, Sentence, cannot_say, ratio_measure, why_not
from stepdown.answers.findings.phrases import Rows, crosses, say, usable
from stepdown.wording import lower_first


def write(context: Context) -> Finding:
    """Name the characteristics whose interval leaves out 1; describe, never explain."""
    rows = context.rows.all(role="primary", measure=ratio_measure(context))
    stated = [row for row in rows if usable(row)]
    if not stated:
        return cannot_say(context, why_not(rows[0] if rows else None))
    clear = [row for row in stated if not crosses(row, 1)]
    noun = context.words.noun
    if not clear:
        headline = say(
            f"none of the {len(stated)} characteristics we looked at told clearly who would end up {noun}."
        )
        return Finding("uncertain", headline, ())
    headline = say(
        f"of {_variables(stated)} characteristics we looked at, {_variables(clear)} went with {noun}: {{which}}.",
        which="; ".join(_words(context, row) for row in clear),
    )
    return Finding("stated", headline, tuple(_sentence(context, row) for row in clear))


def _variables(rows: list[dict]) -> int:
    """A category with three levels has two odds ratios and is one characteristic."""
    return len({row["exposure"] for row in rows})


def _words(context: Context, row: dict) -> str:
    variable = context.vocabulary.variable(row["exposure"])
    more = "more" if row["estimate"] > 1 else "less"
    if variable.is_categorical:
        return f"{variable.words(row['level'])} ({more} often than {variable.words(row['reference'])})"
    return f"{lower_first(variable.label)} ({more} often the higher it is)"


def _sentence(context: Context, row: dict) -> Sentence:
    variable = context.vocabulary.variable(row["exposure"])
    whom = (
        f"for {variable.words(row['level'])} against {variable.words(row['reference'])}"
        if variable.is_categorical
        else f"for each {row['level'].removeprefix('per ')} of {lower_first(variable.label)}"
    )
    two = lambda value: f"{value:.2f}"  # noqa: E731
    what = f"{context.words.noun} was {{ratio}} times as common"
    if row["measure"] == "odds_ratio":
        what = f"the odds of {context.words.noun} were {{ratio}} times as high"
    return say(
        f"{whom}, {what} ({{low}} to {{high}}), "
        "the other characteristics being equal.",
        ratio=Rows.number(row, "estimate", two), low=Rows.number(row, "lower", two), high=Rows.number(row, "upper", two),
    )  # fmt: skip
