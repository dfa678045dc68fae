"""Every instrument by its id: one file each in `published/`, found by looking."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache

from stepdown.errors import Problem, nearest
from stepdown.outcomes.instruments import published
from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.instrument import Instrument, Scale


@cache
def instruments() -> dict[str, Instrument]:
    """Id -> instrument, by id."""
    modules = pkgutil.iter_modules(published.__path__, f"{published.__name__}.")
    found = [importlib.import_module(module.name).INSTRUMENT for module in modules]
    return {instrument.id: instrument for instrument in sorted(found, key=lambda each: each.id)}


def find(name: str | Instrument) -> Instrument:
    """Find an instrument by id or label; capitals, hyphens and underscores do not matter.

    Raises
    ------
    InstrumentError
        For an unknown name with the nearest known one, and for a name shared by several forms.

    Examples
    --------
    >>> find("PHQ-9").id, find("ces_d").id
    ('phq9', 'cesd')
    """
    if isinstance(name, Instrument):
        return name
    known = {_plain(alias): each for each in instruments().values() for alias in (each.id, each.label)}
    if _plain(name) in known:
        return known[_plain(name)]
    forms = [each.id for each in family(name)]
    if forms:
        mend = f"Name the form: {' or '.join(forms)}. Only `score` tells them apart, by their answers."
        raise InstrumentError([Problem("instrument", f"'{name}' has forms that must not be mixed.", mend)])
    raise InstrumentError([Problem("instrument", f"There is no instrument '{name}'.", _hint(name))])


def find_scale(name: str | Instrument, scale: str | None = None) -> tuple[Instrument, Scale]:
    """Find a scale: by its id, or the main one; "sf36_mcs" names instrument and scale at once.

    Raises
    ------
    InstrumentError
        For an unknown instrument or scale, and for an instrument of several scales where none is named
        and the first is not a total.
    """
    instrument = None if isinstance(name, Instrument) else _joined(name, scale)
    if instrument is not None:
        return instrument
    found = find(name)
    known = {each.id: each for each in found.scales}
    if scale is None and (len(known) == 1 or found.scales[0].id == "total"):
        return found, found.scales[0]
    if scale not in known:
        what = f"{found.label} has no single score." if scale is None else f"{found.label} has no '{scale}'."
        raise InstrumentError([Problem("scale", what, nearest(scale or "", known))])
    return found, known[scale]


def recognised(name: str) -> list[tuple[Instrument, Scale]]:
    """The scales that a name in the records may stand for, the one with the narrowest range first.

    None for a score that is not registered; several where the forms of one instrument share the name
    ("bam_use") and only the range of the scores tells them apart.

    Examples
    --------
    >>> [(form.id, scale.highest) for form, scale in recognised("bam_use")]
    [('bam_likert', 12), ('bam_continuous', 90)]
    >>> recognised("bam"), recognised("shoe_size")
    ([], [])
    """
    try:
        return [find_scale(name)]
    except InstrumentError:
        pass
    forms = [form for form in instruments().values() if form.family]
    pairs = [(form, scale) for form in forms for scale in form.scales]
    found = [(form, scale) for form, scale in pairs if _plain(form.family + scale.id) == _plain(name)]
    return sorted(found, key=lambda pair: pair[1].highest)


def family(name: str) -> list[Instrument]:
    """The forms that share a name, the one with the narrowest answers first."""
    forms = [each for each in instruments().values() if each.family and _plain(each.family) == _plain(name)]
    return sorted(forms, key=lambda form: form.items.highest if form.items else 0)


def _joined(name: str, scale: str | None) -> tuple[Instrument, Scale] | None:
    """The scale that "instrument_scale" names, if it names one."""
    if scale is not None:
        return None
    for instrument in instruments().values():
        for each in instrument.scales:
            if _plain(f"{instrument.id}{each.id}") == _plain(name):
                return instrument, each
    return None


def _hint(name: str) -> str:
    return nearest(_plain(name), [*instruments(), *{each.family for each in instruments().values()} - {""}])


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
