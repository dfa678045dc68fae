"""Figures that stand beside a question's own: `<question>_<name>` in the release.

One module a figure, found by its place in this folder. To add one, write the module:

* `NAME`, what its name in the release ends with; `KIND`, a kind of `figures.kinds`;
* `ORDER`, where it stands among the others, from small to large;
* `POSITION`, where it stands on the director's page: "above" or "below" the question's own figure, or in the "details";
* `HEADING` and `MEANING`, its heading there and what it shows, in plain words;
* `TABLES`, the raw tables that it needs and that methods give (`Answer.diagnostics`): name -> columns;
* `is_drawn(question, vocabulary)`, whether what the plan asks for has this figure;
* `numbers(behind)`, its protected table, made at the door from `behind.Behind`;
* `words(question, vocabulary, headline, data)`, made of the protected table: title, subtitle, caption, options of the kind.

Numbers are made in one stage and words in another, which never meet: what a function needs of `disclosure` or `figures`
it imports itself.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stepdown.plan.study import Question
    from stepdown.records.variables import Vocabulary


@cache
def beside() -> dict[str, ModuleType]:
    """Name -> the figure's module, in the order in which a page shows them."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    figures = sorted((one for one in modules if hasattr(one, "NAME")), key=lambda one: one.ORDER)
    return {one.NAME: one for one in figures}


def figures_beside(question: Question, vocabulary: Vocabulary) -> list[str]:
    """Names of the figures that a question has beside its own, from what its plan asks for."""
    return [name for name, figure in beside().items() if figure.is_drawn(question, vocabulary)]


def tables_behind() -> dict[str, list[str]]:
    """The raw tables that all of these figures need: name -> columns."""
    return {name: columns for figure in beside().values() for name, columns in figure.TABLES.items()}
