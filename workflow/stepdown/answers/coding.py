"""From variables to the columns of a model: dummies against a reference, numbers in stated steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stepdown.records.variables import Variable


@dataclass(frozen=True)
class Term:
    """One coefficient: which variable, which level against which, or how large a step."""

    variable: str
    level: str
    reference: str
    column: int


@dataclass(frozen=True)
class Design:
    """A model's columns (no intercept) and what each means."""

    matrix: np.ndarray
    terms: tuple[Term, ...]

    def of(self, variable: str) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.variable == variable)


def code(
    people: pd.DataFrame, variables: Mapping[str, Variable], references: Mapping[str, str] | None = None
) -> Design:
    """Code variables as columns.

    Parameters
    ----------
    people : one row a person, a column for each variable, no missing values.
    variables : column name -> what it means, in the order to code.
    references : column name -> reference level; the first level that somebody has where absent.

    Returns
    -------
    Design
        Levels that nobody has give no column.
    """
    references = references or {}
    columns: list[np.ndarray] = []
    terms: list[Term] = []
    for name, variable in variables.items():
        if not variable.is_categorical:
            columns.append(people[name].to_numpy(dtype=float) / variable.step)
            unit = variable.unit if variable.step == 1 else f"{variable.step:g} {variable.unit}"
            terms.append(Term(name, f"per {unit}".strip(), "", len(columns) - 1))
            continue
        values = people[name].to_numpy(dtype=object)
        present = [level for level in variable.levels if (values == level).any()]
        # In a population without the first level, dummies for all of the others would add up to the intercept.
        reference = references.get(name, next(iter([*present, *variable.levels])))
        for level in present:
            if level != reference:
                columns.append((values == level).astype(float))
                terms.append(Term(name, level, reference, len(columns) - 1))
    matrix = np.column_stack(columns) if columns else np.empty((len(people), 0))
    return Design(matrix, tuple(terms))


def complete(people: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """People with a value in every named column."""
    return people.dropna(subset=list(names)).reset_index(drop=True)
