"""7: Social Security numbers, and the taxpayer numbers of the same form."""

from __future__ import annotations

import re

from stepdown.records.guard.rule import END, START, Rule

WHY = "A Social Security or taxpayer number names a person; so do its last four digits."
_SPACED = rf"{START}(?:\d ?){{3}}[-._/] ?(?:\d ?){{2}}[-._/] ?(?:\d ?){{3}}\d{END}"
_TIGHT = rf"{START}(?:\d{{3}} \d{{2}} \d{{4}}|\d{{3}} \d{{3}} \d{{3}}|\d{{3}}-\d{{6}}|\d{{3}}-\d{{2}}-[\doil]{{4}}){END}"
_HIDDEN = r"[x*#•]{3}[-. ]?[x*#•]{2}[-. ]?\d{4}\b"
_LABELLED = (
    r"\b(?:ssn|ss ?#|social security|soc\.? ?sec\.?|itin|tin)"
    r"(?:(?:no|num|number|is|last|four|4|ending|ends|in|with)\b|[\W_]){0,6}\d{4,}"
)

RULES = (
    Rule(
        kind=7,
        rule="Social Security numbers",
        why=WHY,
        named=r"(?:\w+_)?(?:ssn|ssan)\w{0,2}(?:_\w+)?|social_?sec\w*(?:_\w+)?|soc_?sec\w*(?:_\w+)?"
        r"|social_?(?:no|num|number)|itin|tin|tax_?(?:payer)?_?id\w*|(?:ss_?)?last_?(?:4|four)(?:_\w+)?",
        pattern=rf"{_SPACED}|{_TIGHT}|{_HIDDEN}|{_LABELLED}",
    ),
    Rule(
        kind=7,
        rule="Nine digits in a row, as in a Social Security number",
        why=WHY,
        pattern=rf"(?:{START}|[a-z])\d{{9}}(?:{END}|[a-z])",
        confirm=lambda match: len(re.findall(r"\d", match)) == 9,
        column=lambda column: (
            (column.largest >= 1e8 and bool((column.wholes.str.len_chars() == 9).any()))
            or (column.longest_cell >= 9 and bool(column.wholes.str.contains(r"^0\d{8}$").any()))
        ),
        keys_pass=True,
        dates_pass=True,
    ),
)
