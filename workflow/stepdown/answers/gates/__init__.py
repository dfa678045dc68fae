"""Gates that an effect must pass before it may be stated (definitions, D.3, D.4 and D.8).

One module a gate, found by its place in this folder. To add one, write the module:

* `NAME`, as verdicts and withheld rows give it; `LABEL`, as the research report does;
* `CHECKS`, what it checks in a sentence's half: "it could not be checked {CHECKS}";
* `MEASURES`, the measures it guards; empty for all effects;
* `Threshold`, a part of the plan with the gate's threshold and the reason for its default;
* a function that gives a `Verdict`, which methods call.

A method names the gates that its effects must pass in `AnalysisModel.gates`: one that gives no verdict of them has its
effects withheld (`apply.with_silent`). A gate of every question is given by `answers.question_gates`.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from stepdown.answers.gates.verdict import Verdict

__all__ = ["Verdict", "gate_labels", "gates", "thresholds"]


@cache
def gates() -> dict[str, ModuleType]:
    """Name -> the gate's module, in alphabetical order."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return {module.NAME: module for module in modules if hasattr(module, "NAME")}


def gate_labels() -> dict[str, str]:
    """Name -> what the gate asks, for readers."""
    return {name: module.LABEL for name, module in gates().items()}


def thresholds() -> tuple[type, ...]:
    """The parts of the plan that hold the gates' thresholds, one a gate."""
    # Pydantic takes the fields of the last base first.
    return tuple(module.Threshold for module in reversed(gates().values()))
