"""How long do a million episodes take to become spells, stays and a discharge ledger?

python benchmarks/spells.py --episodes 1000000
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

from stepdown.cohort.spells.build import build_spells
from stepdown.cohort.spells.ledger import discharge_ledger
from stepdown.cohort.spells.stays import level_stays
from stepdown.records.schema import DISCHARGE_REASONS, LEVELS_OF_CARE

SEED = 20240101


def made_up(n: int) -> pd.DataFrame:
    """Canonical episodes of n / 3 people, with overlaps, open ends and missing days."""
    draw = np.random.default_rng(SEED)
    first, length = draw.integers(-30, 600, n), draw.integers(0, 120, n)
    reasons = np.array([*DISCHARGE_REASONS, None], dtype=object)
    table = pd.DataFrame(
        {
            "episode_id": [f"e{i}" for i in range(n)],
            "person_id": [f"p{i:07d}" for i in draw.integers(0, max(1, n // 3), n)],
            "level_of_care": np.array(LEVELS_OF_CARE)[draw.integers(0, len(LEVELS_OF_CARE), n)],
            "withdrawal_management": draw.random(n) < 0.15,
            "admission_day": first,
            "discharge_day": pd.array(first + length, dtype="Int64"),
            "last_contact_day": pd.array(first + np.maximum(length - 5, 0), dtype="Int64"),
            "planned_days": pd.array(draw.integers(1, 100, n), dtype="Int64"),
            "discharge_reason": pd.array(reasons[draw.integers(0, len(reasons), n)], dtype="string"),
        }
    )
    table.loc[draw.random(n) < 0.2, "discharge_day"] = pd.NA
    table.loc[draw.random(n) < 0.3, "last_contact_day"] = pd.NA
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--episodes", type=int, default=1_000_000)
    episodes = made_up(parser.parse_args().episodes)
    started = time.process_time()
    linked, spells = build_spells(episodes, 30)
    built = time.process_time()
    stays = level_stays(linked, spells)
    cut = time.process_time()
    discharge_ledger(stays, spells)
    counted = time.process_time()
    print(f"{len(episodes)} episodes, {len(spells)} spells, {len(stays)} stays at one level")
    print(
        f"CPU time: spells {built - started:.1f} s, stays {cut - built:.1f} s, ledger {counted - cut:.1f} s"
    )


if __name__ == "__main__":
    main()
