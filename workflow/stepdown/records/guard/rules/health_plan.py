"""9: health-plan beneficiary numbers."""

from __future__ import annotations

from stepdown.records.guard.rule import Rule

WHY = "An insurer's number leads to the person insured."
_NO = r"_?(?:id|no|num|nbr|number|numbers)\d?"
_LETTER = "[ac-hjkmnp-rt-y]"
_EITHER = "[ac-hjkmnp-rt-y0-9]"
MBI = rf"\b[1-9]{_LETTER}{_EITHER}\d[- ]?{_LETTER}{_EITHER}\d[- ]?{_LETTER}{{2}}[- ]?\d{{2}}\b"

RULES = (
    Rule(
        kind=9,
        rule="Health-plan beneficiary numbers",
        why=WHY,
        named=rf"(?:\w+_)?(?:beneficiary|subscriber|policy|policy_?holder|insurance|insured|medicaid|medicare|hic|plan_?member"
        rf"|health_?plan|insurance_?group|rx_?group|rx_?bin|payer_?member){_NO}(?:_\w+)?|mbi|hicn|member_?(?:no|num|number)"
        r"|bene_?id|subscriber|beneficiary",
        pattern=rf"{MBI}|\b\d{{3}}-?\d{{2}}-?\d{{4}}-?[a-dmtw]\d?\b"
        r"|\b(?:policy|member|subscriber|medicaid|medicare|mbi|hicn|beneficiary|bin|rxgrp|group)"
        r"(?:(?:no|num|number|id|is)\b|[\W_]){0,6}(?:[a-z]{1,4}[- ]?)?\d{5,}\w*",
        small_codes_pass=False,
    ),
)
