"""Source adapters: one module a source, each with a registered name.

An adapter module has

`VOCABULARY`
    what a plan may refer to (`records.variables.Vocabulary`);
`FILES`
    the files it reads from the source folder;
`read(folder)`
    -> `Source`: canonical tables, one ledger line a file, notes for the reader.

To add one, write the module and name it here.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pandas as pd

from stepdown.records.variables import Vocabulary

ADAPTERS = ("help",)


@dataclass(frozen=True)
class SourceFile:
    """What was read from one file, so that counts reconcile."""

    name: str
    rows_read: int
    rows_used: int
    used_for: str


@dataclass(frozen=True)
class Source:
    """What an adapter hands over: canonical tables that are not yet checked."""

    tables: Mapping[str, pd.DataFrame]
    files: tuple[SourceFile, ...]
    notes: tuple[str, ...] = field(default=())


class Adapter(Protocol):
    VOCABULARY: Vocabulary
    FILES: tuple[str, ...]

    def read(self, folder: str | Path) -> Source: ...


def adapter(name: str) -> Adapter:
    """The adapter module of a registered name."""
    if name not in ADAPTERS:
        raise KeyError(name)
    return importlib.import_module(f"stepdown.records.adapters.{name}")
