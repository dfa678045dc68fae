"""How a part of the reader says that a file cannot be used, and how that becomes a problem."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from stepdown.errors import Problem


class Unreadable(Exception):
    """Carries what is wrong with a file; never leaves this package."""

    def __init__(self, what: str, mend: str, column: str | None = None):
        super().__init__(what)
        self.what, self.mend, self.column = what, mend, column

    def problem(self, path: Path) -> Problem:
        where = str(path) if self.column is None else f"{path}, column {self.column}"
        return Problem(where, self.what, self.mend)


class Faults(Exception):
    """Several reasons at once why a file cannot be used."""

    def __init__(self, faults: Sequence[Unreadable]):
        super().__init__()
        self.faults = faults


@contextmanager
def told(path: Path, problems: list[Problem]) -> Iterator[None]:
    """Turn whatever goes wrong inside into problems; nothing is raised and no value is shown."""
    try:
        yield
    except Faults as several:
        problems += [fault.problem(path) for fault in several.faults]
    except Unreadable as fault:
        problems.append(fault.problem(path))
    except OSError as error:
        problems.append(from_system(error).problem(path))
    except MemoryError:
        what = "The file does not fit into the memory."
        problems.append(Problem(str(path), what, "Read fewer columns, or export it in parts."))
    except (Exception, pl.exceptions.PanicException):
        # Whatever a library trips over in a damaged file, the person's way out is the same; its words may hold values.
        what = "The content of the file is not what its ending says, or it is damaged or cut short."
        problems.append(Problem(str(path), what, "Copy it again, or export it again."))


def from_system(error: OSError) -> Unreadable:
    """What the operating system refused, in words."""
    if isinstance(error, FileNotFoundError):
        return Unreadable("The file does not exist.", "Correct the path, or put the file there.")
    if isinstance(error, PermissionError):
        return Unreadable("The file may not be read.", "Give yourself permission to read it.")
    if error.errno == errno.ENOSPC:
        return Unreadable("There is no space to unpack the file.", "Free some space, or unpack it by hand.")
    return Unreadable("The file could not be read from its disk.", "Copy it again, then try again.")


def check_file(path: Path) -> None:
    """Refuse what is no ordinary file; a pipe would block for ever.

    Raises
    ------
    Unreadable
        If the path is absent, a folder or a device.
    """
    try:
        if path.is_dir():
            raise Unreadable("This is a folder, not a file.", "Name a file inside it.")
        if path.exists() and not path.is_file():
            raise Unreadable("This is a device or a pipe, not a file.", "Name an ordinary file.")
        with path.open("rb"):
            pass
    except OSError as error:
        raise from_system(error) from None
    except ValueError:
        raise Unreadable("This is not a path.", "Correct it.") from None


def lines_in_words(lines: list[int], most: int = 5) -> str:
    """'line 3' or 'lines 3, 7, 9, …'."""
    shown = ", ".join(map(str, lines[:most])) + (", …" if len(lines) > most else "")
    return f"line {shown}" if len(lines) == 1 else f"lines {shown}"
