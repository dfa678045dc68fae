"""Person keys: kept as they are, or replaced by a salted hash where they look like record numbers."""

from __future__ import annotations

import hashlib

import polars as pl

from stepdown.records.guard.keys import hash_keys, looks_like_record_number
from stepdown.records.mapping.distinct import Distinct, coded


class PersonKeys:
    """One rule for the keys of all tables of a source.

    The salt is made from all the keys together: it is the same in each run on the
    same data, nobody has to keep it, and nobody without the data can make it.

    Parameters
    ----------
    keys : every person key of the source's main table, under its name in the source (MRN says enough).
    """

    def __init__(self, keys: pl.Series):
        known = self.known = keys.drop_nulls().unique().cast(pl.String).sort()
        self.hashed = looks_like_record_number(known, keys.name)
        if self.hashed:
            salt = hashlib.sha256("\n".join(known).encode()).hexdigest()
            self._new = dict(zip(known, hash_keys(known.to_list(), salt), strict=True))

    def of(self, keys: pl.Series) -> pl.Series:
        """The keys to use in records; a key that the main table does not have becomes missing."""
        if not self.hashed:
            return keys
        if keys.dtype == pl.Enum:
            # Each key once, however many rows it has.
            distinct = Distinct.of(keys)
            return distinct.spread(coded(self.of(distinct.values)))
        return keys.replace_strict(self._new, default=None, return_dtype=pl.String)
