"""1: names of people."""

from __future__ import annotations

from stepdown.records.guard.rule import Rule
from stepdown.records.guard.words.people import has_full_name, is_column_of_names, is_known_name

WHY = "Names of people, their relatives or employers may never enter."

_OWNER = (
    r"(?:pt|pat|patient|client|person|participant|subject|member|contact|guardian|spouse|partner|mother|father|parent"
    r"|child|kin|relative|counsell?or|therapist|physician|doctor|clinician|nurse|employer|sponsor|case_?(?:manager|worker)"
    r"|resident|respondent|emergency|staff)s?"
)
_PART = (
    r"(?:first|last|middle|maiden|given|family|full|nick|preferred|legal|birth|fore|christian|sur|real|f|l|m)"
)

RULES = (
    Rule(
        kind=1,
        rule="Names of people",
        why=WHY,
        named=rf"(?:\w+_)?{_PART}_?names?\d?|{_OWNER}_?names?\d?|surnames?|initials|alias(?:es)?|aka"
        r"|next_?of_?kin|emergency_?contact",
        small_codes_pass=True,
        column=lambda column: has_full_name(column.texts) or is_column_of_names(column.texts),
    ),
    Rule(
        kind=1,
        rule="Names of people (the column is called name)",
        why=WHY,
        column=lambda column: (
            set(column.name.spellings) & {"name", "names"} != set() and not column.only_small_codes
        ),
    ),
    Rule(
        kind=1,
        rule="Names of people (with a title)",
        why=WHY,
        pattern=r"\b(?:mr|mrs|ms|mx|miss|dr|prof|sr|sra|rev)\.\s?[a-z]\.?[a-z' -]*[a-z]|\b(?:mr|mrs|miss)\s[a-z][a-z'-]+",
    ),
    Rule(
        kind=1,
        rule="Names of people (after a label)",
        why=WHY,
        pattern=r"\b(?:name|pt|patient|client|nok|mother|father|spouse|wife|husband)"
        r"(?:'s name| name| is)?\s?[:=]\s?[a-z][a-z'-]+\b",
    ),
    Rule(
        kind=1,
        rule="Names of people (after a word such as doctor or wife)",
        why=WHY,
        pattern=r"\b(?:dr|doctor|prof|nurse|officer|counsell?or|therapist|pt|patient|client|husband|wife|mother|father|son"
        r"|daughter|sister|brother|uncle|aunt|cousin|friend|sponsor|partner|boyfriend|girlfriend),? [a-z][a-z'-]+",
        confirm=is_known_name,
    ),
)
