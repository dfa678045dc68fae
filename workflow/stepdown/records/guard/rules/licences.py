"""11: certificate and licence numbers."""

from __future__ import annotations

from stepdown.records.guard.rule import Rule

WHY = "A licence or certificate names its holder."
_NO = r"_?(?:id|no|num|nbr|number|numbers|state)"


def _is_dea(match: str) -> bool:
    """The check digit of a prescriber's registration (DEA)."""
    digits = [int(d) for d in match[-7:]]
    odd, even = digits[0] + digits[2] + digits[4], digits[1] + digits[3] + digits[5]
    return (odd + 2 * even) % 10 == digits[6]


RULES = (
    Rule(
        kind=11,
        rule="Certificate or licence numbers",
        why=WHY,
        named=rf"(?:\w+_)?(?:licen[cs]es?|certificates?|cert|passport|visa|permit|dl|registration){_NO}"
        r"|driver\w*(?:_\w+)?|licen[cs]e|passport|npi(?:_\w+)?|dea(?:_\w+)?|birth_?certificate\w*|death_?certificate\w*",
        pattern=r"\b(?:licen[cs]e|lic|dl|driver'?s?|certificate|cert|passport|npi|dea|state id|permit|lpn|lcsw|cadc)"
        r"(?:(?:licen[cs]e|no|num|number|id|is)\b|[\W_]){0,6}[a-z]{0,3}[- ]?\d[\d-]{2,}[\w-]*",
    ),
    Rule(
        kind=11,
        rule="Licence numbers of prescribers (DEA)",
        why=WHY,
        pattern=r"\b[abcdefghjklmprstux][a-z9]\d{7}\b",
        confirm=_is_dea,
        keys_pass=True,
    ),
)
