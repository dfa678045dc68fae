"""Which counts of people the tables of a release tell, and how they add up across tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from stepdown.disclosure.counts import protect_count
from stepdown.disclosure.subtraction import Counts

if TYPE_CHECKING:
    from stepdown.plan.study import Disclosure, StudyPlan
    from stepdown.records.variables import Variable, Vocabulary

# Names of counts are tuples; a group comes last, and without it the name means all groups together.
NO_GROUP = "(no group)"


def release_counts(raw: Any, plan: StudyPlan, vocabulary: Vocabulary) -> Counts:
    """Every count of people that more than one table of the release could tell.

    Parameters
    ----------
    raw : the study's `RawStudy`.
    """
    by, rules = plan.follow_up_by, plan.disclosure
    asked = [question.exposure.variable for question in plan.questions if question.exposure]
    conditions = [rule.variable for population in plan.populations.values() for rule in population.conditions]
    return (
        baseline_counts(raw.cohort, by, vocabulary, rules, told_overall={*asked, *conditions})
        | follow_up_counts(raw.follow_up, raw.quality)
        | flow_counts("population", raw.population_flow)
        | flow_counts("question", raw.question_flow)
        | quality_counts(raw.quality)
    )


def baseline_variables(cohort: pd.DataFrame, by: str, vocabulary: Vocabulary) -> list[Variable]:
    """The variables of Table 1, in its order."""
    names = [*vocabulary.persons, *(name for name in cohort if name.startswith("baseline."))]
    return [vocabulary.variable(name) for name in names if name != by]


def baseline_counts(
    cohort: pd.DataFrame,
    by: str,
    vocabulary: Vocabulary,
    rules: Disclosure,
    told_overall: frozenset[str] | set[str] = frozenset(),
) -> Counts:
    """Table 1: people of each group, of each category, and those of whom a value is missing.

    Parameters
    ----------
    told_overall : variables whose categories other tables count over all groups.
    """
    counts = Counts()
    groups = {level: cohort[cohort[by] == level] for level in vocabulary.variable(by).levels}
    of_groups = {level: len(group) for level, group in groups.items()}
    _over_groups(counts, ("people",), of_groups, len(cohort))
    for variable in baseline_variables(cohort, by, vocabulary):
        name = variable.name
        missing = {level: int(group[name].isna().sum()) for level, group in groups.items()}
        # The data quality page counts them over all groups.
        _over_groups(counts, ("missing", name), missing, int(cohort[name].isna().sum()))
        if not variable.is_categorical:
            continue
        for level, group in groups.items():
            numbers = {code: int((group[name] == code).sum()) for code in variable.levels}
            names = {code: ("category", name, code, level) for code in numbers}
            counts.exact.update({names[code]: number for code, number in numbers.items()})
            protected = hide_with_complement(numbers, rules)
            counts.hidden.update(names[code] for code, number in protected.items() if number != number)
            counts.sums.append((("people", level), (*names.values(), ("missing", name, level))))
        if name in told_overall:
            for code in variable.levels:
                each = {level: counts.exact["category", name, code, level] for level in groups}
                _over_groups(counts, ("category", name, code), each, int((cohort[name] == code).sum()))
    return counts


def hide_with_complement(counts: Mapping[str, int], rules: Disclosure) -> dict[str, float]:
    """Protect the counts of categories that add up to a known total.

    Where exactly one would be hidden, the next smallest is hidden too.
    """
    protected = {code: protect_count(count, rules.min_cell, rules.round_to) for code, count in counts.items()}
    hidden = [code for code, number in protected.items() if number != number]
    if len(hidden) == 1:
        shown = [code for code in counts if code != hidden[0] and counts[code] > 0]
        if shown:
            protected[min(shown, key=counts.__getitem__)] = float("nan")
    return protected


def follow_up_counts(follow_up: pd.DataFrame, quality: Sequence[Mapping[str, Any]]) -> Counts:
    """Interviews due, reached and not reached by group and wave, and over all groups on the data quality page."""
    counts = Counts()
    for wave, rows in follow_up.groupby("wave"):
        due = dict(zip(rows["level"], rows["number_due"], strict=True))
        reached = dict(zip(rows["level"], rows["number_reached"], strict=True))
        missed = {level: due[level] - reached[level] for level in due}
        told = _interviews_of(wave, quality)
        for name, by_group, counted in (("due", due, "n_checked"), ("not reached", missed, "n_failing")):
            overall = sum(number[counted] for number in told.values()) if told else sum(by_group.values())
            _over_groups(counts, (name, wave), by_group, overall)
            if told:
                counts.sums.append(((name, wave), tuple((counted, *place) for place in told)))
        for level, number in reached.items():
            counts.exact["reached", wave, level] = number
            counts.untold.add(("not reached", wave, level))
            whole = ("due", wave, level)
            counts.sums.append((whole, (("reached", wave, level), ("not reached", wave, level))))
    return counts


def _interviews_of(
    wave: int, quality: Sequence[Mapping[str, Any]]
) -> dict[tuple[int, int], Mapping[str, Any]]:
    """The parts of the check of planned interviews that are about one wave, by the place of check and part."""
    return {
        (i, j): part
        for i, check in enumerate(quality)
        if (check["table"], check["column"]) == ("follow_up", "status")
        for j, part in enumerate(check["parts"])
        if part["time"].rpartition(" ")[2] == str(wave)
    }


def flow_counts(of: str, flow: Sequence[Mapping[str, Any]]) -> Counts:
    """Steps of a flow: what remained before is what remains and what is left out. Estimates tell who remains."""
    counts = Counts()
    for i, step in enumerate(flow):
        remaining, left_out = ("remaining", of, i), ("left out", of, i)
        counts.exact.update({remaining: step["remaining"], left_out: step["left_out"]})
        counts.fixed.add(remaining)
        if i and flow[i - 1][of] == step[of]:
            counts.sums.append((("remaining", of, i - 1), (remaining, left_out)))
    return counts


def quality_counts(quality: Sequence[Mapping[str, Any]]) -> Counts:
    """Rows that checks looked at and that broke them; by level of care and time they add up to the check's own."""
    counts = Counts()
    for i, check in enumerate(quality):
        for name in ("n_checked", "n_failing"):
            counts.exact[name, i] = check[name]
            parts = tuple((name, i, j) for j in range(len(check["parts"])))
            if parts:
                counts.exact.update({part: check["parts"][part[2]][name] for part in parts})
                counts.sums.append(((name, i), parts))
        for place in ((i,), *((i, j) for j in range(len(check["parts"])))):
            held = ("held", *place)
            counts.exact[held] = counts.exact["n_checked", *place] - counts.exact["n_failing", *place]
            counts.untold.add(held)
            counts.sums.append((("n_checked", *place), (("n_failing", *place), held)))
    return counts


def _over_groups(counts: Counts, name: tuple[str, ...], by_group: Mapping[str, int], total: int) -> None:
    """Enter a count by group and over all groups, where another table tells it; and those who are in no group."""
    counts.exact[name] = total
    counts.fixed.add(name)
    counts.exact.update({(*name, level): number for level, number in by_group.items()})
    parts = [(*name, level) for level in by_group]
    if total > sum(by_group.values()):
        rest = (*name, NO_GROUP)
        counts.exact[rest] = total - sum(by_group.values())
        counts.untold.add(rest)
        parts.append(rest)
    counts.sums.append((name, tuple(parts)))
