"""A copy of the HELP files to break."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from stepdown.records.adapters import read_source, settings_models

FILES = ("HELPmiss.csv", "HELPrct.csv", "HELPfull.csv", "SHA256SUMS")


class HelpCopy:
    """The HELP files in a folder of their own."""

    def __init__(self, folder: Path):
        self.folder = folder

    def change(self, name: str, edit) -> None:
        """Rewrite one file: `edit` takes and returns its lines."""
        path = self.folder / name
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join(edit(lines)) + "\n", encoding="utf-8")

    def set_cell(self, name: str, line: int, column: str, value: str) -> None:
        """Put a value into one cell; the header is line 1."""

        def edit(lines):
            fields = lines[line - 1].split(",")
            fields[lines[0].split(",").index(column)] = value
            return [*lines[: line - 1], ",".join(fields), *lines[line:]]

        self.change(name, edit)

    def sign(self) -> None:
        """Bring SHA256SUMS up to date."""
        names = [name for name in FILES if name.endswith(".csv")]
        sums = [f"{hashlib.sha256((self.folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
        (self.folder / "SHA256SUMS").write_text("".join(sums))

    def read(self):
        return read_source(settings_models()["help"](adapter="help", path=str(self.folder)))


@pytest.fixture
def help_copy(tmp_path, project) -> HelpCopy:
    for name in FILES:
        shutil.copy(project / "data" / "help" / name, tmp_path / name)
    return HelpCopy(tmp_path)
