"""A definition in a few words, for the row of a figure."""

from __future__ import annotations

import re

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Run, Window
from stepdown.outcomes.endpoints.steps import Cut


def short_rule(endpoint: Endpoint, unit: str = "week", free: bool = False) -> str:
    """The rule in a few words: "2 positive weeks in any 4", "4 positive weeks in a row, from week 3 on".

    Parameters
    ----------
    free : speak of those without the event, among definitions of abstinence
    """
    rule, units = endpoint.rule, unit if unit.endswith("s") else f"{unit}s"
    later = [step.first for step in endpoint.steps if isinstance(step, Cut) and step.first > 1]
    start = max([getattr(rule, "start", 1), *later])
    since = f", from {unit} {start} on" if start > 1 else ""
    if isinstance(rule, Window) and rule.symbols == "+":
        return _positives(rule.needed, rule.width, unit, units, free) + since
    if isinstance(rule, Run) and rule.symbols == "+":
        return _positives(rule.length, rule.length, unit, units) + since
    return re.sub(r"\.$", "", endpoint.measures)


def short_source(endpoint: Endpoint) -> str:
    """First author and year: "Lee 2016"."""
    year = re.search(r"\b(?:19|20)\d\d\b", endpoint.citation)
    author = re.split(r",| and | et al| \d", endpoint.citation)[0].strip()
    return f"{author} {year.group()}" if year else author


def _positives(needed: int, width: int, unit: str, units: str, free: bool = False) -> str:
    if width == 1:
        return f"No positive {unit}" if free else f"The first positive {unit}"
    if needed == width:
        return f"{needed} positive {units} in a row"
    return f"{needed} positive {units} in any {width}"
