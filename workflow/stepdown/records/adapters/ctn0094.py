"""Three NIDA Clinical Trials Network trials of medication for opioid use disorder, harmonised as CTN-0094.

CTN-0027 (START: buprenorphine or methadone, 24 weeks), CTN-0030 (POATS:
buprenorphine with standard or enhanced medical management, two phases) and
CTN-0051 (X:BOT: buprenorphine or extended-release naltrexone after inpatient
detox, 24 weeks), from CSV exports of the R package `public.ctn0094data` 1.0.6
(Balise, Odom and Calderon, MIT licence). `docs/ctn0094.md` says how to get them;
none of them ships with stepdown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from stepdown.records.adapters.base import Source, SourceFile, SourceSettings
from stepdown.records.adapters.ctn0094_parts import people, screens, treatment
from stepdown.records.adapters.ctn0094_parts.tables import TABLES, file_of, read_tables
from stepdown.records.adapters.ctn0094_parts.trials import roster
from stepdown.records.adapters.ctn0094_parts.vocabulary import VOCABULARY
from stepdown.records.guard.door import Door
from stepdown.records.mapping.ledger import MappingLedger
from stepdown.records.variables import Vocabulary

USED_FOR = {
    "everybody": "who is in which trial",
    "randomization": "arm, and day 0",
    "meta_study_length": "planned length of medication",
    "demographics": "covariates at the start",
    "fagerstrom": "smoking at the start",
    "psychiatric": "psychiatric history",
    "rbs": "days of use before the start",
    "rbs_iv": "injection before the start",
    "pain": "pain at the start",
    "site_masked": "site, regrouped by the package",
    "detox": "the inpatient stay before CTN-0051",
    "visit": "visits kept, and why people stopped coming",
    "uds": "positive urine findings",
    "uds_temp": "samples given",
    "tlfb": "days of use as told",
    "treatment": "doses",
    "withdrawal": "withdrawal bands",
}


class Settings(SourceSettings):
    """The harmonised opioid trials CTN-0027, CTN-0030 and CTN-0051; docs/ctn0094.md says how to get the files."""

    adapter: Literal["ctn0094"]
    people: Literal["randomised", "everybody"] = "randomised"
    """Whom to read. The 1,068 people who were never randomised have no arm and hardly any record after consent."""


def files(settings: Settings) -> tuple[str, ...]:
    return tuple(file_of(Path(settings.path), table) for table in TABLES)


def vocabulary(settings: Settings) -> Vocabulary:
    return VOCABULARY


def read(settings: Settings) -> Source:
    """Read the exported tables into canonical records.

    Raises
    ------
    SourceError
        If a file lacks a column, or a value is not what its column may hold.
    IdentifierError
        If any column of any file, used or not, looks like an identifier.
    RecordError
        If rows share a key, or tables are about different people.
    """
    folder = Path(settings.path)
    ledger = MappingLedger()
    tables = read_tables(folder, Door(settings), ledger)
    chosen = roster(tables, randomised_only=settings.people == "randomised")
    doses = treatment.medication(tables, chosen)
    canonical = {
        "persons": people.persons(tables, chosen),
        "episodes": treatment.episodes(tables, chosen, doses),
        "substance_use": screens.substance_use(tables, chosen),
        "medication": doses,
        "assessments": treatment.assessments(tables["withdrawal"], chosen),
        "follow_up": treatment.follow_up(tables["visit"], chosen),
    }
    read_files = tuple(
        SourceFile(
            file_of(folder, name),
            len(rows),
            int(rows["who"].isin(chosen["who"]).sum()) if "who" in rows else len(rows),
            USED_FOR[name],
        )
        for name, rows in tables.items()
    )
    return Source(canonical, read_files, _notes(settings), mapping=ledger)


def _notes(settings: Settings) -> tuple[str, ...]:
    notes = (
        "Only positive findings are recorded: a sample that was given and found nothing counts as negative. "
        "CTN-0030 leaves no trace of such samples, so there every visit counts as a sample.",
        "Findings of a person's own study medication are not counted as use.",
        "Self-reported use lists the days of use, not the days that people were asked about.",
        "Withdrawal is given in four bands, by a clinician's scale in two trials and by a questionnaire in the third.",
    )
    if settings.people == "everybody":
        return (*notes, "People who were never randomised have no arm; their day 0 is the day of consent.")
    return (*notes, "People who were never randomised are left out.")
