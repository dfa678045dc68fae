"""Item 9 of the PHQ-9 never leaves the restricted zone at person level, by itself or by subtraction."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from stepdown.errors import DisclosureError, Problem
from stepdown.outcomes.instruments import checks
from stepdown.outcomes.instruments.instrument import Instrument
from stepdown.outcomes.instruments.registry import find, instruments

_MARKER = r"(?:item|itm|it|i|question|quest|q)"
_TOPIC = re.compile(r"suicid|self_?harm|safety_?flag|better_?off_?dead")
_PACKED = {"items", "answers", "responses", "item_values"}
_ITEM_NAMES = ("item", "item_number", "item_id", "question")


def safety_flag(instrument: str | Instrument, items: ArrayLike) -> NDArray[np.float64]:
    """Whether any sensitive item is above 0: 1, 0, or NaN; for the restricted zone, to act upon.

    Raises
    ------
    InstrumentError
        For an instrument without sensitive items, and for answers that the form does not have.
    """
    found = find(instrument)
    if not found.sensitive_items or found.items is None:
        raise checks.InstrumentError([Problem(found.label, "It has no sensitive items.")])
    answered = checks.answers(found, found.items, items)
    part = answered[:, [number - 1 for number in found.sensitive_items]]
    return np.where((part > 0).any(axis=1), 1.0, np.where(np.isnan(part).any(axis=1), np.nan, 0.0))


def drop_sensitive(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop every sensitive item from a table of people; in doubt, drop.

    Parameters
    ----------
    frame : one column an item ("phq9_9", "PHQ-9 item 9", "phq9" beside "phq3"), or one row an item
        (`instrument` and `item`), or packed answers (`items`)

    Returns
    -------
    A copy without sensitive items, their flags and packed answers. Where anything else of the instrument is
    there (a total, a band), all its items go: the total minus the other eight is item 9. So does a PHQ-8
    beside a PHQ-9.
    """
    frame = _without_rows(frame)
    return frame.drop(columns=sensitive_columns(frame.columns))


def refuse_sensitive(frame: pd.DataFrame) -> None:
    """Refuse a table that still holds a sensitive item.

    Raises
    ------
    DisclosureError
        With the columns, or the number of rows, that `drop_sensitive` would drop.
    """
    columns, rows = held(frame)
    problems = []
    if columns:
        problems.append(Problem(", ".join(columns), "Sensitive items, or what would give them away."))
    if rows:
        problems.append(Problem("item rows", f"{rows} rows hold sensitive items."))
    if problems:
        raise DisclosureError(problems)


def held(frame: pd.DataFrame) -> tuple[list[str], int]:
    """The sensitive columns of a table, and the number of its sensitive rows."""
    kept = drop_sensitive(frame)
    return [str(name) for name in frame.columns if name not in set(kept.columns)], len(frame) - len(kept)


def names_sensitive(text: str) -> bool:
    """Whether a name or a sentence speaks of a single sensitive item.

    Examples
    --------
    >>> [names_sensitive(text) for text in ("phq9_item9", "Item 9 of the PHQ-9", "phq9_total", "interview 9")]
    [True, True, False, False]
    """
    plain = _plain(text)
    if _TOPIC.search(plain):
        return True
    for instrument in instruments().values():
        stem = re.fullmatch(r"([a-z]+)\d*", instrument.id)[1] if instrument.sensitive_items else ""
        if not stem:
            continue
        numbers = "|".join(map(str, instrument.sensitive_items))
        turned = rf"(?:^|_){_MARKER}_?0*(?:{numbers})_(?:(?:of|from|in|on|the)_)*{stem}"
        if re.search(turned, plain) or _columns_of(instrument, {text: plain}):
            return True
    return False


def sensitive_columns(names: Iterable[object]) -> list[object]:
    """The columns that must go, by their names alone."""
    names = list(names)
    plain = {name: _plain(name) for name in names}
    gone = {name for name in names if _TOPIC.search(plain[name]) or plain[name] in _PACKED}
    for instrument in instruments().values():
        if instrument.sensitive_items:
            gone |= _columns_of(instrument, plain)
    return [name for name in names if name in gone]


def _columns_of(instrument: Instrument, plain: dict[object, str]) -> set[object]:
    """Sensitive columns of one instrument; all its items where something else of it is there."""
    stem, length = re.fullmatch(r"([a-z]+)(\d*)", instrument.id).groups()
    count = instrument.items.count
    own = rf"(?:^|_){stem}_?"
    itself = re.compile(rf"{own}{length}_?{_MARKER}?_?0*(\d+)(?:_.*)?$|{own}{_MARKER}_?0*(\d+)(?:_.*)?$")
    bare = re.compile(rf"{own}0*(\d+)(?:_[a-z].*)?$")
    short = re.compile(rf"{own}{count - len(instrument.sensitive_items)}(?:_[a-z].*)?$")
    # "phq3" can only be an item, and then "phq9" is one as well; "phq2", "phq8" and "phq9" alone are forms.
    numbered = any(
        match and int(match[1]) in range(3, count - 1) for match in map(bare.search, plain.values())
    )
    items: dict[object, int] = {}
    rest: set[object] = set()
    for name, text in plain.items():
        match = itself.search(text) or (bare.search(text) if numbered else None)
        number = int(next(filter(None, match.groups()))) if match else 0
        if 1 <= number <= count:
            items[name] = number
        elif re.search(rf"{own}(?:{length}|total|tot|score|sum|band|severity)", text):
            rest.add(name)
    gone = {name for name, number in items.items() if rest or number in instrument.sensitive_items}
    if rest:
        gone |= {name for name, text in plain.items() if short.search(text)}
    return gone


def _without_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop the sensitive rows of a table with one row an item."""
    by_plain = {_plain(name): name for name in frame.columns}
    item = next((by_plain[name] for name in _ITEM_NAMES if name in by_plain), None)
    if item is None or "instrument" not in by_plain:
        return frame.copy()
    which = frame[by_plain["instrument"]].astype("string").map(_plain, na_action="ignore")
    numbers = frame[item].astype("string").str.extract(r"(\d+)(?:\.0+)?\s*$")[0].astype("Float64")
    gone = pd.Series(False, index=frame.index)
    for instrument in instruments().values():
        if not instrument.sensitive_items:
            continue
        own = which.str.replace("_", "").eq(instrument.id).fillna(False).astype(bool)
        single = own & numbers.between(1, instrument.items.count).fillna(False).astype(bool)
        rest = "total" in by_plain or bool((own & ~single).any())
        sensitive = numbers.isin(instrument.sensitive_items).fillna(False).astype(bool)
        gone |= single if rest else single & sensitive
    return frame[~gone.to_numpy()].copy()


def _plain(name: object) -> str:
    text = "_".join(map(str, name)) if isinstance(name, tuple) else str(name)
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
