"""12: vehicles and plates."""

from __future__ import annotations

import re

from stepdown.records.guard.rule import NO, Rule

WHY = "A vehicle leads to its keeper."
_VALUES = dict(
    zip(
        "ABCDEFGHJKLMNPRSTUVWXYZ",
        (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9),
        strict=True,
    )
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def _is_vin(match: str) -> bool:
    """The ninth character of a vehicle's number checks the others (ISO 3779, North America)."""
    vin = re.sub(r"[- ]", "", match).upper()
    if len(vin) != 17 or vin.isalpha():
        return False
    total = sum(w * (int(c) if c.isdigit() else _VALUES[c]) for w, c in zip(_WEIGHTS, vin, strict=True))
    return vin[8] == ("X" if total % 11 == 10 else str(total % 11))


RULES = (
    Rule(
        kind=12,
        rule="Vehicle identifiers or licence plates",
        why=WHY,
        named=r"(?:\w+_)?(?:vin|vin_?(?:no|num|number)|vehicle_?\w*|licen[cs]e_?plates?|plates?(?:_?(?:no|num|number))?|tag_?(?:no|num|number)"
        r"|car_?reg\w*)",
        small_codes_pass=True,
        pattern=rf"\b(?:vin|licen[cs]e plate|plate|tag|car reg)\b{NO}(?:[a-z0-9]{{1,4}}[- ]?)?[a-z]*\d[a-z0-9-]{{1,}}",
        confirm=lambda match: len(re.findall(r"\d", match)) >= 2,
    ),
    Rule(
        kind=12,
        rule="Vehicle identification numbers",
        why=WHY,
        pattern=r"\b(?:[a-hj-npr-z0-9][- ]?){16}[a-hj-npr-z0-9]\b",
        confirm=_is_vin,
    ),
)
