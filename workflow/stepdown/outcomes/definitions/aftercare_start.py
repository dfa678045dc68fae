"""Days from time zero to the first contact with one kind of aftercare."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.errors import nearest
from stepdown.outcomes.definitions import OutcomeWords
from stepdown.plan.base import PlanModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary

WORDS = {
    "primary_care": (
        "linkage to primary care",
        "had linked to primary care",
        "had not linked to primary care",
    ),
    "outpatient": ("outpatient care", "had started outpatient care", "had not started outpatient care"),
}


class Definition(PlanModel):
    """Time to the first dated contact of a kind of aftercare.

    Only dated contacts count: rows that say "at some time in the last six
    months" have no day and cannot start a clock.
    """

    shape: ClassVar[str] = "time_to_event"
    any_clock: ClassVar[bool] = True

    definition: Literal["aftercare_start"]
    kind: str
    """The kind of aftercare, as in the records (primary_care, mutual_help, …)."""

    @property
    def key(self) -> str:
        return f"aftercare_start_{self.kind}"

    def check(self, vocabulary: Vocabulary) -> str | None:
        if self.kind not in vocabulary.aftercare:
            return f"'{self.kind}' is not a kind of aftercare in this source. {nearest(self.kind, vocabulary.aftercare)}"
        return None

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        kind = self.kind.replace("_", " ")
        noun, had, free = WORDS.get(self.kind, (kind, f"had started {kind}", f"had not started {kind}"))
        return OutcomeWords(noun=noun, had=had, free=free, good=True)

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        import pandas as pd

        rows = records["aftercare"]
        dated = rows[(rows["kind"] == self.kind) & rows["wave"].isna()]
        first = dated[dated["received"]].groupby("person_id")["day"].min()
        observed_to = dated.groupby("person_id")["day"].max()
        started = observed_to.index.isin(first.index)
        day = first.reindex(observed_to.index).fillna(observed_to)
        return pd.DataFrame(
            {"person_id": observed_to.index, "day": day.to_numpy(dtype="int64"), "event": started}
        ).reset_index(drop=True)
