"""A study's release, opened in one line."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from stepdown.errors import Problem, SourceError, nearest
from stepdown.files import read_json


class Folder(Mapping):
    """Files of one kind in a folder, by name, read when asked for."""

    def __init__(self, folder: Path, suffix: str, read):
        self._paths = {path.stem: path for path in sorted(folder.glob(f"*{suffix}"))}
        self._read = read

    def __getitem__(self, name: str) -> Any:
        if name not in self._paths:
            raise KeyError(f"{name!r} is not here. {nearest(name, self._paths)}")
        return self._read(self._paths[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __repr__(self) -> str:
        return f"<{len(self)}: {', '.join(self)}>"


@dataclass(frozen=True)
class Study:
    """The released results of a study.

    Attributes
    ----------
    estimates : pandas.DataFrame
        Every estimate, one row each (`release/estimates.csv`).
    findings : list of dict
        One a question: `headline` and `sentences`, whose numbers point to rows of `estimates` (first row = 1).
    tables : mapping of name to pandas.DataFrame
    figures : mapping of name to path of the PNG
    figure_data : mapping of name to pandas.DataFrame, the protected numbers behind each figure
    flow, data_quality, manifest : dict
    """

    name: str
    folder: Path

    @cached_property
    def estimates(self) -> pd.DataFrame:
        return read_csv(self.folder / "estimates.csv")

    @property
    def findings(self) -> list[dict]:
        return read_json(self.folder / "findings.json")["findings"]

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        return Folder(self.folder / "tables", ".csv", read_csv)

    @property
    def figures(self) -> Mapping[str, Path]:
        return Folder(self.folder / "figures", ".png", lambda path: path)

    @property
    def figure_data(self) -> Mapping[str, pd.DataFrame]:
        return Folder(self.folder / "figures", ".csv", read_csv)

    @property
    def flow(self) -> dict:
        return read_json(self.folder / "flow.json")

    @property
    def data_quality(self) -> dict:
        return read_json(self.folder / "data_quality.json")

    @property
    def manifest(self) -> dict:
        return read_json(self.folder / "manifest.json")


def read_csv(path: Path) -> pd.DataFrame:
    """A released table. "none" and "no" are words here, not missing values."""
    return pd.read_csv(path, keep_default_na=False, na_values=[""])


def open_study(name: str | None = None, results: str | Path | None = None) -> Study:
    """Open a study's release.

    Parameters
    ----------
    name : the study; by default the one in the environment variable STEPDOWN_STUDY, or "help".
    results : the results folder; by default STEPDOWN_RESULTS, or the nearest `results/` at or above the working folder.

    Raises
    ------
    SourceError
        If the study has not been run, with how to run it.
    """
    name = name or os.environ.get("STEPDOWN_STUDY", "help")
    root = Path(results or os.environ.get("STEPDOWN_RESULTS") or _nearest_results())
    folder = root / name / "release"
    if not (folder / "estimates.csv").is_file():
        known = [path.parent.parent.name for path in sorted(root.glob("*/release/estimates.csv"))]
        mend = f"Run it with: make run STUDY={name}." + (
            f" Already run: {', '.join(known)}." if known else ""
        )
        raise SourceError([Problem(str(folder), f"The study '{name}' has no results here.", mend)])
    return Study(name, folder)


def _nearest_results() -> Path:
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "results").is_dir() and (folder / "Snakefile").is_file():
            return folder / "results"
    return here / "results"
