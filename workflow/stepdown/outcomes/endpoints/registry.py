"""Every endpoint by its id: one file each in `published/`, found by looking."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable
from functools import cache

from stepdown.errors import Problem, StepdownError, nearest
from stepdown.outcomes.endpoints import published
from stepdown.outcomes.endpoints.endpoint import Endpoint


@cache
def endpoints() -> dict[str, Endpoint]:
    """Id -> endpoint, in the published order; endpoints that are not published follow by id."""
    modules = pkgutil.iter_modules(published.__path__, f"{published.__name__}.")
    found = [importlib.import_module(module.name).ENDPOINT for module in modules]
    return {endpoint.id: endpoint for endpoint in sorted(found, key=lambda each: (each.place, each.id))}


def columns(chosen: Iterable[Endpoint] | None = None) -> list[str]:
    """The published column ids, in their order."""
    chosen = endpoints().values() if chosen is None else chosen
    return [column for endpoint in chosen for column in endpoint.columns]


def find(ids: Iterable[str | Endpoint]) -> list[Endpoint]:
    """Find endpoints by id or by a column of theirs: "Rs_lee_2016", "RsT_lee_2016".

    An endpoint that is no file here (`general`, or one's own) may stand among the ids.

    Raises
    ------
    StepdownError
        With every unknown id and the nearest known one.
    """
    known = endpoints()
    chosen: dict[str, Endpoint] = {}
    unknown = []
    for each in ids:
        id = each.id if isinstance(each, Endpoint) else re.sub(r"^([A-Z][a-z])[TE]_", r"\1_", each)
        if isinstance(each, Endpoint):
            chosen[id] = each
        elif id in known:
            chosen[id] = known[id]
        else:
            unknown.append(Problem("endpoints", f"There is no endpoint '{each}'.", nearest(each, known)))
    if unknown:
        raise StepdownError(unknown)
    return list(chosen.values())


def distinct(missing: str | None = None) -> list[tuple[Endpoint, ...]]:
    """Endpoints that are one definition under several names, together; the first published one leads."""
    groups: dict[tuple[object, ...], list[Endpoint]] = {}
    for endpoint in endpoints().values():
        groups.setdefault(endpoint.form(missing), []).append(endpoint)
    return [tuple(group) for group in groups.values()]
