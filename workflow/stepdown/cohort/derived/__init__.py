"""Variables that follow from the episodes: one module each, found by being here.

A module has

`variable(vocabulary)`
    how readers meet it (`records.variables.Variable`), or None where the source cannot give it;
`derive(care)`
    the values by person_id, from `care` (one row a person: the index episode and its spell, of `index_table`).

To add one, write the module. A plan names it like any column of persons.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import ModuleType

import pandas as pd

from stepdown.cohort.spells.build import build_spells
from stepdown.cohort.spells.index import index_episodes, index_spells
from stepdown.records.variables import Variable, Vocabulary

NAMES = tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


@cache
def _module(name: str) -> ModuleType:
    return importlib.import_module(f"stepdown.cohort.derived.{name}")


def derived_variables(vocabulary: Vocabulary) -> dict[str, Variable]:
    """Name -> variable, for those that the source can give and does not give by itself."""
    found = {name: _module(name).variable(vocabulary) for name in NAMES}
    return {name: one for name, one in found.items() if one is not None and name not in vocabulary.persons}


def derive_variables(
    episodes: pd.DataFrame, variables: Mapping[str, Variable], gap_days: int, observed_to: pd.Series | None
) -> pd.DataFrame:
    """The named variables by person_id; a person without an index episode has none of them."""
    care = index_table(episodes, gap_days, observed_to)
    return pd.DataFrame({name: _module(name).derive(care) for name in variables}, index=care.index)


def index_table(episodes: pd.DataFrame, gap_days: int, observed_to: pd.Series | None) -> pd.DataFrame:
    """One row a person with an index episode, indexed by person_id.

    Columns: what the source says of the index episode (level_of_care, recommended_level where it is there, …) and, of its
    spell, `spell_exit` and `spell_end_day`.
    """
    linked, spells = build_spells(episodes, gap_days, observed_to)
    index = index_episodes(linked).set_index("person_id")
    spell = index_spells(linked, spells).set_index("person_id")
    said = episodes.drop_duplicates("episode_id").set_index("episode_id")
    own = said.reindex(index["episode_id"]).set_index(index.index).drop(columns="person_id")
    return own.assign(spell_exit=spell["exit"], spell_end_day=spell["end_day"])
