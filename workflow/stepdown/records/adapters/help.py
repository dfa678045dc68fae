"""The HELP trial: 470 adults leaving a detoxification unit, interviewed at 0, 6, 12, 18 and 24 months.

Samet JH et al. (2003), Addiction 98(4):509-516, doi:10.1046/j.1360-0443.2003.00328.x.

Two files are used: `HELPmiss.csv` (one row a person, baseline) and `HELPfull.csv`
(one row a completed interview). `HELPrct.csv`, the 453 complete cases that most
textbooks use, is read to check that all three agree.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

import pandas as pd

from stepdown.errors import Problem
from stepdown.records.adapters.base import Source, SourceFile, SourceSettings
from stepdown.records.adapters.help_parts import interviews as told
from stepdown.records.adapters.help_parts import people as described
from stepdown.records.adapters.help_parts.agreement import TEXTBOOK, check_agreement
from stepdown.records.adapters.help_parts.vocabulary import VOCABULARY
from stepdown.records.adapters.published import read_published
from stepdown.records.guard.door import Door
from stepdown.records.mapping.ledger import MappingLedger
from stepdown.records.variables import Vocabulary

FILES = ("HELPmiss.csv", "HELPrct.csv", "HELPfull.csv")


class Settings(SourceSettings):
    """The HELP trial, as exported by data/help/export.py."""

    sums: ClassVar = "required"

    adapter: Literal["help"]


def files(settings: Settings) -> tuple[str, ...]:
    return FILES


def vocabulary(settings: Settings) -> Vocabulary:
    return VOCABULARY


def read(settings: Settings) -> Source:
    """Read the three HELP files into canonical records.

    Raises
    ------
    SourceError
        If a file lacks a column, or a value is not what its column may hold.
    IdentifierError
        If any column of any file, used or not, looks like an identifier.
    RecordError
        If two persons share a key or the files disagree about a person.
    """
    folder = Path(settings.path)
    problems: list[Problem] = []
    door, ledger = Door(settings), MappingLedger()
    people, textbook, interviews = (
        read_published(folder / name, table, door, ledger, problems)
        for name, table in zip(FILES, (described.PEOPLE, TEXTBOOK, told.INTERVIEWS), strict=True)
    )
    door.close(problems)
    check_agreement(folder, people, textbook, interviews)

    people = people.assign(person_id=described.person_key(people["id"]))
    interviews = interviews.assign(person_id=described.person_key(interviews["ID"]))
    baseline = interviews[interviews["TIME"] == 0].set_index("person_id")
    later = interviews[interviews["TIME"] > 0]
    tables = {
        "persons": described.persons(people, baseline),
        "episodes": described.episodes(people),
        "substance_use": described.substance_use(people),
        "assessments": told.assessments(interviews),
        "aftercare": pd.concat([described.linkage(people), told.services(later)], ignore_index=True),
        "follow_up": told.follow_up(people, later),
    }
    read_files = (
        SourceFile(
            "HELPmiss.csv", len(people), len(people), "one row a person: baseline, first use, linkage"
        ),
        SourceFile(
            "HELPfull.csv", len(interviews), len(interviews), "one row an interview: scores and services"
        ),
        SourceFile(
            "HELPrct.csv", len(textbook), len(textbook), "checked against HELPmiss.csv, then set aside"
        ),
    )
    died = int(baseline["DEAD"].sum())
    notes = (
        f"{_about(died)} of the people died at a time that the data do not give; "
        "interviews they missed are counted as not reached.",
        "First use is known only for people interviewed at 6 months.",
    )
    return Source(tables, read_files, notes, mapping=ledger)


def _about(count: int) -> str:
    """A count in a note that is released: rounded to 5, hidden below 11."""
    return f"About {5 * round(count / 5)}" if count >= 11 else "Fewer than 11"
