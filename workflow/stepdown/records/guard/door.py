"""The guard at the door of a source: every file of it is inspected, and all refusals are told at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import polars as pl

from stepdown.errors import Problem, SourceError
from stepdown.records.guard.findings import IdentifierError
from stepdown.records.guard.inspect import inspect_table, refuse_identifiers
from stepdown.records.mapping.absent import NAME, nearest_column

if TYPE_CHECKING:
    from stepdown.records.adapters.base import SourceSettings


class Door:
    """Inspects the files of one source one after the other; `close` refuses whatever may not pass.

    Parameters
    ----------
    settings : the `source` block of the plan, with its waivers.
    """

    def __init__(self, settings: SourceSettings):
        self._waived = {waiver.column: waiver.reason for waiver in settings.waivers}
        self._limited = settings.limited_data_set is not None
        self._names: set[str] = set()
        self._where = settings.path
        self._refused: list[Problem] = []

    def inspect(
        self,
        file: str,
        table: pl.DataFrame,
        *,
        keys: Collection[str] = frozenset(),
        dates: Collection[str] = frozenset(),
        positions: Sequence[int] | None = None,
    ) -> bool:
        """Look at every column of a file; may it pass?

        Parameters
        ----------
        file : its name, for the messages.
        table : its columns, mapped or not; for a column of small whole numbers its distinct values are enough.
        keys, dates, positions : see `inspect_table`.
        """
        self._names |= set(table.columns)
        try:
            refuse_identifiers(
                file,
                inspect_table(
                    table,
                    waived=self._waived,
                    limited_data_set=self._limited,
                    keys=keys,
                    dates=dates,
                    positions=positions,
                ),
            )
        except IdentifierError as refused:
            self._refused += refused.problems
            return False
        return True

    def close(self, problems: Sequence[Problem] = ()) -> None:
        """Raise what was found, in all files together.

        Parameters
        ----------
        problems : whatever else is wrong with the files. It is told when no identifier stands in the way.

        Raises
        ------
        IdentifierError
            If any column looks like an identifier.
        SourceError
            If a waiver names a column that no file has, or there are other problems.
        """
        # Where a file could not be read, its columns are not known.
        unknown = [] if problems else self._unknown_waivers()
        if self._refused:
            raise IdentifierError([*self._refused, *unknown])
        if problems or unknown:
            raise SourceError([*problems, *unknown])

    def _unknown_waivers(self) -> list[Problem]:
        spare = [name for name in sorted(self._names) if NAME.fullmatch(name)]
        return [
            Problem(
                f"{self._where}, source: waivers: {column}",
                "The plan waives this column; no file has it.",
                nearest_column(column, spare) or "Take the waiver out of the plan, or correct its name.",
            )
            for column in self._waived
            if column not in self._names
        ]
