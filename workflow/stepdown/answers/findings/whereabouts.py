"""Findings about where people are: how many of 100 are in care on chosen days, where the others are, and for how long."""

from __future__ import annotations

from stepdown.answers.findings.finding import Context, Finding, why_not
from stepdown.answers.findings.phrases import Number, Rows, Sentence, per_100, say, usable, whole
from stepdown.answers.methods.occupancy import TOGETHER, told_by
from stepdown.outcomes.definitions.care_state import SPOKEN

# States told of in one sentence at most: more than these nobody keeps in mind.
MOST = 5


def write(context: Context) -> Finding:
    """People of 100 in care, and where most are at the end; then each day, days in care, and the largest move."""
    shares = context.rows.all(measure="occupancy")
    in_care = [row for row in shares if told_by(row["definition"])[0] == TOGETHER and usable(row)]
    details = tuple(filter(None, (*_where(context, shares), _days(context), _largest_move(context))))
    if not in_care:
        headline = say("we cannot say how many {people} were in care.", people=context.whom)
        reason = why_not(next((row for row in shares if not usable(row)), None))
        return Finding("cannot_say", headline, (say("the reason: {reason}.", reason=reason), *details))
    # Of the chosen days, that on which the answer is least certain beforehand tells most.
    half = min(in_care, key=lambda row: abs(row["estimate"] - 0.5))
    clauses = "{half} were in care on day {day}"
    numbers = {"half": Rows.number(half, "estimate", per_100), "day": whole(half["horizon_days"])}
    states = [row for row in shares if usable(row) and told_by(row["definition"])[0] != TOGETHER]
    later = [row for row in states if row["horizon_days"] == max(one["horizon_days"] for one in states)]
    if later and later[0]["horizon_days"] > half["horizon_days"]:
        most = max(later, key=lambda row: row["estimate"])
        clauses += f"; on day {{last_day}}, {{most}} were {SPOKEN[told_by(most['definition'])[0]]}"
        numbers |= {
            "most": Rows.number(most, "estimate", per_100),
            "last_day": whole(most["horizon_days"]),
        }
    headline = say(f"of 100 {{people}}, {clauses}.", people=context.whom, **numbers)
    return Finding("stated", headline, (_in_care(in_care), *details))


def _in_care(rows: list[dict]) -> Sentence:
    """In care, at any level: 82 of 100 on day 30 (80 to 84), 58 on day 60 (55 to 61)."""
    clauses, numbers = [], {}
    for i, row in enumerate(rows):
        of = "" if i else " of 100"
        clauses.append(f"{{share{i}}}{of} on day {whole(row['horizon_days'])} ({{low{i}}} to {{high{i}}})")
        numbers |= _numbers(row, i)
    return say(f"in care, at any level: {', '.join(clauses)}.", **numbers)


def _where(context: Context, rows: list[dict]) -> list[Sentence]:
    """On day 180, of 100: 35 out of care after completing it or moving on (32 to 38), …."""
    sentences = []
    for day in sorted({row["horizon_days"] for row in rows if usable(row)}):
        own = [
            row for row in rows
            if row["horizon_days"] == day and usable(row) and told_by(row["definition"])[0] != TOGETHER
        ]  # fmt: skip
        told = sorted(own, key=lambda row: -row["estimate"])[:MOST]
        clauses, numbers = [], {}
        for i, row in enumerate(told):
            state = SPOKEN[told_by(row["definition"])[0]]
            clauses.append(f"{{share{i}}} {state} ({{low{i}}} to {{high{i}}})")
            numbers |= _numbers(row, i)
        if clauses:
            sentences.append(say(f"on day {whole(day)}, of 100: {_listed(clauses)}.", **numbers))
    return sentences


def _days(context: Context) -> Sentence | None:
    """Mean days in care up to the horizon, and at the levels that took most of them."""
    rows = [row for row in context.rows.all(measure="expected_days") if usable(row)]
    together = next((row for row in rows if told_by(row["definition"])[0] == TOGETHER), None)
    if together is None:
        return None
    levels = [row for row in rows if told_by(row["definition"])[0] in SPOKEN and _in_level(row)]
    levels = [row for row in sorted(levels, key=lambda row: -row["estimate"]) if round(row["estimate"])][:3]
    numbers: dict[str, Number] = {
        "days": Rows.number(together, "estimate", whole),
        "low": Rows.number(together, "lower", whole),
        "high": Rows.number(together, "upper", whole),
    }
    clauses = []
    for i, row in enumerate(levels):
        clauses.append(f"{{days{i}}} {SPOKEN[told_by(row['definition'])[0]]}")
        numbers[f"days{i}"] = Rows.number(row, "estimate", whole)
    which = f": {_listed(clauses)}" if len(clauses) > 1 else ""
    return say(
        "in the first {horizon} days, people spent {days} days in care on average ({low} to {high})"
        + which
        + ".",
        horizon=whole(context.question.horizon_days),
        **numbers,
    )


def _in_level(row: dict) -> bool:
    return SPOKEN[told_by(row["definition"])[0]].startswith("in ") and told_by(row["definition"])[0] not in (
        TOGETHER, "aftercare", "incarcerated",
    )  # fmt: skip


def _largest_move(context: Context) -> Sentence | None:
    """The move that most people made: of 100 people in one state, this many were in another one on the next day."""
    rows = [row for row in context.rows.all(measure="transition_probability") if usable(row)]
    moves = [row for row in rows if told_by(row["definition"])[0] != told_by(row["definition"])[2]]
    if not moves:
        return None
    row = max(moves, key=lambda move: move["estimate"] * (move["n"] if move["n"] == move["n"] else 0))
    name, day, to = told_by(row["definition"])
    return say(
        f"the most common move: of 100 people {SPOKEN[name]} on day {whole(day)}, {{share}} were {SPOKEN[to]} "
        f"{whole(row['horizon_days'] - day)} days later ({{low}} to {{high}}).",
        share=Rows.number(row, "estimate", per_100),
        low=Rows.number(row, "lower", per_100),
        high=Rows.number(row, "upper", per_100),
    )


def _numbers(row: dict, i: int) -> dict[str, Number]:
    return {
        f"{name}{i}": Rows.number(row, column, per_100)
        for name, column in (("share", "estimate"), ("low", "lower"), ("high", "upper"))
    }


def _listed(clauses: list[str]) -> str:
    *first, last = clauses
    return f"{', '.join(first)} and {last}" if first else last
