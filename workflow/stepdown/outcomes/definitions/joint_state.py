"""Was the person in one of the joint states of staying and using in a given week?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.retention.definition import RetentionDefinition
from stepdown.plan.base import Identifier

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary

SPOKEN = {
    "retained_abstinent": "in treatment with no use seen",
    "retained_using": "in treatment with use seen",
    "retained_unknown": "in treatment and not tested",
    "left_known": "out of treatment and still seen",
    "left_unknown": "out of treatment and out of sight",
}


class Definition(RetentionDefinition):
    """Staying and using at once, so that nobody counts as abstinent for having stayed away.

    Asking for it also writes the counts of every state by week.
    """

    shape: ClassVar[str] = "yes_no"
    needs: ClassVar = ("episodes", "substance_use")
    rule: ClassVar = (
        "in treatment: the index spell was not over by the end of the week; week 1 is days 1 to 7",
        "use seen: a positive or mixed screen, or a day of use that was told; no use seen: a negative one and no positive",
        "everybody is in one state each week: " + ", ".join(SPOKEN),
        "not known: still in treatment when last seen, before that week",
    )
    source: ClassVar = "this project; the retention and use outcomes of definitions A and B side by side"
    example: ClassVar = {"week": 4, "state": "retained_abstinent"}
    expected: ClassVar = ("yes", "no", "no", "no", "yes", "no", "no", "no")

    definition: Literal["joint_state"]
    week: int = Field(ge=1)
    """The week since the start of care."""
    state: Literal["retained_abstinent", "retained_using", "retained_unknown", "left_known", "left_unknown"]
    """The state that counts as yes."""
    substances: list[Identifier] = []
    """The substances that count as use, as in the records; all where absent."""

    @property
    def key(self) -> str:
        return (
            "_".join(["joint_state", self.state, f"week_{self.week}", *sorted(self.substances)]) + self.suffix
        )

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        where = SPOKEN[self.state]
        return OutcomeWords(
            noun=f"being {where} in week {self.week}",
            had=f"were {where} in week {self.week}",
            free=f"were not {where} in week {self.week}",
            good=self.state == "retained_abstinent",
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        from stepdown.outcomes.retention.care import as_values
        from stepdown.outcomes.retention.joint_states import joint_states

        states = joint_states(records, self, self.substances, [self.week]).set_index("person_id")
        return as_values((states["state"] == self.state).astype("boolean"))
