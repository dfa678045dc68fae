"""Errors that a person can act on: where, what, and how to mend it.

Every refusal in stepdown is a `StepdownError` that carries *all* the problems
found, is printed without a traceback, and ends the process with the exit code
of its class. Messages name files, columns, rows and rules, never a value of a
record.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, in the words of the person who must mend it."""

    where: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        lines = [self.where, f"   {self.what}"]
        if self.mend:
            lines.append(f"   {self.mend}")
        return "\n".join(lines)


class StepdownError(Exception):
    """Base of all refusals. `problems` lists every one found, not only the first."""

    exit_code = 1
    heading = "stepdown stopped"

    def __init__(self, problems: Iterable[Problem]):
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(str(self))

    def __str__(self) -> str:
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        body = "\n\n".join(f"{i}. {problem}" for i, problem in enumerate(self.problems, start=1))
        return f"{self.heading}: {count} {noun}\n\n{body}\n"


class PlanError(StepdownError):
    """The study plan cannot be followed."""

    exit_code = 2
    heading = "The study plan cannot be used"


class SourceError(StepdownError):
    """A source file is missing, altered or unreadable."""

    exit_code = 3
    heading = "The source files cannot be used"


class RecordError(StepdownError):
    """The rows of a source contradict each other or the record definitions."""

    exit_code = 4
    heading = "The records cannot be used"


class DisclosureError(StepdownError):
    """Something tried to leave the restricted zone without passing the door."""

    exit_code = 5
    heading = "Nothing was released"


class PlanTestError(StepdownError):
    """The plan does not do what its own tests say. The people in them are made up, so their values may be shown."""

    exit_code = 6
    heading = "The plan does not do what its tests say (of made-up people)"


def nearest(word: str, known: Iterable[str]) -> str:
    """Suggest the closest known word, and list them all: 'Did you mean x? Known: ...'."""
    options = sorted(known)
    close = difflib.get_close_matches(word, options, n=1, cutoff=0.5)
    hint = f"Did you mean {close[0]}? " if close else ""
    return f"{hint}Known: {', '.join(options)}." if options else "There are none here."


@contextmanager
def plain_exit(log: str | None = None) -> Iterator[None]:
    """Turn a refusal into its message and its exit code, with no traceback.

    Parameters
    ----------
    log : file for the message, where somebody else shows it (a workflow job's log); standard error by default.
    """
    try:
        yield
    except StepdownError as error:
        if log is None:
            print(error, file=sys.stderr)
        else:
            Path(log).write_text(str(error), encoding="utf-8")
        raise SystemExit(error.exit_code) from None
