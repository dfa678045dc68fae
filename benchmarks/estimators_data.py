"""Files that every tool reads: admissions with twelve categorical covariates, and people's visits."""

from __future__ import annotations

from pathlib import Path

import numpy as np

LEVELS = {f"c{i}": size for i, size in enumerate([2, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 10])}
# Five of them for the propensity: 2 × 3 × 4 × 5 × 6 cells.
PROPENSITY = ["c1", "c2", "c3", "c4", "c5"]
N_VISITS = 5


def write_admissions(path: Path, n: int, seed: int = 20261124) -> None:
    """Whole days to an event within a year, the covariates, a yes/no outcome and an arm."""
    import polars as pl

    draw = np.random.default_rng(seed)
    columns = {name: draw.integers(0, size, n, dtype=np.uint8) for name, size in LEVELS.items()}
    predictor = np.zeros(n)
    for name, size in LEVELS.items():
        predictor += draw.normal(0, 0.2, size)[columns[name]]
    length = draw.exponential(1.0, n) * 120 * np.exp(-predictor)
    censoring = draw.uniform(1, 365, n)
    columns["day"] = np.ceil(np.minimum(length, censoring)).astype(np.int16)
    columns["event"] = (length <= censoring).astype(np.uint8)
    columns["y"] = (draw.random(n) < 1 / (1 + np.exp(-predictor))).astype(np.uint8)
    columns["arm"] = (draw.random(n) < 1 / (1 + np.exp(-0.7 * predictor))).astype(np.uint8)
    pl.DataFrame(columns).write_csv(path)


def write_visits(path: Path, n_people: int, seed: int = 20261125) -> None:
    """A score at five visits, some missed, of people with constants and slopes of their own."""
    import polars as pl

    draw = np.random.default_rng(seed)
    person, visit = np.repeat(np.arange(n_people), N_VISITS), np.tile(np.arange(N_VISITS), n_people)
    arm = np.repeat(draw.integers(0, 2, n_people), N_VISITS)
    constant, slope = draw.normal(0, 2, n_people)[person], draw.normal(0, 0.5, n_people)[person]
    noise = draw.normal(size=len(person))
    score = 10 - 0.5 * visit - 0.3 * arm * visit + constant + (slope + 0.15 * constant) * visit + noise
    kept = (visit == 0) | (draw.random(len(person)) > 0.15)
    rows = pl.DataFrame({"person": person, "visit": visit, "arm": arm, "score": np.round(score, 4)})
    rows.filter(pl.Series(kept)).write_csv(path)
