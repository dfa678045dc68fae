"""Sessions come by the million: their table stays coded until it is checked."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def stack_sessions(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The sessions of all files in one frame.

    The source's own number of a session, or its time of day, becomes a plain number: the same where that is the same,
    in whichever file, and telling nothing else.
    """
    frames = [frame.with_columns(pl.col(pl.String).cast(pl.Categorical)) for frame in frames]
    coded = [name for name, kind in frames[0].schema.items() if kind in (pl.Categorical, pl.Enum)]
    for name in coded:
        words = pl.concat([_words(frame[name]) for frame in frames]).unique().sort()
        frames = [frame.with_columns(pl.col(name).cast(pl.Enum(words))) for frame in frames]
    stacked = pl.concat(frames, rechunk=True) if len(frames) > 1 else frames[0]
    if "session" in stacked.columns:
        number = pl.col("session").to_physical().cast(pl.Int64) + 1
        stacked = stacked.with_columns(number.alias("session"))
    return stacked


def _words(column: pl.Series) -> pl.Series:
    return column.unique().drop_nulls().cast(pl.String)
