"""Metropolitan areas: places smaller than a state, which Safe Harbor does not let in.

The public-use files give the core-based statistical area of the facility (CBSA, before that MSA and PMSA). That is
public, but 45 CFR 164.514(b)(2)(i)(B) names every geographic unit smaller than a state but a ZIP3, and a study's
own release is not SAMHSA's: a small area with a rare substance, an age and a year could point to one person. No
analysis here needs it, so the column is left at the door rather than waived. A column of that
name that holds anything but area codes is inspected like any other.
"""

from __future__ import annotations

import re

import polars as pl

NAME = re.compile(r"(?:CBSA|P?MSA)_?(?:\d{4}|CODE)?", re.IGNORECASE)
# Area codes have five digits (MSA and PMSA four); a single digit with its sign says missing.
CODE = r"^(?:\d{4,5}|-\d)(?:\.0*)?$"


def is_area(values: pl.Series) -> bool:
    """Is this a column of area codes, by its name and by every value in it?"""
    if not NAME.fullmatch(values.name):
        return False
    known = values.drop_nulls().unique().cast(pl.String)
    return bool((known.str.contains(CODE) | (known == "")).all())
