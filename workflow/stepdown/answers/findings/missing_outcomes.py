"""Does the conclusion survive other assumptions about people whose outcome is not known?"""

from __future__ import annotations

import re
from math import isqrt

from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.phrases import Rows, Sentence, crosses, say, usable

# What the tipping grid varies, and the effects of a primary analysis that it speaks to, with their value of no effect.
EFFECTS = {"odds_ratio": 1, "risk_ratio": 1, "risk_difference": 0, "mean_difference": 0}
# Above it an effect is not settled; the limits of a grid are too coarse to tell.
SETTLED = 0.05
# One group's half of a rule: "x3 in clinic", "x1/3 in clinic", "= event in clinic", "+2.5 in clinic".
HALF = re.compile(r"(?P<what>x1/|x|= |[+-])(?P<size>[\w. ]+?) in (?P<level>.+)")


def sentences(context: Context) -> tuple[Sentence, ...]:
    """One sentence for each level that has a tipping grid and a primary effect."""
    if context.question.exposure is None:
        return ()
    levels = [level for level in context.levels if context.rows.find(method="tipping_point", level=level)]
    found = [_sentence(context, level, len(context.levels) > 1) for level in levels]
    return tuple(sentence for sentence in found if sentence is not None)


def _sentence(context: Context, level: str, several: bool) -> Sentence | None:
    grid = context.rows.all(method="tipping_point", level=level)
    primary = _primary(context, level)
    if primary is None or not all(usable(row) for row in grid):
        return None
    settled = _direction(primary)
    apart = [place for place, row in enumerate(grid) if _shown(row) != settled]
    about = "for {who}, " if several else ""
    who = {"who": context.who(level)} if several else {}
    if not apart:
        words = (
            "every assumption that was tried about people whose outcome is not known leads to the same conclusion."
            if settled
            else "no assumption that was tried about people whose outcome is not known would settle it."
        )
        return say(about + words, **who)
    side = isqrt(len(grid))
    nearest = grid[min(apart, key=lambda place: (sum(divmod(place, side)), max(divmod(place, side))))]
    words = (
        "the conclusion depends on people whose outcome is not known. The mildest assumption tried that changes it: "
        "{rule}."
        if settled
        else "only an assumption about people whose outcome is not known would settle it. The mildest that was tried: "
        "{rule}."
    )
    rule = Rows.number(nearest, "missing_rule", lambda text: assumption(text, context))
    return say(about + words, rule=rule, **who)


def assumption(rule: str, context: Context) -> str:
    """A pair of the grid in words, for readers to whom an odds ratio says nothing."""
    halves = [HALF.fullmatch(half) for half in rule.removeprefix("missing ").split(", ")]
    if not all(halves):
        # Everybody who is missing, in both groups alike.
        return _all(rule.removeprefix("missing = "), context)
    return "; ".join(
        f"among {context.who(half['level'])}, {_apart(half['what'], half['size'], context)}"
        for half in halves
    )


def _apart(what: str, size: str, context: Context) -> str:
    if what == "= ":
        return _all(size, context)
    if (what, size) in (("x", "1"), ("+", "0"), ("-", "0")):
        return "the same as like people who were seen"
    if what in ("+", "-"):
        unit, side = "point" if size == "1" else "points", "higher" if what == "+" else "lower"
        return f"{size} {unit} {side} than like people who were seen"
    times = f"1/{size} of" if what == "x1/" else f"{size} times"
    return f"{times} the odds of {context.words.noun} that like people have who were seen"


def _all(size: str, context: Context) -> str:
    return f"all of them {context.words.had if size == 'event' else context.words.free}"


def _primary(context: Context, level: str) -> dict | None:
    rows = context.rows.all(role="primary", measure=list(EFFECTS), level=level)
    name = context.question.exposure.variable
    horizon = context.question.horizon_days
    return next(
        (row for row in rows if usable(row) and row["exposure"] == name and row["horizon_days"] == horizon),
        None,
    )


def _direction(row: dict) -> int:
    null = EFFECTS[row["measure"]]
    return 0 if crosses(row, null) else 1 if row["estimate"] > null else -1


def _shown(row: dict) -> int:
    return 0 if row["p_value"] >= SETTLED else 1 if row["estimate"] > 0 else -1
