"""Files that appear whole or not at all, with the same bytes each time."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import polars as pl

# Six significant figures: more than anybody reads, fewer than two machines' rounding can change.
NUMBER_FORMAT = "%.6g"
# Rows of a group in a Parquet file.
ROW_GROUP = 250_000


def sha256(path: str | Path) -> str:
    """Hex digest of a file's bytes."""
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write to a neighbour, then rename: a reader never sees half a file."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(content)
    os.replace(partial, path)


def write_text(path: str | Path, content: str) -> None:
    write_bytes(path, content.encode("utf-8"))


def write_json(path: str | Path, content: Any) -> None:
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: str | Path) -> Any:
    return json.loads(Path(path).read_text(encoding="utf-8"))


def csv_text(table: pd.DataFrame) -> str:
    """A table as CSV text: six significant figures, empty for missing, Unix line ends."""
    return table.to_csv(index=False, float_format=NUMBER_FORMAT, lineterminator="\n")


def write_csv(path: str | Path, table: pd.DataFrame) -> None:
    write_text(path, csv_text(table))


def write_parquet(path: str | Path, table: pd.DataFrame | pl.DataFrame) -> None:
    """Write a Parquet file whose bytes depend on the table alone."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    if isinstance(table, pd.DataFrame):
        table.to_parquet(partial, index=False, compression="zstd")
    else:
        # One chunk and row groups of one size: otherwise the bytes would tell how many cores made the table.
        table.rechunk().write_parquet(
            partial, compression="zstd", compression_level=1, statistics=False, row_group_size=ROW_GROUP
        )
    os.replace(partial, path)
