"""Tables of one column."""

from __future__ import annotations

import polars as pl
import pytest


@pytest.fixture(scope="session")
def column():
    """`column("name", "a", "b")` is a table of one text column."""

    def table(name: str, *values: object) -> pl.DataFrame:
        return pl.DataFrame({name: [None if v is None else str(v) for v in values]}, schema={name: pl.String})

    return table
