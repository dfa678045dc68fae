"""What a column's name says of its content, in the words that exports of programs and studies use."""

from __future__ import annotations

import re
from collections.abc import Collection

from stepdown.records.guard.naming import ColumnName

# Canonical baseline covariate -> names in sources.
COVARIATES = {
    "arm": r"treat|treatment|trt|tx|arm|group|rand\w*|condition|assign\w*|intervention",
    "age": r"age(?:_\w+)?|age_?years?",
    "sex": r"sex|gender(?:_\w+)?",
    "race_ethnicity": r"race\w*|ethnic\w*|race_ethnicity",
    "primary_substance": r"(?:primary|main|index)?_?(?:substance|drug)s?(?:_of_choice)?|(?:sub|drug)_?1",
    "housing": r"homeless\w*|hous\w*|living_?\w*|residence",
    "employment": r"employ\w*|unemploy\w*|job|work_?status|occupation",
    "education": r"educ\w*|school\w*",
    "payer": r"payer|payor|insur\w*|coverage",
    "legal_mandate": r"legal\w*|mandat\w*|court\w*|probation\w*|criminal\w*",
    "referral": r"referr?al\w*|referred\w*",
    "marital": r"marital\w*|married",
    "prior_treatment": r"(?:prior|previous|prev|past)_\w+|sa_?treat",
    "severity": r"severity",
    "level_of_care": r"(?:start_?|first_?|admit_?)?(?:level_of_care|loc|level|program)",
}
CATEGORIES = frozenset(COVARIATES) - {"age", "severity", "prior_treatment"}

_WHO = r"(?:client|clnt|cl|patient|pat|pt|person|participant|subject|subj|consumer|member|individual|resident|study|case)"
_ID = r"(?:id|ids|no|num|nbr|number|key|code|identifier)"
OWNED_KEY = rf"{_WHO}_?{_ID}"
PERSON_KEY = rf"{OWNED_KEY}|{_ID}|pid|ptid|usubjid|mrn|record_?(?:id|no|num|number)|{_WHO}"
OTHER_KEY = r"(?:\w+_)?(?:id|key|number|no|uid|guid)"

_LENGTH = r"(?:days?|weeks?|wks?|months?|mos?|time|dur|duration|tte|futime|surv)"
_STATUS = r"(?:event|status|ev|flag|ind|indicator|cens|censor|censored|censoring|yn|occurred)"


def called(name: str, words: str) -> bool:
    """Is the whole name one of these words (a regular expression in snake_case)?"""
    return any(re.fullmatch(words, spelling) for spelling in ColumnName(name).spellings)


def snake(name: str) -> str:
    """A name as plans spell names: small letters, digits and underscores, a letter first."""
    split = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", ColumnName(name).plain)
    text = re.sub(r"[^a-z0-9]+", "_", split.lower()).strip("_")
    text = text if text and not text[0].isdigit() else f"x_{text}"
    return text.strip("_")


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, or the name with a number if it is taken."""
    candidates = (name if i == 1 else f"{name}_{i}" for i in range(1, len(taken) + 2))
    return next(candidate for candidate in candidates if candidate not in taken)


def covariate_name(name: str) -> str:
    """The canonical name of a baseline column, or its own in the plan's spelling."""
    return next((canonical for canonical, words in COVARIATES.items() if called(name, words)), snake(name))


def duration_of(name: str) -> tuple[str, str] | None:
    """What a duration is the time to, and its unit: `daysanysub` -> ("anysub", "days").

    The first part is empty for a column that is just called `time`.
    """
    spelling = snake(name)
    found = (
        re.fullmatch(rf"(?P<unit>{_LENGTH})_?(?:to_|until_|till_|since_|of_|from_)?(?P<what>\w*)", spelling)
        or re.fullmatch(rf"(?P<what>\w+?)_?(?P<unit>{_LENGTH})", spelling)
        or re.fullmatch(r"(?P<unit>t)_(?:to_)?(?P<what>[a-z]\w+)", spelling)
    )
    if not found:
        return None
    length = found["unit"]
    unit = "weeks" if length.startswith("w") else "months" if length.startswith("mo") else "days"
    return found["what"], unit


def status_of(name: str) -> str:
    """What a status column is about: `relapse_event` -> "relapse"; empty for a column that is just called `status`."""
    spelling = snake(name)
    found = re.fullmatch(rf"{_STATUS}_?(?:of_)?(?P<what>\w*)", spelling) or re.fullmatch(
        rf"(?P<what>\w+?)_{_STATUS}", spelling
    )
    return found["what"] if found else spelling


def says_censored(name: str) -> bool:
    """Is the column called after censoring, so that a 1 may mean that nothing happened?"""
    return ColumnName(name).has(r"cens\w*")
