"""Derive the outcomes that a plan asks for, each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from stepdown.outcomes.instruments.item_rows import with_item_scores


def derive_outcomes(records: Mapping[str, pd.DataFrame], outcomes: Iterable) -> dict[str, pd.DataFrame]:
    """Key -> table, one for each distinct outcome definition; answers to items are scored first."""
    records = with_item_scores(records)
    wanted = {outcome.key: outcome for outcome in outcomes}
    return {key: wanted[key].derive(records) for key in sorted(wanted)}
