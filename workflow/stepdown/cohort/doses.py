"""Amounts of treatment that a question may turn on, from the day on which a person had received them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Dose:
    """So many attended hours, or sessions, counted from time zero.

    Parameters
    ----------
    of : what is added up.
    amount : from which sum on the dose has been received.
    label, words : for a figure and for a sentence.
    """

    of: Literal["hours", "sessions"]
    amount: float
    label: str

    @property
    def words(self) -> dict[str, str]:
        return {
            "no": f"fewer than {self.amount:g} {self.of} of treatment",
            "yes": f"{self.amount:g} {self.of} of treatment",
        }


# By the name of the exposure after `service.`. Nine hours a week for four weeks are ASAM's lower limit of intensive
# outpatient care (definitions, B.4); three sessions a week for two weeks mark early attendance.
DOSES = {
    "hours_36": Dose("hours", 36, "Thirty-six hours of treatment"),
    "sessions_6": Dose("sessions", 6, "Six attended sessions"),
}
