"""4 and 5: telephone and fax numbers."""

from __future__ import annotations

import re

from stepdown.records.guard.rule import END, START, Rule

WHY = "A number that reaches a person, at home or at work, names the person."
_TAIL = (
    r"(?:_?(?:no|nos|num|nums|number|numbers|nbr|home|work|cell|day|evening|primary|alt|alternate|ext|\d))*"
)
_AREA = (
    rf"{START}(?:\+?1[-. ]{{0,2}})?[(\[]? ?[2-9]\d{{2}} ?[)\]]?[-. /_]{{0,3}}\d{{3}}[-. _]{{0,3}}\d{{4}}{END}"
)
_SPACED = rf"{START}[(\[]?(?:\d ?){{3}}[)\]]? ?[-.)\]] ?(?:\d ?){{3}}[-.] ?(?:\d ?){{3}}\d{END}"
# With + or 00; a drug's number such as 00493-1234-56 has no space after its country.
_ABROAD = (
    r"\+ ?\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4}"
    r"|\b00[1-9]\d{0,2} \(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4}"
)
_LOCAL = rf"{START}555[-. ]\d{{4}}{END}|{START}[2-9]\d{{2}}-0\d{{3}}{END}"
_LABEL = (
    r"\b(?:ph|phone|tel|tele|telephone|cell|mobile|mob|call|called|text|sms|whatsapp|pager|contact|voicemail)"
)
_BEFORE = r"\b\d{3}[-. ]?\d{4}\W{0,3}(?:home|cell|mobile|phone|work|ext)\b"
_FAX = r"\b(?:fax|facsimile|telefax|fx)"
_LABELLED = r"(?:(?:no|num|number|at|is)\b|[\W_]){0,4}[(]?\d{3}[)]?[-. ]{0,2}(?:\d{3}[-. ]{0,2})?\d{4}"


def _enough_digits(match: str) -> bool:
    return len(re.findall(r"\d", match)) >= 9


RULES = (
    Rule(
        kind=4,
        rule="Telephone numbers",
        why=WHY,
        named=rf"\w*phones?{_TAIL}$|tel(?:_?(?:no|num|number)|e)?\d?|(?:\w+_)?(?:cell|mobile){_TAIL}$|pager{_TAIL}|voicemail",
        small_codes_pass=True,
        pattern=rf"{_AREA}|{_SPACED}|{_LOCAL}|{_LABEL}{_LABELLED}|{_BEFORE}",
        keys_pass=False,
    ),
    Rule(
        kind=4,
        rule="Telephone numbers of other countries",
        why=WHY,
        pattern=_ABROAD,
        confirm=_enough_digits,
    ),
    Rule(
        kind=5,
        rule="Fax numbers",
        why=WHY,
        named=rf"(?:\w+_)?(?:tele)?fax{_TAIL}$|facsimile{_TAIL}",
        small_codes_pass=True,
        pattern=rf"{_FAX}{_LABELLED}",
    ),
)
