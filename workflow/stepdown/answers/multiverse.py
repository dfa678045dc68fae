"""One question under every definition of its outcome and every missing rule (definitions, D.7).

The plan names one definition beforehand, and its answer stands. This table shows how much of it is the definition.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.outcomes.endpoints.evaluate import evaluate
from stepdown.outcomes.endpoints.operations import tally
from stepdown.outcomes.endpoints.registry import endpoints
from stepdown.outcomes.endpoints.rules import Run, Window
from stepdown.outcomes.endpoints.short import short_rule, short_source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stepdown.answers.frame import QuestionFrame
    from stepdown.outcomes.definitions.endpoint import Definition
    from stepdown.outcomes.endpoints.endpoint import Endpoint
    from stepdown.outcomes.endpoints.words import Words
    from stepdown.plan.study import Question

# Every definition is shown under these, under its published rule, and under the plan's.
RULES = ("positive", "missing", "observed", "neighbours")
COLUMNS = [
    "question", "definition", "label", "sources", "missing_rule", "is_published", "is_primary", "same_as",
    "level", "n", "n_yes",
]  # fmt: skip


def family(outcome: Definition) -> list[Endpoint]:
    """The definitions that answer yes or no to the same question as this one, its own first.

    Relapse has first use beside it, the strictest of all; a count, a share or a score is compared with those of
    its kind and type, at the same threshold.
    """
    own = outcome.endpoint
    if own.type not in ("logical", "survival"):
        alike = [each for each in endpoints().values() if (each.kind, each.type) == (own.kind, own.type)]
    else:
        alike = [
            each
            for each in endpoints().values()
            if each.type in ("logical", "survival")
            and (
                each.kind == own.kind
                or (own.kind == "relapse" and each.type == "survival" and _first_use(each))
            )
        ]
    return [own, *(_timed(each) for each in alike if each.id != own.id)]


def _timed(endpoint: Endpoint) -> Endpoint:
    """A run as a time to that run: it then has no verdict for words too short to hold it, as its timed twins."""
    if not isinstance(endpoint.rule, Run) or endpoint.rule.symbols != "+":
        return endpoint
    length, symbols = endpoint.rule.length, endpoint.rule.symbols
    return replace(endpoint, type="survival", rule=Window(length, length, symbols))


def _first_use(endpoint: Endpoint) -> bool:
    return endpoint.kind == "abstinence"


def has_multiverse(question: Question) -> bool:
    """Are there other definitions to hold the question's own against?"""
    return question.outcome.definition == "endpoint" and len(family(question.outcome)) > 1


def multiverse(frame: QuestionFrame, words: Words) -> pd.DataFrame:
    """Count who had the outcome, by definition, missing rule and exposure group.

    Parameters
    ----------
    frame : the question's people and exposure
    words : words that hold all of these people

    Returns
    -------
    frame with COLUMNS, one row a definition, missing rule and level ("" for everyone); `n`, people whose outcome
    is known under it, and `n_yes`, who had it. Definitions that give every one of these people the same verdict
    under every missing rule are one row; a missing rule that changes no verdict of a definition names, in
    `same_as`, the rule before it that says the same.
    """
    outcome = frame.question.outcome
    people = frame.people
    chosen = words.take(pd.Index(words.person_id).get_indexer(people["person_id"]))
    verdicts = _verdicts(outcome, chosen)
    levels = ["", *frame.levels]
    inside = {
        level: (people["exposure"] == level).fillna(False).to_numpy(bool)
        if level
        else np.ones(len(people), bool)
        for level in levels
    }
    rows = []
    for group in _same(verdicts, family(outcome)):
        shared = {
            "question": frame.question.id,
            "definition": "; ".join(each.id for each in group),
            "label": short_rule(group[0], outcome.unit, free=outcome.endpoint.kind == "abstinence"),
            "sources": "; ".join(dict.fromkeys(short_source(each) for each in group)),
        }
        seen: dict[bytes, str] = {}
        for rule in _rules_of(group, outcome):
            verdict = verdicts[group[0].id][rule]
            known = ~np.isnan(verdict)
            cell = shared | {
                "missing_rule": rule,
                "is_published": any(each.missing == rule for each in group),
                "is_primary": group[0].id == outcome.id and rule == outcome.missing_rule,
                "same_as": seen.setdefault(verdict.tobytes(), rule),
            }
            cell["same_as"] = "" if cell["same_as"] == rule else cell["same_as"]
            rows += [
                cell
                | {
                    "level": level,
                    "n": int((known & where).sum()),
                    "n_yes": int(np.nansum(verdict[where])),
                }
                for level, where in inside.items()
            ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _verdicts(outcome: Definition, words: Words) -> dict[str, dict[str, np.ndarray]]:
    """Endpoint -> missing rule -> 1, 0 or not known for each person."""
    compared = family(outcome)
    every = dict.fromkeys([*RULES, *(each.missing for each in compared), outcome.missing_rule])
    unknown = (words.lengths == 0) | (tally(words, "+-*") < outcome.min_observed)
    if outcome.never_began == "not_known":
        unknown |= ~words.began
    found: dict[str, dict[str, np.ndarray]] = {each.id: {} for each in compared}
    for rule in every:
        table = evaluate(words, compared, rule, outcome.horizon)
        for each in compared:
            value = table[each.columns[-1]].astype("float64").to_numpy(na_value=np.nan, copy=True)
            if (
                outcome.endpoint.kind == "abstinence"
                and isinstance(each.rule, Window)
                and each.rule.symbols == "+"
            ):
                # Free of the event is abstinent.
                value = 1 - value
            if outcome.at_least is not None:
                value = np.where(np.isnan(value), np.nan, value >= outcome.at_least)
            value[unknown] = np.nan
            found[each.id][rule] = value
    return found


def _same(verdicts: dict[str, dict[str, np.ndarray]], compared: Iterable[Endpoint]) -> list[list[Endpoint]]:
    """Definitions in groups of equal verdicts under every missing rule, the plan's own group first."""
    groups: dict[tuple[bytes, ...], list[Endpoint]] = {}
    for each in compared:
        groups.setdefault(tuple(value.tobytes() for value in verdicts[each.id].values()), []).append(each)
    return list(groups.values())


def _rules_of(group: Iterable[Endpoint], outcome: Definition) -> list[str]:
    own = [outcome.missing_rule] if any(each.id == outcome.id for each in group) else []
    return list(dict.fromkeys([*RULES, *(each.missing for each in group), *own]))
