"""Canonical tables out of the mapped columns of a wide table."""

from __future__ import annotations

import pandas as pd

from stepdown.records.adapters.wide_parts.settings import Settings
from stepdown.records.mapping.apply import Mapped


def persons(settings: Settings, mapped: Mapped, person: pd.Series) -> pd.DataFrame:
    columns = {name: mapped.columns[f"person.{name}"].to_pandas() for name in settings.persons}
    return pd.DataFrame({"person_id": person, **columns})


def events(settings: Settings, mapped: Mapped, person: pd.Series) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "person_id": person,
                "event": name,
                "day": mapped.columns[f"time.{name}"].to_pandas(),
                "status": mapped.columns[f"status.{name}"].to_pandas(),
            }
            # A time without its status, or the other way round, is for the quarantine to tell.
        ).dropna(subset=["day", "status"], how="all")
        for name in settings.events
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"person_id": []})


def assessments(settings: Settings, mapped: Mapped, person: pd.Series) -> pd.DataFrame:
    wave_of = waves(settings)
    parts = [
        pd.DataFrame(
            {
                "person_id": person,
                "wave": wave_of[day],
                "day": day,
                "instrument": name,
                "total": mapped.columns[f"measure.{name}.{day}"].to_pandas(),
            }
        ).dropna(subset="total")
        for name, measure in settings.measures.items()
        for day in measure.columns
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"person_id": []})


def follow_up(settings: Settings, mapped: Mapped, person: pd.Series) -> pd.DataFrame:
    """A planned measurement took place if any score of its day is there."""
    parts = []
    for day, wave in waves(settings).items():
        scores = [
            mapped.columns[f"measure.{name}.{day}"].to_pandas().notna()
            for name, measure in settings.measures.items()
            if day in measure.columns
        ]
        if day == 0:
            continue
        reached = pd.concat(scores, axis=1).any(axis=1)
        parts.append(
            pd.DataFrame(
                {
                    "person_id": person,
                    "wave": wave,
                    "due_day": day,
                    "status": reached.map({True: "reached", False: "not_reached"}),
                    "day": pd.Series(day, index=person.index, dtype="Int64").where(reached),
                }
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"person_id": []})


def waves(settings: Settings) -> dict[int, int]:
    """Due day -> wave; baseline is wave 0."""
    days = sorted({day for measure in settings.measures.values() for day in measure.columns} | {0})
    return {day: wave for wave, day in enumerate(days)}
