"""The table of test vectors, and the test table that every endpoint carries."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stepdown.outcomes.endpoints import examples
from stepdown.outcomes.endpoints.evaluate import evaluate
from stepdown.outcomes.endpoints.registry import columns, endpoints
from stepdown.outcomes.endpoints.words import Words

HEAD, *LINES = Path(__file__).with_name("vectors.txt").read_text(encoding="utf-8").splitlines()
VECTORS = {line.split()[0]: line.split()[1:] for line in LINES}
WORDS = HEAD.split()[1:]


@pytest.fixture(scope="module")
def table():
    return evaluate(Words.from_strings(WORDS))


def test_the_table_has_every_column_in_the_published_order(table):
    assert list(VECTORS) == columns() == list(table.columns)
    assert len(VECTORS) == 62


@pytest.mark.parametrize("column", VECTORS)
def test_vectors(table, column):
    expected = np.array(examples.read(" ".join(VECTORS[column])), dtype=float)
    # The table has four decimals.
    np.testing.assert_allclose(table[column].to_numpy(dtype=float), expected, rtol=0, atol=5.001e-5)


@pytest.mark.parametrize("endpoint", endpoints().values(), ids=lambda each: each.id)
def test_the_endpoints_own_tables(endpoint):
    values = evaluate(Words.from_strings(examples.WORDS.values()), [endpoint.id])
    assert len(endpoint.examples) == len(endpoint.columns)
    for column, line in zip(endpoint.columns, endpoint.examples, strict=True):
        ours = values[column].to_numpy(dtype=float, na_value=np.nan)
        np.testing.assert_allclose(ours, np.array(examples.read(line), dtype=float), rtol=0, atol=5.001e-5)
