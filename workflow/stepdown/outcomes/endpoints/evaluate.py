"""Endpoints of many words, in one call."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pandas as pd

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.operations import cut, delete, retention, tally
from stepdown.outcomes.endpoints.registry import columns, endpoints, find
from stepdown.outcomes.endpoints.steps import Step
from stepdown.outcomes.endpoints.unique import unique_words
from stepdown.outcomes.endpoints.words import Words

# Few enough words for their matrices to stay in a core's cache, many enough to keep numpy busy.
BLOCK = 1 << 16
WORKERS = 2

DTYPES = {
    "logical": "boolean",
    "integer": "Int16",
    "survival": "Int16",
    "ratio": "float64",
    "score": "float64",
}


def evaluate(
    words: Words,
    ids: Iterable[str | Endpoint] | None = None,
    missing: str | None = None,
    horizon: int | None = None,
    guarded: bool = False,
) -> pd.DataFrame:
    """Compute endpoints for every person.

    Parameters
    ----------
    words : the people's words
    ids : endpoint or column ids, or endpoints of `general`; default all published
    missing : a rule of `missing.RULES` for every endpoint; default each endpoint's published one. An
        endpoint whose event is missing itself (dropout) keeps its own.
    horizon : use the first so many positions only
    guarded : leave out values that rest on nothing: of people who never began, who provided no screen,
        or whose word has no position left for the rule. The published values count such people, some
        of them as perfect successes.

    Returns
    -------
    frame, one row a person, indexed by person_id (or 0, 1, …), with the published columns: boolean, Int16
    (counts; positions; events 0 or 1) or float; missing where a word is too short

    Raises
    ------
    StepdownError
        For unknown ids or an unknown missing rule.

    Notes
    -----
    ``_`` is deleted first: no position without a visit enters any definition. Times are still positions
    of the word as recorded. Equal words are computed once.
    """
    chosen = list(endpoints().values()) if ids is None else find(ids)
    for endpoint in chosen:
        endpoint.prepared(missing)
    representatives, person_to_word = unique_words(words)
    blocks = [representatives.take(slice(i, i + BLOCK)) for i in range(0, len(representatives), BLOCK)]
    score = partial(score_block, chosen=chosen, missing=missing, horizon=horizon, guarded=guarded)
    with ThreadPoolExecutor(WORKERS) as pool:
        scored = list(pool.map(score, blocks))
    unstarted = ~words.began if guarded else None
    data = {
        name: _column(endpoint.type, [block[name] for block in scored], person_to_word, unstarted)
        for endpoint in chosen
        for name in endpoint.columns
    }
    index = None if words.person_id is None else pd.Index(words.person_id, name="person_id")
    return pd.DataFrame(data, columns=columns(chosen), index=index)


def score_block(
    words: Words, chosen: list[Endpoint], missing: str | None, horizon: int | None, guarded: bool
) -> dict[str, np.ndarray]:
    """Column id -> its values for one block of words; steps and forms that endpoints share are done once."""
    words = ready(words, horizon)
    prepared: dict[tuple[Step, ...], Words] = {(): words}
    done: dict[tuple[object, ...], tuple[np.ndarray, ...]] = {}
    contact = retention(words)
    nothing = tally(words, "+-*") == 0 if guarded else None
    values = {}
    for endpoint in chosen:
        form = endpoint.form(missing)
        if form not in done:
            _, _, steps, rule = form
            word = _prepare(prepared, steps)
            scores = rule.score(word)
            if endpoint.retained:
                scores = tuple(np.where(contact >= endpoint.retained, score, 0) for score in scores)
            if guarded:
                unknown = nothing | (word.lengths == 0)
                scores = tuple(np.where(unknown, np.nan, score) for score in scores)
            done[form] = scores
        values.update(zip(endpoint.columns, done[form], strict=True))
    return values


def ready(words: Words, horizon: int | None = None) -> Words:
    """Words up to the horizon, without the positions that have no visit."""
    return delete(words if horizon is None else cut(words, 1, horizon), "_")


def _prepare(prepared: dict[tuple[Step, ...], Words], steps: tuple[Step, ...]) -> Words:
    """Apply steps, from the longest beginning that is already there."""
    if steps not in prepared:
        prepared[steps] = steps[-1].apply(_prepare(prepared, steps[:-1]))
    return prepared[steps]


def _column(kind: str, blocks: list[np.ndarray], person_to_word: np.ndarray, unstarted: np.ndarray | None):
    """One column of the frame: the words' values given to their people."""
    values = (np.concatenate(blocks) if blocks else np.zeros(0))[person_to_word]
    unknown = np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), dtype=bool)
    if unstarted is not None:
        unknown |= unstarted
    if DTYPES[kind] == "float64":
        return np.where(unknown, np.nan, values)
    if kind == "logical":
        return pd.arrays.BooleanArray(np.where(unknown, 0, values).astype(bool), unknown)
    return pd.arrays.IntegerArray(np.where(unknown, 0, values).astype(np.int16), unknown)
