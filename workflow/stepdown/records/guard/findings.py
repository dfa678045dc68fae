"""What the guard found. No field of a finding ever holds a value of a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stepdown.errors import StepdownError


@dataclass(frozen=True)
class Refusal:
    """One reason why one column may not be read.

    Parameters
    ----------
    column : its name, or a stand-in where the name itself identifies somebody.
    rule : what it seems to hold.
    why : why that may not enter.
    mend : what to do about it.
    by : whether its name or its content gave it away.
    """

    column: str
    rule: str
    why: str
    mend: str
    by: Literal["name", "content"]


class IdentifierError(StepdownError):
    """A source table holds something that identifies people."""

    exit_code = 7
    heading = "Identifiers were found: nothing was read"
