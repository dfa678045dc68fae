"""Source adapters: one module a source, each with a registered name.

An adapter module has

`Settings`
    its `source` block of a plan (`base.SourceSettings` whose `adapter` field is its name);
`files(settings)`
    the files it reads, as paths inside the source folder;
`vocabulary(settings)`
    what a plan may refer to (`records.variables.Vocabulary`), known before a record is read;
`read(settings)`
    -> `base.Source`: canonical tables, one ledger line a file, notes for the reader.

To add one, write the module and name it here.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import Protocol

from stepdown.records.adapters.base import Source, SourceSettings
from stepdown.records.variables import Vocabulary

ADAPTERS = ("help", "wide", "program", "ctn0094", "teds_d")


class Adapter(Protocol):
    """The functions of an adapter module."""

    Settings: type[SourceSettings]

    def files(self, settings: SourceSettings) -> tuple[str, ...]: ...

    def vocabulary(self, settings: SourceSettings) -> Vocabulary: ...

    def read(self, settings: SourceSettings) -> Source: ...


@cache
def adapter(name: str) -> Adapter:
    """The adapter module of a registered name."""
    if name not in ADAPTERS:
        raise KeyError(name)
    return importlib.import_module(f"stepdown.records.adapters.{name}")


@cache
def settings_models() -> dict[str, type[SourceSettings]]:
    """Name -> settings model, in the order of ADAPTERS."""
    return {name: adapter(name).Settings for name in ADAPTERS}


def files_of(settings: SourceSettings) -> tuple[str, ...]:
    """The files of a plan's source."""
    return adapter(settings.adapter).files(settings)


def vocabulary_of(settings: SourceSettings) -> Vocabulary:
    """What a plan with this source may refer to."""
    return adapter(settings.adapter).vocabulary(settings)


def read_source(settings: SourceSettings) -> Source:
    """Read a plan's source into canonical tables that are not yet checked."""
    return adapter(settings.adapter).read(settings)
