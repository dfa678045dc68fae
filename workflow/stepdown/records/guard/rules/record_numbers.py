"""8: medical record numbers, by label, by name, and by looking like one."""

from __future__ import annotations

from stepdown.records.guard.column import Column
from stepdown.records.guard.keys import RECORD_NUMBER_NAMES, looks_like_record_number
from stepdown.records.guard.rule import NO, Rule

WHY = "The number under which a program files a person leads back to the person."
MEND = "Declare it as the person key in the mapping: it is then hashed with a salt."
_PERSON = (
    r"(?:pt|pat|patient|client|clnt|cl|person|participant|subject|subj|case|member|consumer|individual|resident"
    r"|enrollee)"
)
_EVENT = r"(?:episode|encounter|enc|visit|admission|adm|claim|stay|record|rec|referral|order|specimen|sample|accession)"
_ID = r"_?(?:id|ids|no|num|nbr|number|key|code|identifier)"
# Fewer values than this are a category, whatever they look like.
FEWEST = 20
MOSTLY_DIFFERENT, SAME_LENGTH = 0.9, 0.98


def _is_undeclared_key(column: Column) -> bool:
    """A column called like a person's or a visit's key whose values look like record numbers."""
    named = column.name.has(
        rf"(?:\w+_)?{_PERSON}{_ID}(?:_\w+)?|(?:\w+_)?{_EVENT}_?(?:id|no|num|nbr|number|key)|id|ids|key|pid|ptid"
    )
    return named and looks_like_record_number(column.series if column.is_numeric else column.distinct)


def _is_hidden_key(column: Column) -> bool:
    """Long scattered numbers of one length, nearly all different, whatever the column is called."""
    if column.largest < 1e6 or column.series.dtype.is_float() or column.series.dtype.is_decimal():
        return False
    present = len(column.series) - column.series.null_count()
    if column.is_numeric:
        long = column.series.filter(column.series.is_between(10**6, 10**8 - 1))
        if long.n_unique() < max(FEWEST, MOSTLY_DIFFERENT * present) or not looks_like_record_number(long):
            return False
    wholes = column.wholes.filter(column.wholes.str.len_chars().is_between(7, 8))
    if len(wholes) < max(FEWEST, MOSTLY_DIFFERENT * present):
        return False
    lengths = wholes.str.len_chars()
    return bool((lengths == lengths.mode()[0]).mean() >= SAME_LENGTH) and looks_like_record_number(wholes)


RULES = (
    Rule(
        kind=8,
        rule="Medical record numbers",
        why=WHY,
        mend=MEND,
        named=rf"(?:\w+_)?(?:{RECORD_NUMBER_NAMES})(?:_\w+)?",
        keys_pass=True,
    ),
    Rule(
        kind=8,
        rule="Medical record numbers in text",
        why=WHY,
        pattern=r"\b(?:mrn|m\.r\.n\.?|mr ?#|med(?:ical)?\.? ?rec(?:ord)?s?\.?"
        r"|chart|emr|ehr|hosp(?:ital)? (?:no|num|number|id)"
        r"|patient (?:no|num|number|id)|client (?:no|num|number|id)|case (?:no|num|number|id))"
        rf"{NO}[a-z]{{0,3}}[- ]?\d[\d-]{{3,}}",
        keys_pass=True,
    ),
    Rule(
        kind=8,
        rule="A person key that looks like a record number",
        why=WHY,
        mend=MEND,
        column=lambda column: _is_undeclared_key(column) or _is_hidden_key(column),
        keys_pass=True,
        dates_pass=True,
    ),
)
