"""Forms of one instrument that are told apart by the range of their answers (the two BAM formats)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stepdown.errors import Problem
from stepdown.outcomes.instruments.checks import InstrumentError, numbers
from stepdown.outcomes.instruments.instrument import Instrument
from stepdown.outcomes.instruments.registry import family, find


@dataclass(frozen=True)
class Form:
    """The form that the answers show.

    Parameters
    ----------
    instrument : the narrowest form whose answers hold all of these
    people : with any answer to a scored item
    beyond : people with an answer that no narrower form has; 0 for the narrowest form
    note : what remains in doubt, for a reader
    """

    instrument: Instrument
    people: int
    beyond: int
    note: str


def told_apart(name: str | Instrument, items: ArrayLike) -> Form:
    """Find the form of a batch of answers: one source, one format.

    Parameters
    ----------
    name : "bam", or a form by its own name, which is then taken as said
    items : people × items, NaN where not answered; give each site or period with a format of its own apart

    Raises
    ------
    InstrumentError
        For an unknown name and for a table of another shape.

    Notes
    -----
    An answer above the narrow range proves the wide form. Its absence proves nothing for a few people, so
    the narrow form carries a note.
    """
    forms = family(name) if isinstance(name, str) else []
    if not forms:
        return Form(find(name), 0, 0, "")
    scored = sorted({item for scale in forms[0].scales for item in scale.items})
    array = numbers(name, items)
    if array.ndim != 2 or array.shape[1] != forms[0].items.count:
        what = f"The answers are not a table of people × {forms[0].items.count} items."
        raise InstrumentError([Problem(forms[0].family.upper(), what)])
    array = array[:, [item - 1 for item in scored]]
    people = int(np.sum(~np.isnan(array).all(axis=1)))
    beyond = np.nan_to_num(array, nan=-np.inf).max(axis=1, initial=-np.inf) > forms[0].items.highest
    narrow, wide = forms[0], forms[-1]
    if not beyond.any():
        note = (
            f"Told apart by range: no answer above {narrow.items.highest} among {people} people, so {narrow.label}. "
            "Name the form if you know it."
        )
        return Form(narrow, people, 0, note)
    n_beyond = int(beyond.sum())
    note = (
        f"Told apart by range: {n_beyond} of {people} people have an answer above {narrow.items.highest}, so "
        f"{wide.label}. If some used the other format, score them apart."
    )
    return Form(wide, people, n_beyond, note)
