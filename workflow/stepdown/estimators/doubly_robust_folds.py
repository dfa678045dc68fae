"""Folds for cross-fitting: by person, decided by a hash, so that the order of rows does not matter."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from stepdown.estimators import arrays


def folds_by_person(person: Any, n_folds: int, seed: int) -> np.ndarray:
    """Deal people into folds of equal size, in the order of a seeded hash of their labels.

    Parameters
    ----------
    person : array of labels, shape (n,)
    n_folds : 2 or more
    seed : any whole number

    Returns
    -------
    ndarray of int, shape (n,), 0 … n_folds − 1, the same for all rows of a person

    Raises
    ------
    ValueError
        For fewer than two folds, or fewer people than folds.
    """
    person = np.asarray(person)
    labels, code = arrays.codes(person, "person", len(person))
    if n_folds < 2:
        raise ValueError("Cross-fitting needs at least two folds.")
    if len(labels) < n_folds:
        raise ValueError(f"{len(labels)} people cannot be dealt into {n_folds} folds.")
    digests = [
        hashlib.blake2b(f"{seed}:{label}".encode(), digest_size=16).digest() for label in labels.tolist()
    ]
    fold = np.empty(len(labels), dtype=int)
    fold[sorted(range(len(labels)), key=digests.__getitem__)] = np.arange(len(labels)) % n_folds
    return fold[code]
