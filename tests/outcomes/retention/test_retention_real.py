"""Retention in the opioid trials against what was published, where those files are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from stepdown.cohort.spells.build import build_spells
from stepdown.cohort.spells.index import index_spells
from stepdown.cohort.spells.ledger import discharge_ledger
from stepdown.cohort.spells.stays import level_stays
from stepdown.outcomes.definitions import definitions
from stepdown.records.adapters import read_source, settings_models

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "ctn0094" / "data"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the CTN-0094 files do not ship with stepdown")
RULE = {"spell_gap_days": 14, "records_end_day": 168}


@pytest.fixture(scope="module")
def real() -> dict[str, pd.DataFrame]:
    return dict(read_source(settings_models()["ctn0094"](adapter="ctn0094", path=str(REAL))).tables)


@pytest.fixture(scope="module")
def by_arm(real):
    """`by_arm(definition, **settings)`: arm -> (yes, known)."""
    arm = real["persons"].set_index("person_id")["arm"]

    def counts(name: str, **settings):
        table = definitions()[name](definition=name, **RULE, **settings).derive(real)
        grouped = table.groupby(table["person_id"].map(arm))["value"].agg(["sum", "size"])
        return {arm: tuple(row) for arm, row in grouped.iterrows()}

    return counts


def test_induction_in_ctn0051_is_as_published(by_arm):
    """Lee and others 2018, doi:10.1016/S0140-6736(17)32812-X: 204 of 283 and 270 of 287."""
    found = by_arm("induction")
    assert found["naltrexone_after_detox"] == (204, 283)
    assert found["buprenorphine_after_detox"] == (270, 287)


def test_completion_in_ctn0027_is_near_what_was_published(by_arm):
    """74 in 100 on methadone and 46 in 100 on buprenorphine."""
    found = by_arm("spell_completed")
    shares = {arm: round(100 * yes / known) for arm, (yes, known) in found.items()}
    assert (shares["methadone"], shares["buprenorphine"]) == (74, 46)


def test_the_ledger_of_the_trials_reconciles(real):
    linked, spells = build_spells(real["episodes"], 14)
    stays = level_stays(linked, spells)
    index = index_spells(linked, spells)
    ledger = discharge_ledger(stays[stays["spell"].isin(index.index)], index)
    assert len(index) == 2492
    assert ledger[["completed", "left", "terminated", "died", "incarcerated"]].sum().sum() > 2000
