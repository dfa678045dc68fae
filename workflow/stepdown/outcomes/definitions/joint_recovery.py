"""Free of use and clearly better: both at once, or it is not recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.definitions.abstinent_throughout import Definition as Abstinent
from stepdown.outcomes.definitions.symptom_reliable_change import Definition as Improved
from stepdown.plan.base import PlanModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(PlanModel):
    """Abstinent and reliably improved (definitions, G4): the joint outcome, not two that are averaged.

    One "no" settles it. Where neither is a no, both must be known.
    """

    shape: ClassVar[str] = "yes_no"

    definition: Literal["joint_recovery"]
    abstinent: Abstinent
    """The span without use, as `abstinent_throughout`."""
    improved: Improved
    """The change in symptoms, as `symptom_reliable_change`."""

    @property
    def key(self) -> str:
        return f"joint_recovery_{self.abstinent.key}_{self.improved.key}"

    def check(self, vocabulary: Vocabulary) -> str | None:
        if self.improved.direction != "better":
            return "Recovery asks for a change for the better: leave `direction` out."
        return self.abstinent.check(vocabulary) or self.improved.check(vocabulary)

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        span, better = self.abstinent.words(vocabulary), self.improved.words(vocabulary)
        return OutcomeWords(
            noun=f"joint recovery ({span.noun}, and {better.noun})",
            had=f"{span.had} and {better.had}",
            free="had not recovered in both",
            good=True,
            rule=better.rule,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        import pandas as pd

        free = self.abstinent.derive(records).set_index("person_id")["value"].astype("boolean")
        better = self.improved.derive(records).set_index("person_id")["value"].astype("boolean")
        # Of pandas' three-valued logic: no and unknown is no, yes and unknown is unknown.
        both = pd.concat([free.rename("free"), better.rename("better")], axis=1)
        value = (both["free"] & both["better"]).dropna().astype(bool)
        return pd.DataFrame(
            {"person_id": value.index.astype("string"), "value": value.to_numpy()}
        ).reset_index(drop=True)
