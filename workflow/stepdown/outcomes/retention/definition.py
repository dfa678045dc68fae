"""What every definition of retention has: its gap rule, the end of the records, and words for `stepdown explain`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from stepdown.outcomes.retention.windows import Window
from stepdown.plan.base import PlanModel, PositiveDay

if TYPE_CHECKING:
    from stepdown.records.variables import Vocabulary

# A column of persons that says until when each was observed, where the source has it.
OBSERVED_TO = "observed_to_day"


class RetentionDefinition(PlanModel):
    """A definition that reads dated episodes, doses or services.

    `needs` are the canonical tables it cannot do without; `needs_records_end` whether silence only counts once it is
    known how long the records would have told; `rule`, `source` and `windows` explain it; `example` are settings
    for the worked example; `expected` its answers, for each person of `examples.PEOPLE` in turn.
    """

    needs: ClassVar[tuple[str, ...]] = ("episodes",)
    needs_records_end: ClassVar[bool] = False
    rule: ClassVar[tuple[str, ...]] = ()
    source: ClassVar[str] = ""
    windows: ClassVar[tuple[Window, ...]] = ()
    example: ClassVar[Mapping[str, Any]] = {}
    expected: ClassVar[tuple[str, ...]] = ()

    spell_gap_days: PositiveDay = 30
    """The longest pause within a spell; as under `spells` where absent."""
    records_end_day: PositiveDay | None = None
    """The day to which everybody's records run; as under `spells` where absent."""

    def check(self, vocabulary: Vocabulary) -> str | None:
        return self.lacking(vocabulary, *self.needs)

    def lacking(self, vocabulary: Vocabulary, *tables: str) -> str | None:
        """What the source lacks, in words, or None."""
        absent = [table for table in tables if vocabulary.dated is not None and table not in vocabulary.dated]
        if absent:
            return (
                f"This source has no {' and no '.join(name.replace('_', ' ') for name in absent)} with days, "
                f"and {self.definition} rests on them."
            )
        if self.needs_records_end and not self.records_end_day and OBSERVED_TO not in vocabulary.persons:
            return (
                f"{self.definition} counts silence, so it must know how long the records would have told. Give "
                f"`records_end_day` under spells, or map the persons column {OBSERVED_TO}."
            )
        return None

    @property
    def suffix(self) -> str:
        """The part of the key that tells gap rules apart."""
        return "" if self.spell_gap_days == 30 else f"_gap_{self.spell_gap_days}"
