"""Days from the start to the first urine screen that is positive for chosen substances."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.plan.base import Identifier, PlanModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(PlanModel):
    """Time to the first positive screen that was seen; missed screens say nothing.

    A person without a positive screen is followed to the last screen given; one
    who gave no screen has no known outcome. Who stays away is often using, so
    read the answer beside the shares of screens that were missed.
    """

    shape: ClassVar[str] = "time_to_event"
    any_clock: ClassVar[bool] = True

    definition: Literal["first_positive_screen"]
    substances: list[Identifier] = Field(min_length=1)
    """The substances, as in the records; a screen counts as positive if it shows any of them."""
    label: str = ""
    """Words for the substances, such as "opioids"; their names where absent."""

    @property
    def key(self) -> str:
        return "_".join(["first_positive_screen", *sorted(self.substances)])

    def check(self, vocabulary: Vocabulary) -> str | None:
        return None

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        *first, last = (name.replace("_", " ") for name in self.substances)
        what = self.label or (f"{', '.join(first)} or {last}" if first else last)
        return OutcomeWords(
            noun=f"the first urine screen positive for {what}",
            had=f"had a urine screen positive for {what}",
            free=f"had no urine screen positive for {what}",
            good=False,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        import pandas as pd

        seen = records["substance_use"]
        seen = seen[(seen["origin"] == "urine") & seen["substance"].isin(self.substances)]
        given = seen[seen["result"].isin(["positive", "negative"])]
        last = given.groupby("person_id")["day"].max()
        first = given[given["result"] == "positive"].groupby("person_id")["day"].min()
        return pd.DataFrame(
            {
                "person_id": last.index,
                "day": first.reindex(last.index).fillna(last).to_numpy(dtype="int64"),
                "event": last.index.isin(first.index),
            }
        )
