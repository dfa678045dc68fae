"""Outcome definitions: one module each, found by name.

A module has a `Definition` (a `plan.base.PlanModel` whose `definition` field is
its name) with

`shape`
    "time_to_event" (columns person_id, day, event; and cause, 0 censored, 1 the event, 2 and more what
    rules it out, where something competes; its words name them), "score" (person_id, wave,
    due_day, day, score), "states" (person_id, start, stop, state, to: stays that follow each other), "interval"
    (person_id, lowest, highest: first and last day on which the event may have happened, highest missing where it is
    open) or "yes_no" (person_id, value; and counted, False for people whom the question is not about, and category,
    where there are several);
`key`
    the name of its table and of its rows in the estimates;
`derive(records)`
    records -> that table; a person who is absent from it has no known outcome;
`any_clock`
    True if the definition reads observations from whatever day 0 it is given; False where absent;
`check(vocabulary)`
    what is wrong with it for this source, in words, or None;
`words(vocabulary)`
    how to speak of it.

To add one, write the module: it is found by being here.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache

# Every module of this folder is a definition.
NAMES = tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


@dataclass(frozen=True)
class OutcomeWords:
    """How to speak of an outcome.

    Parameters
    ----------
    noun : "linkage to primary care".
    had : what people who had the event had done, "had linked to primary care".
    free : what people without the event were, "had not linked to primary care".
    good : whether the event (or a higher score) is good news.
    unit : "people", or "points" for a score.
    competes : whether something else can happen first that rules the event out; the outcome's table then has a cause.
    competing : names of what competes, in the order of the causes from 2 on.
    rule : the exact rule in sentences, with what of it is not verified; empty where the noun says it all.
    """

    noun: str
    had: str
    free: str
    good: bool
    unit: str = "people"
    competes: bool = False
    competing: tuple[str, ...] = ("competing events",)
    rule: str = ""

    @property
    def rises(self) -> bool:
        """Do curves show who had the event? Good news rises, and so does what not everybody can still have."""
        return self.good or self.competes


@cache
def definitions() -> dict[str, type]:
    """Name -> definition model, in alphabetical order."""
    return {
        name: importlib.import_module(f"stepdown.outcomes.definitions.{name}").Definition for name in NAMES
    }
