"""The mistakes that record systems make, planted so that ingest has something to find.

Each is rare, drawn by itself, and never touches who the person is.
"""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

import numpy as np
import polars as pl

SHARE = 0.002


def soil(table: str, frame: pl.DataFrame, seed: int, block: int) -> pl.DataFrame:
    """The frame with its table's mistakes; dates have become text."""
    generator = np.random.default_rng([seed, crc32(table.encode()), block])
    frame = frame.with_columns(
        pl.col(name).dt.strftime("%m/%d/%Y") for name, kind in frame.schema.items() if kind == pl.Date
    )
    for mistake in MISTAKES.get(table, ()):
        frame = mistake(frame, generator)
    return frame


def _some(frame: pl.DataFrame, generator: np.random.Generator) -> pl.Series:
    return pl.Series(generator.random(len(frame)) < SHARE)


def _write(column: str, value: str) -> Callable[[pl.DataFrame, np.random.Generator], pl.DataFrame]:
    """Some cells of a column hold something else."""

    def mistake(frame: pl.DataFrame, generator: np.random.Generator) -> pl.DataFrame:
        wrong = pl.when(_some(frame, generator)).then(pl.lit(value)).otherwise(pl.col(column).cast(pl.String))
        return frame.with_columns(wrong.alias(column))

    return mistake


def _repeat(frame: pl.DataFrame, generator: np.random.Generator) -> pl.DataFrame:
    """Some rows come twice, one after the other."""
    times = 1 + (generator.random(len(frame)) < SHARE)
    return frame[np.repeat(np.arange(len(frame)), times)]


MISTAKES = {
    "clients": (_write("housing", "N/A"), _write("miles", ""), _repeat),
    "admissions": (_repeat,),
    "services": (_write("attendance", "attnded"), _write("kind", "grp"), _repeat),
    "use": (_write("result", "pending"), _write("observed", "13/45/2023"), _write("days", "seven"), _repeat),
    "questionnaires": (_write("phq9", "99"), _write("gad7", ""), _repeat),
    "aftercare": (_write("kind", "??"), _repeat),
}
