"""The canonical records: which tables there are, their columns, keys and allowed values.

Source: design, section 4. Records carry no calendar dates: every day is a whole
number of days from the person's index. A column marked `extra` is ours: the
HELP interviews ask about "the last 6 months", so an aftercare or substance-use
row may cover a span of days rather than one contact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "whole", "number", "flag"]

LEVELS_OF_CARE = (
    "outpatient",
    "intensive_outpatient",
    "partial_hospitalization",
    "residential",
    "inpatient",
)
AFTERCARE_KINDS = (
    "outpatient",
    "telephone",
    "recovery_coach",
    "mutual_help",
    "recovery_housing",
    "medication",
    "primary_care",
)
SERVICE_KINDS = (
    "group",
    "individual",
    "family",
    "education",
    "medical",
    "case_management",
    "assessment",
    "other",
)
# A session that is planned and not yet settled, or whose outcome nobody wrote down, stays "scheduled".
ATTENDANCE = ("attended", "missed", "excused", "cancelled", "scheduled")
EVENT_STATUSES = ("event", "censored", "competing")
# Why an episode ended, in the words of the TEDS discharge codes (definitions, B.2).
DISCHARGE_REASONS = ("completed", "left", "terminated", "transferred", "incarcerated", "died", "other")
FOLLOW_UP_STATUSES = ("reached", "not_reached", "refused", "died", "incarcerated")


@dataclass(frozen=True)
class Column:
    """One column of a canonical table."""

    name: str
    kind: Kind
    required: bool = False
    allowed: tuple[str, ...] = ()
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True)
class Table:
    """One canonical table.

    Parameters
    ----------
    open_ended : it takes further columns (baseline covariates).
    repeats : several rows may share its key, which then only orders them: two groups on one day are two rows. Rows
        that are equal throughout are still one.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    open_ended: bool = field(default=False)
    repeats: bool = field(default=False)


PERSON = Column("person_id", "text", required=True)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("persons", ("person_id",), (PERSON,), open_ended=True),
        Table(
            "episodes",
            ("episode_id",),
            (
                Column("episode_id", "text", required=True),
                PERSON,
                Column("site_id", "text"),
                Column("level_of_care", "text", required=True, allowed=LEVELS_OF_CARE),
                Column("withdrawal_management", "flag", required=True),
                Column("admission_day", "whole"),
                # All that stays of a calendar date; the quarter in a limited data set only.
                Column("admission_year", "whole", lowest=1910, highest=2100),
                Column("admission_quarter", "whole", lowest=1, highest=4),
                Column("discharge_day", "whole"),
                Column("last_contact_day", "whole"),
                Column("planned_days", "whole", lowest=1),
                Column("discharge_reason", "text", allowed=DISCHARGE_REASONS),
                # The level that the assessment asked for, and what the payer paid for the episode, in its currency.
                Column("recommended_level", "text", allowed=LEVELS_OF_CARE),
                Column("cost", "number", lowest=0),
                # A length of stay that is known as a code or an interval (TEDS): the longest is missing if open.
                Column("los_code", "whole", lowest=1, highest=37),
                Column("stay_days_lowest", "whole", lowest=0),
                Column("stay_days_highest", "whole", lowest=0),
            ),
        ),
        Table(
            # A session that was planned or took place (definitions, B.2 and B.4).
            "services",
            ("person_id", "day"),
            (
                PERSON,
                Column("episode_id", "text"),
                Column("day", "whole", required=True, lowest=0),
                # Tells sessions of one person and day apart that are equal in all else.
                Column("session", "whole", lowest=1),
                Column("kind", "text", required=True, allowed=SERVICE_KINDS),
                Column("attendance", "text", required=True, allowed=ATTENDANCE),
                Column("hours", "number", lowest=0, highest=24),
                # Where the bill says it; the level of the episode otherwise.
                Column("level_of_care", "text", allowed=LEVELS_OF_CARE),
                Column("cost", "number", lowest=0),
            ),
            repeats=True,
        ),
        Table(
            "substance_use",
            ("person_id", "day", "origin", "substance"),
            (
                PERSON,
                Column("day", "whole", required=True, lowest=0),
                Column("days_covered", "whole", required=True, lowest=1),
                Column("origin", "text", allowed=("urine", "breath", "self_report", "collateral")),
                Column("substance", "text", required=True),
                Column("result", "text", allowed=("positive", "negative", "mixed", "not_provided")),
                Column("scheduled", "flag"),
            ),
        ),
        Table(
            # A dose given, or a fill that covers several days (definitions, B.7).
            "medication",
            ("person_id", "day", "medication"),
            (
                PERSON,
                Column("day", "whole", required=True, lowest=0),
                Column("days_covered", "whole", required=True, lowest=1),
                Column("medication", "text", required=True),
                Column("dose", "number", lowest=0),
                Column("unit", "text"),
            ),
        ),
        Table(
            "assessments",
            ("person_id", "wave", "instrument"),
            (
                PERSON,
                Column("wave", "whole", required=True, lowest=0),
                Column("day", "whole", required=True, lowest=0),
                Column("instrument", "text", required=True),
                Column("total", "number", required=True),
            ),
        ),
        Table(
            # Answers to single questions never leave the restricted zone: they are scored by a later stage.
            "assessment_items",
            ("person_id", "wave", "instrument", "item"),
            (
                PERSON,
                Column("wave", "whole", required=True, lowest=0),
                Column("day", "whole", required=True, lowest=0),
                Column("instrument", "text", required=True),
                # From 1, in the order of the form.
                Column("item", "whole", required=True, lowest=1),
                Column("value", "number"),
            ),
        ),
        Table(
            "aftercare",
            ("person_id", "wave", "day", "kind"),
            (
                PERSON,
                Column("wave", "whole"),
                Column("day", "whole", required=True, lowest=0),
                Column("days_covered", "whole", required=True, lowest=1),
                Column("kind", "text", required=True, allowed=AFTERCARE_KINDS),
                Column("received", "flag", required=True),
                Column("amount", "number", lowest=0),
                Column("unit", "text"),
            ),
        ),
        Table(
            "events",
            ("person_id", "event"),
            (
                PERSON,
                Column("event", "text", required=True),
                Column("day", "number", required=True, lowest=0),
                Column("status", "text", required=True, allowed=EVENT_STATUSES),
            ),
        ),
        Table(
            "follow_up",
            ("person_id", "wave"),
            (
                PERSON,
                Column("wave", "whole", required=True, lowest=1),
                Column("due_day", "whole", required=True, lowest=1),
                Column("status", "text", required=True, allowed=FOLLOW_UP_STATUSES),
                Column("day", "whole", lowest=0),
            ),
        ),
    )
}
