"""What every check of a plan needs: how a finding is told, and whether a name is one of the source's."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.errors import nearest
from stepdown.records.variables import Vocabulary

Place = tuple[str | int, ...]
# (path in the YAML, what is wrong, how to mend it)
Finding = tuple[Place, str, str]


def check_variable(name: str, where: Place, vocabulary: Vocabulary) -> Iterator[Finding]:
    """A variable must be one that the source knows."""
    if vocabulary.variable(name) is None:
        yield where, f"'{name}' is not a variable of the source.", nearest(name, vocabulary.names())
