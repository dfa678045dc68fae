"""What the drafts of both adapters have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from stepdown.records.guard.naming import ColumnName
from stepdown.records.propose.instruments import Known
from stepdown.records.propose.looking import Look
from stepdown.records.propose.names import COVARIATES
from stepdown.records.propose.text import comment, decide, scalar
from stepdown.records.reading.peek import ColumnPeek

# A word that no source has: a plan that still holds it is refused, with the names that could stand there. Texts and
# lists that nobody has decided yet stay empty, and are refused for that.
OPEN = "DECIDE"
PEOPLE = ("sex", "race_ethnicity", "marital", "education")


@dataclass
class Draft:
    """A `source` block, and what questions can be asked of it.

    Parameters
    ----------
    lines : the block, without the key `source`.
    groups : baseline categories; the first is the likeliest exposure.
    events : times to events.
    scores : instrument -> the last day it was measured; None where a person must say.
    outcomes : further outcome definitions that the tables allow.
    """

    lines: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    scores: dict[str, int | None] = field(default_factory=dict)
    outcomes: list[str] = field(default_factory=list)


def missing_words(looks: Iterable[Look]) -> list[str]:
    """Words for "not known": the empty field and those of the usual ones that occur."""
    found = {word for look in looks for column in look.peek.columns for word in column.missing_words}
    return ["", "NA", *sorted(found - {"NA"})]


def refused_columns(look: Look, indent: int) -> list[str]:
    """The columns that the identifier guard would refuse, as comments."""
    if not look.refused:
        return []
    lines = decide(
        f"the identifier guard refuses these columns of {look.path.name}. Drop them before the export, or rename, shorten "
        "or waive them (`waivers`, with a reason) where they identify nobody:",
        indent,
    )
    for name, refusals in look.refused.items():
        rules = "; ".join(dict.fromkeys(refusal.rule for refusal in refusals))
        lines += comment(f"  - {name}: {rules}", indent)
    return lines


def instrument_lines(name: str, known: Known | None, label: str, indent: int) -> list[str]:
    """Label, range and direction of a score."""
    pad = " " * indent
    lines = []
    if known is None:
        lines += decide(
            f"the range and the good direction of {name} are not known here; 0 to 100 is a filler. A total outside of the "
            "range goes to quarantine.",
            indent,
        )
    elif known.note:
        lines += decide(f"{known.note}.", indent)
    lines += [
        f"{pad}label: {scalar(known.label if known else label)}",
        f"{pad}lowest: {known.lowest if known else 0}",
        f"{pad}highest: {known.highest if known else 100}",
        f"{pad}good_direction: {known.good_direction if known else 'lower'}",
    ]
    return lines


def words_of(name: str) -> str:
    """A column's name as a label to start from."""
    words = ColumnName(name).shown.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def different(count: int, noun: str = "value") -> str:
    """`1 value`, `3 different values`."""
    return f"{count} different {noun}s" if count != 1 else f"1 {noun}"


def likeliest_exposure_first(groups: list[str]) -> None:
    """Chance made the arms, if there are any; who people are comes last, as nobody chose it."""
    groups.sort(key=lambda name: (name != "arm", name in PEOPLE))


def label_of(name: str, column: ColumnPeek) -> str:
    """The words of a canonical name, or else of the column's own."""
    return words_of(name if name in COVARIATES else column.name)
