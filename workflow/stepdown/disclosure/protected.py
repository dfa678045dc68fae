"""`Protected`: the only type that a figure, a table or a report accepts.

A raw result is a pandas frame or a dictionary; a renderer refuses it because it
is of another type. A `Protected` value is made in two ways only: by the door
(`disclosure.door`), which enters what it lets through in a register of sha256
sums, or by reading a file back whose sum is in that register.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import InitVar, dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from stepdown.errors import DisclosureError, Problem
from stepdown.files import read_json, sha256

_DOOR = object()


@dataclass(frozen=True, eq=False)
class Protected:
    """A result that has been suppressed, rounded, and only then derived from.

    Parameters
    ----------
    content : pandas.DataFrame or dict or list
        The released numbers. Hidden numbers are missing, never 0.
    key : object
        The door's own key. Nobody else has it.

    Raises
    ------
    DisclosureError
        If made by anything but the door or `read_protected`.
    """

    content: Any
    # Not kept: a copy with other content (`dataclasses.replace`) has no key either.
    key: InitVar[object] = None

    def __post_init__(self, key: object) -> None:
        if key is not _DOOR:
            raise DisclosureError(
                [
                    Problem(
                        "Protected(...)",
                        "A raw result was declared protected without passing the disclosure door.",
                        "Pass it through stepdown.disclosure.door, or read a released file with read_protected.",
                    )
                ]
            )

    @property
    def table(self) -> pd.DataFrame:
        """A copy of the released table."""
        return self.content.copy()


def _let_through(content: Any) -> Protected:
    """For the door alone."""
    return Protected(content, key=_DOOR)


def require_protected(result: object, renderer: str) -> None:
    """Raise `DisclosureError` unless the result came through the door."""
    if not isinstance(result, Protected):
        raise DisclosureError(
            [
                Problem(
                    renderer,
                    f"It was given a {type(result).__name__}; it draws and prints Protected results only.",
                    "Pass the result through stepdown.disclosure.door first.",
                )
            ]
        )


def read_protected(path: str | Path, register: str | Path) -> Protected:
    """Read a released CSV or JSON file, if the door's register holds exactly these bytes.

    Parameters
    ----------
    path : path to a `.csv` or `.json` file in the release.
    register : path to the door's register, a JSON map of file name (relative to the release) to sha256.

    Raises
    ------
    DisclosureError
        If the file is not in the register, or was changed after it passed the door.
    """
    path = Path(path)
    passed: Mapping[str, str] = read_json(register)
    digest = sha256(path)
    if digest not in passed.values():
        raise DisclosureError(
            [
                Problem(
                    str(path),
                    "This file did not pass the disclosure door, or was changed afterwards.",
                    "Delete it and run the study again.",
                )
            ]
        )
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        return _let_through(pd.read_csv(StringIO(text), keep_default_na=False, na_values=[""]))
    return _let_through(json.loads(text))
