"""The index episode of each person, and the spell that it belongs to."""

from __future__ import annotations

import pandas as pd


def index_episodes(linked: pd.DataFrame) -> pd.DataFrame:
    """The first episode of each person that is not withdrawal management and was not over before day 0.

    Parameters
    ----------
    linked : of `build_spells`, in its order.
    """
    eligible = linked[
        ~linked["withdrawal_management"] & ((linked["exit_day"] > 0) | (linked["admission_day"] >= 0))
    ]
    return eligible.drop_duplicates("person_id").reset_index(drop=True)


def index_spells(linked: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """One row a person: the spell of the index episode, with its admission and `zero_day`, where the clock starts.

    The clock starts with the index episode, or on day 0 if that was already under way.
    """
    index = index_episodes(linked)
    return spells.iloc[index["spell"]].assign(
        index_day=index["admission_day"].to_numpy(),
        zero_day=index["admission_day"].clip(lower=0).to_numpy(),
        level_of_care=index["level_of_care"].to_numpy(),
    )


def compare_gaps(by_gap: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """How many spells there are under each gap rule, and how many episodes each rule merges.

    Parameters
    ----------
    by_gap : gap in days -> spells.
    """
    return pd.DataFrame(
        [
            {
                "gap_days": gap,
                "n_episodes": int(spells["n_episodes"].sum()),
                "n_spells": len(spells),
                "n_merged": int(spells["n_episodes"].sum()) - len(spells),
                "n_people": int(spells["person_id"].nunique()),
            }
            for gap, spells in sorted(by_gap.items())
        ]
    )
