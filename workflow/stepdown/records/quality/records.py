"""The records as checks see them: polars frames, and which level of care a day belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from stepdown.records.ingest import Ingested
from stepdown.records.quality.check import Part
from stepdown.records.schema import LEVELS_OF_CARE
from stepdown.records.variables import Vocabulary

AFTER, BEFORE, UNKNOWN = "after discharge", "before admission", "no episode"
# The ladder from the top, then what lies outside care.
LEVEL_ORDER = (*reversed(LEVELS_OF_CARE), AFTER, BEFORE, UNKNOWN)


@dataclass(frozen=True)
class Records:
    """Every canonical table after ingest, with the vocabulary of the source."""

    ingested: Mapping[str, Ingested]
    vocabulary: Vocabulary

    @cached_property
    def _frames(self) -> dict[str, pl.DataFrame]:
        return {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        """The kept rows of a table."""
        if name not in self._frames:
            kept = self.ingested[name].kept
            self._frames[name] = kept if isinstance(kept, pl.DataFrame) else pl.from_pandas(kept)
        return self._frames[name]

    @cached_property
    def dated_episodes(self) -> pl.DataFrame:
        """Episodes with an admission day, by person and admission."""
        episodes = self["episodes"]
        return episodes.filter(pl.col("admission_day").is_not_null()).sort(
            "person_id", "admission_day", "episode_id"
        )

    @cached_property
    def first_admissions(self) -> pl.DataFrame:
        """One row a person: the first admission's day, level of care and discharge day."""
        columns = ["person_id", "admission_day", "discharge_day", "level_of_care"]
        return self.dated_episodes.select(columns).unique("person_id", keep="first", maintain_order=True)

    def wave_names(self) -> pl.Expr:
        """`time`: each row's planned interview in words."""
        return pl.col("wave").map_elements(self.vocabulary.wave_name, return_dtype=pl.String).alias("time")

    def with_first_level(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with the level of care of the person's first episode as `level`."""
        if rows.is_empty():
            # A national file has millions of episodes and no interview: nothing to sort for.
            return rows.with_columns(pl.lit(UNKNOWN).alias("level"))
        first = self["episodes"].sort("person_id", "admission_day", nulls_last=True)
        levels = first.unique("person_id", keep="first").select(
            "person_id", pl.col("level_of_care").cast(pl.String).alias("level")
        )
        return rows.join(levels, on="person_id", how="left").with_columns(pl.col("level").fill_null(UNKNOWN))

    def with_level_on_day(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with the level of care that their `day` belongs to, by the latest admission up to that day."""
        stays = self.dated_episodes.select(
            "person_id",
            pl.col("admission_day").cast(pl.Int64),
            "discharge_day",
            pl.col("level_of_care").cast(pl.String),
        )
        if stays.is_empty() or rows.is_empty():
            return rows.with_columns(pl.lit(UNKNOWN).alias("level"))
        joined = (
            rows.with_columns(pl.col("day").cast(pl.Int64))
            .sort("day")
            .join_asof(
                stays.sort("admission_day"),
                left_on="day",
                right_on="admission_day",
                by="person_id",
                strategy="backward",
                check_sortedness=False,
            )
        )
        has_episode = pl.col("person_id").is_in(stays["person_id"].unique().implode())
        return joined.with_columns(
            pl.when(pl.col("level_of_care").is_null())
            .then(pl.when(has_episode).then(pl.lit(BEFORE)).otherwise(pl.lit(UNKNOWN)))
            .when(pl.col("day") > pl.col("discharge_day"))
            .then(pl.lit(AFTER))
            .otherwise(pl.col("level_of_care"))
            .alias("level")
        )


def parts_of(rows: pl.DataFrame, times: str = "time") -> tuple[Part, ...]:
    """Count `failing` rows by `level`, from the top of the ladder, and by the column `times`, in its own order.

    Parameters
    ----------
    rows : columns level, failing (bool), and `times` with its words in `time` where they differ.
    """
    words = [] if times == "time" else [pl.col("time").first()]
    counts = rows.group_by("level", times).agg(pl.len(), pl.col("failing").sum(), *words)
    order = {level: i for i, level in enumerate(LEVEL_ORDER)}
    found = sorted(counts.to_dicts(), key=lambda row: (row[times], order[row["level"]]))
    return tuple(Part(row["level"], str(row["time"]), row["len"], row["failing"]) for row in found)
