"""The primitive operations of A.2, each over the words of all people at once.

`cutting` chooses positions, `filling` changes symbols, `measuring` makes numbers and `windows` times. They
loop over positions (a few dozen) and never over people. Semantics follow definitions A.2, which was checked
against the published library's values; edge cases are in each docstring.
"""

from stepdown.outcomes.endpoints.operations.cutting import cut, delete, keep_first, lattice, while_retained
from stepdown.outcomes.endpoints.operations.filling import carry_forward, most_frequent, neighbours, recode
from stepdown.outcomes.endpoints.operations.measuring import (
    has_run,
    lingscore,
    longest,
    retention,
    share,
    tally,
    weighted_sum,
)
from stepdown.outcomes.endpoints.operations.windows import WindowTimes, window, window_time

__all__ = [
    "WindowTimes",
    "carry_forward",
    "cut",
    "delete",
    "has_run",
    "keep_first",
    "lattice",
    "lingscore",
    "longest",
    "most_frequent",
    "neighbours",
    "recode",
    "retention",
    "share",
    "tally",
    "weighted_sum",
    "while_retained",
    "window",
    "window_time",
]
