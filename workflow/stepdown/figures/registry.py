"""The figure kinds by name. Adding a file to `kinds/` adds a figure."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from types import ModuleType

from stepdown.errors import PlanError, Problem, nearest
from stepdown.figures import kinds


def figure_kinds() -> tuple[str, ...]:
    """Names of all figure kinds, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(kinds.__path__)))


def figure_kind(name: str) -> Callable:
    """Return the function that draws a figure of this kind.

    Parameters
    ----------
    name : str
        One of `figure_kinds()`.

    Returns
    -------
    callable
        ``draw(data, words, layout="full", **options) -> matplotlib.figure.Figure``.

    Raises
    ------
    PlanError
        If there is no such kind.
    """
    return _module(name).draw


def figure_description(name: str) -> Callable:
    """Return the function that writes the alt text of this kind: ``describe(data, words, **options) -> str``.

    It takes the same options as the kind's `draw`, so that one dictionary serves both.
    """
    return _module(name).describe


def _module(name: str) -> ModuleType:
    # Imported on demand, so that `import stepdown.figures` does not load matplotlib.
    if name not in figure_kinds():
        raise PlanError(
            [Problem(f"figure kind {name}", "There is no such figure.", nearest(name, figure_kinds()))]
        )
    return importlib.import_module(f"{kinds.__name__}.{name}")
