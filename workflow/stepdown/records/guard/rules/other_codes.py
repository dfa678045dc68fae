"""18: any other number, characteristic or code that belongs to one person."""

from __future__ import annotations

import re

from stepdown.records.guard.rule import END, NO, START, Rule

WHY = "A code that belongs to one person leads back to the person."
MEND = "If it is the person key, declare it in the mapping: it is then hashed with a salt."

RULES = (
    Rule(
        kind=18,
        rule="Unique codes (UUID)",
        why=WHY,
        mend=MEND,
        named=r"(?:\w+_)?(?:uuid|guid|ulid|oid|orcid)(?:_\w+)?",
        pattern=r"[0-9a-f]{8}[-_ ]?[0-9a-f]{4}[-_ ]?[0-9a-f]{4}[-_ ]?[0-9a-f]{4}[-_ ]?[0-9a-f]{12}"
        r"|\b\d{4}-\d{4}-\d{4}-\d{3}[\dx]\b",
        keys_pass=True,
    ),
    Rule(
        kind=18,
        rule="User names or handles",
        why="A user name names its user.",
        named=r"(?:\w+_)?(?:user_?(?:name|id)s?|login(?:_?(?:id|name))?|screen_?name|handle|gamer_?tag|password|passwd|pwd|pin_?(?:no|number|code)"
        r"|session_?(?:id|token)|cookie\w*|api_?key|auth_?token|access_?token)",
        small_codes_pass=True,
        pattern=r"(?:^|[\s:(])@[a-z_][\w.]{2,}"
        r"|\b(?:username|user name|user id|login|handle|password|instagram|facebook|twitter|snapchat|tiktok|venmo"
        r"|telegram|linkedin|skype|discord|ig|fb)\s?[:=]\s?\S{3,}",
    ),
    Rule(
        kind=18,
        rule="Names of files",
        why="A file may hold a document, a voice or a face, and its name may be a person's.",
        pattern=r"\.(?:pdf|docx?|rtf|odt|xlsx?|wav|mp3|m4a|ogg|mp4|mov|avi|msg|eml|vcf|zip)\b",
    ),
    Rule(
        kind=18,
        rule="Long codes of letters and digits",
        why=WHY,
        mend=MEND,
        pattern=r"\b[a-z0-9]{20,}\b",
        confirm=lambda match: len(re.findall(r"\d", match)) >= 4 and len(re.findall(r"[A-Za-z]", match)) >= 4,
        keys_pass=True,
    ),
    Rule(
        kind=18,
        rule="Numbers of prisons, courts, students or the armed forces",
        why=WHY,
        named=r"(?:\w+_)?(?:inmate|docket|booking|offender|student|employee|military|badge|alien|court_?case)_?(?:id|no|num|nbr|number)",
        pattern=rf"\b(?:inmate|docket|booking|badge|employee|student id|cause no)\b{NO}[a-z0-9-]*\d{{3,}}"
        rf"|{START}\d{{2,4}}-?(?:cr|cv|dr|mh)-?\d{{3,}}{END}",
    ),
)
