"""For how many the outcome is known, and which conclusions survive what could have become of the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.phrases import (
    Number,
    Rows,
    Sentence,
    crosses,
    per_100,
    say,
    usable,
    whole,
)
from stepdown.answers.methods.ascertainment import FOR_EVERYBODY

# What a primary analysis compares, its value of no effect, and 1 where more of it is more of the outcome.
EFFECTS = {
    "risk_difference": (0, 1), "risk_ratio": (1, 1), "odds_ratio": (1, 1), "mean_difference": (0, 1),
    "hazard_ratio": (1, 1), "rmst_difference": (0, -1), "rmst_ratio": (1, -1), "rmtl_difference": (0, 1),
    "time_ratio": (1, -1),
}  # fmt: skip
SETTLED = 0.05


@dataclass(frozen=True)
class Tried:
    """One assumption about the lost: in words, with its numbers, and which way its effect goes (0: not settled)."""

    words: str
    numbers: dict[str, str | Number]
    direction: int


def sentences(context: Context) -> tuple[Sentence, ...]:
    """Ascertainment by group, and a sentence for each level with a primary effect and anything to hold against it."""
    if context.question.exposure is None:
        return ()
    survives = [_survives(context, level, len(context.levels) > 1) for level in context.levels]
    return tuple(filter(None, (_known(context), *survives)))


def _known(context: Context) -> Sentence | None:
    rows = context.rows.all(method="ascertainment")
    if any(row["reason"] == FOR_EVERYBODY for row in rows):
        return say(f"{FOR_EVERYBODY}.")
    found = {row["level"]: row for row in rows}
    clauses, numbers = [], {}
    for i, level in enumerate([*context.levels, context.question.exposure.reference]):
        if usable(found.get(level)):
            clauses.append(f"{{share{i}}} of 100 {{who{i}}}")
            numbers |= {
                f"share{i}": Rows.number(found[level], "estimate", per_100),
                f"who{i}": context.who(level),
            }
    return say(f"the outcome is known for {_listed(clauses)}.", **numbers) if clauses else None


def _survives(context: Context, level: str, several: bool) -> Sentence | None:
    primary = _primary(context, level)
    if primary is None:
        return None
    tried = list(_tried(context, level))
    settled = _direction(primary)
    if not settled:
        # Bounds that leave it open say nothing that was not said.
        tried = [one for one in tried if one.direction or not one.words.startswith("in the worst")]
    if not tried:
        return None
    words = ("the conclusion holds", "it does not hold", "it turns round")
    sides = (settled, 0, -settled)
    if not settled:
        words, sides = ("the answer stays open", "it would be settled"), (0, None)
    clauses, numbers = [], {}
    for verb, side in zip(words, sides, strict=True):
        here = [one for one in tried if one.direction == side or (side is None and one.direction)]
        if here:
            first = (
                verb if clauses else verb.replace("it ", "the conclusion " if settled else "the answer ", 1)
            )
            clauses.append(f"{first} {_listed([one.words for one in here])}")
            for one in here:
                numbers |= one.numbers
    about = "for {who}, " if several else ""
    who = {"who": context.who(level)} if several else {}
    return say(f"{about}{'; '.join(clauses)}.", **who, **numbers)


def _tried(context: Context, level: str) -> Iterator[Tried]:
    """Every assumption that the plan tried and that may be shown, the mildest first."""
    score = context.question.outcome.shape == "score"
    measure = "mean_difference" if score else "risk_difference"
    rows = [
        row
        for row in context.rows.all(measure=measure, level=level, role="sensitivity")
        if row["horizon_days"] == context.question.horizon_days
    ]
    for method, words in (
        ("multiple_imputation", "by multiple imputation"),
        ("ipcw", "by weighting for loss"),
        ("reference_based", "if those who left had gone on as {reference} did"),
        ("missing_rule", ""),
    ):
        for row in (one for one in rows if one["method"] == method and usable(one)):
            if method == "missing_rule" and row["missing_rule"] == "observed only":
                continue
            yield Tried(
                words or _all(context, row["missing_rule"]),
                {"reference": context.who_reference} if "{reference}" in words else {},
                _direction(row),
            )
    bounds = [row for row in rows if row["method"] == "bounds" and row["status"] == "ok"]
    if bounds and bounds[-1]["lower"] == bounds[-1]["lower"]:
        # The last one counts as lost whoever is lost at all.
        interval, ends = _interval(bounds[-1])
        yield Tried(f"in the worst case of the bounds ({interval} of 100)", ends, _direction(bounds[-1]))


def _all(context: Context, rule: str) -> str:
    words = context.words
    return f"if all of those who were lost {words.had if rule == 'missing = event' else words.free}"


def _primary(context: Context, level: str) -> dict | None:
    rows = context.rows.all(role="primary", level=level, exposure=context.question.exposure.variable)
    horizon = context.question.horizon_days
    fair = [row for row in rows if usable(row) and row["horizon_days"] == horizon]
    return next((row for measure in EFFECTS for row in fair if row["measure"] == measure), None)


def _direction(row: dict) -> int:
    """Which way an effect goes in terms of the outcome, 0 where it is not settled."""
    null, sign = EFFECTS[row["measure"]]
    # Ends of an interval may have been rounded; P tells what lay before.
    p_value = row["p_value"]
    if p_value >= SETTLED or (p_value != p_value and crosses(row, null)):
        return 0
    middle = row["estimate"] if row["estimate"] == row["estimate"] else (row["lower"] + row["upper"]) / 2
    return sign if middle > null else -sign


def _interval(row: dict) -> tuple[str, dict[str, str | Number]]:
    """People of 100: "23 fewer to 38 more", "13 to 49 more"."""
    numbers = {
        name: Rows.number(row, column, _people) for name, column in (("low", "lower"), ("high", "upper"))
    }
    if row["lower"] < 0 < row["upper"]:
        return "{low} fewer to {high} more", numbers
    return ("{high} to {low} fewer" if row["upper"] <= 0 else "{low} to {high} more"), numbers


def _listed(clauses: list[str]) -> str:
    *first, last = clauses
    return f"{', '.join(first)} and {last}" if first else last


def _people(value: float) -> str:
    return whole(abs(100 * value))
