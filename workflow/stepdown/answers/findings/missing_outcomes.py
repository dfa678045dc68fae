"""Does the conclusion survive other assumptions about people whose outcome is not known?"""

from __future__ import annotations

from math import isqrt

from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.phrases import Rows, Sentence, crosses, say, usable

# What the tipping grid varies, and the effects of a primary analysis that it speaks to, with their value of no effect.
EFFECTS = {"odds_ratio": 1, "risk_ratio": 1, "risk_difference": 0, "mean_difference": 0}
# Above it an effect is not settled; the limits of a grid are too coarse to tell.
SETTLED = 0.05


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
        "the conclusion depends on people whose outcome is not known: of the assumptions tried, the mildest that "
        "changes it is “{rule}”."
        if settled
        else "only an assumption about people whose outcome is not known would settle it; the mildest that was tried "
        "is “{rule}”."
    )
    return say(about + words, rule=Rows.number(nearest, "missing_rule", str), **who)


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
