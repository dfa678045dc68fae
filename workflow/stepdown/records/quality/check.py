"""What a quality check found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """The same check within one level of care and one stretch of time; an empty text where it is not split so."""

    level_of_care: str
    time: str
    n_checked: int
    n_failing: int


@dataclass(frozen=True, kw_only=True)
class Check:
    """`n_failing` of `n_checked` rows break the check, `threshold` is the share allowed.

    Parameters
    ----------
    check : the rule, as a short sentence that is true of good records.
    table, column : what it looks at.
    severity : "error" if answers may be wrong, "warning" if somebody should look.
    what_to_do : for the person who can mend the source.
    category : one of Kahn's, given by the folder that holds the check.
    parts : the check by level of care and time, where it is split so; the worst part decides.
    stopped : why the check itself could not be carried out.
    """

    check: str
    table: str
    column: str = ""
    threshold: float = 0.0
    severity: str = "error"
    n_checked: int = 0
    n_failing: int = 0
    what_to_do: str
    category: str = ""
    parts: tuple[Part, ...] = ()
    stopped: str = ""

    @property
    def status(self) -> str:
        """Passed, failed, not applicable or error."""
        if self.stopped:
            return "error"
        if not self.n_checked:
            return "not applicable"
        held = all(part.n_failing <= self.threshold * part.n_checked for part in (self, *self.parts))
        return "passed" if held else "failed"
