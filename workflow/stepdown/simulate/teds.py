"""A file with the columns, codes and one-way margins of TEDS-D 2019, and nobody in it.

Every column is drawn on its own, so no two are associated: a study of such a file must find
nothing. It serves to test reading at national size (1.7 million discharges) and beyond.

Source of the margins: SAMHSA, TEDS-D 2019 codebook (public domain), all 1,722,503 discharges.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

MARGINS = Path(__file__).with_name("teds_d_2019.json")
# Rows drawn and written at a time. The first n rows of a file do not depend on how many follow.
BLOCK = 100_000


def margins() -> dict[str, dict[int, int]]:
    """Column -> code -> number of discharges in 2019."""
    return {
        name: {int(code): count for code, count in counts.items()}
        for name, counts in json.loads(MARGINS.read_text(encoding="utf-8")).items()
    }


def blocks(rows: int, seed: int, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
    """The rows of a simulated file, block by block.

    Parameters
    ----------
    rows : how many discharges.
    seed : the same seed gives the same rows.
    columns : which coded columns, beside CASEID; all 74 by default. Leaving some out does not change the others.
    """
    tables = margins()
    order = list(tables)
    chosen = order if columns is None else [name for name in order if name in set(columns)]
    for number, start in enumerate(range(0, rows, BLOCK)):
        size = min(BLOCK, rows - start)
        drawn = {"CASEID": np.arange(start + 1, start + size + 1)}
        for name in chosen:
            generator = np.random.default_rng([seed, number, order.index(name)])
            drawn[name] = _draw(tables[name], generator, BLOCK)[:size]
        yield pl.DataFrame(drawn)


def _draw(counts: dict[int, int], generator: np.random.Generator, size: int) -> np.ndarray:
    codes = np.array(list(counts), dtype=np.int16)
    ends = np.cumsum(np.array(list(counts.values()), dtype=float))
    return codes[np.searchsorted(ends, generator.random(size) * ends[-1], side="right")]


def write_teds_d(path: str | Path, rows: int, seed: int, columns: Sequence[str] | None = None) -> None:
    """Write a simulated file as CSV, a block at a time: memory does not grow with the rows."""
    with open(path, "wb") as stream:
        for i, block in enumerate(blocks(rows, seed, columns)):
            block.write_csv(stream, include_header=i == 0)
