"""The simulated national file: its margins, its seed, and that it can be read."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from stepdown.records.adapters import read_source, settings_models, vocabulary_of
from stepdown.records.ingest import ingest
from stepdown.simulate.teds import BLOCK, blocks, margins, write_teds_d

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "teds" / "frequencies_2019.json"


def test_margins_follow_the_published_counts():
    rows = 200_000
    table = pl.concat(blocks(rows, seed=3, columns=["REASON", "SERVICES", "LOS", "SUB1"]))
    for name in table.columns[1:]:
        published = margins()[name]
        total = sum(published.values())
        found = dict(table[name].value_counts().iter_rows())
        assert set(found) <= set(published)
        for code, count in published.items():
            share = count / total
            # Five standard errors: with a fixed seed this either holds or does not.
            assert abs(found.get(code, 0) / rows - share) < 5 * (share * (1 - share) / rows) ** 0.5, (
                name,
                code,
            )


def test_same_seed_same_rows_and_a_longer_file_starts_with_the_shorter():
    short = pl.concat(blocks(50, seed=1))
    assert short.equals(pl.concat(blocks(BLOCK + 5, seed=1)).head(50))
    assert not short.equals(pl.concat(blocks(50, seed=2)))
    some = pl.concat(blocks(50, seed=1, columns=["LOS", "AGE"]))
    assert some.equals(short.select(some.columns)), "leaving columns out does not change the others"


def test_the_file_can_be_read_whole(tmp_path):
    write_teds_d(tmp_path / "tedsd.csv", 2_000, seed=1)
    settings = settings_models()["teds_d"](adapter="teds_d", path=str(tmp_path))
    checked = ingest(read_source(settings), vocabulary_of(settings))
    assert len(checked["persons"].kept) == len(checked["episodes"].kept) == 2_000


@pytest.mark.skipif(not SHARED.is_file(), reason="the published frequencies are not beside the project")
def test_the_committed_margins_are_the_published_ones():
    published = json.loads(SHARED.read_text(encoding="utf-8"))
    assert margins() == {
        name: {int(code): count for code, count in counts.items()}
        for name, counts in published.items()
        if counts
    }
