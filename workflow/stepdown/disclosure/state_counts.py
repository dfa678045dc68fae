"""How many people are in each state on each day, and how many go where, protected together.

People in each state add up to everybody on every day, and those who go from a state, or come to one, to the people in
it. A count that is hidden must not follow from the others.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np

from stepdown.answers.methods.occupancy import TOGETHER
from stepdown.disclosure.counts import protect_share, round_half_up
from stepdown.disclosure.subtraction import Counts, Key, protect_counts
from stepdown.outcomes.retention.care_states import IN_CARE, STATES

if TYPE_CHECKING:
    import pandas as pd

    from stepdown.plan.study import Disclosure

PEOPLE = ("people",)


def protect_states(raw: pd.DataFrame, rules: Disclosure) -> dict[Key, float]:
    """Every count of one question that may be shown, hidden (NaN) or rounded.

    Keys are `PEOPLE`, ("state", day, state), ("state", day, "in_care") and ("move", day, state, to_day, to); counts that
    no table tells are among them, hidden.

    Parameters
    ----------
    raw : of `answers.methods.occupancy`: people in a state on a day (`to` empty), and of them in another one later. Where
        people are followed for unlike times these are shares of everybody, and no whole numbers.
    """
    return protect_counts(states_and_moves(raw, rules), rules) if len(raw) else {}


def states_and_moves(raw: pd.DataFrame, rules: Disclosure) -> Counts:
    """The counts, how they add up, and which would tell something of everybody in a group."""
    at, moves, people = _whole(raw)
    final = {name for name in STATES if all(key[1] == key[3] for key in moves if key[1] == name)}
    counts = Counts({PEOPLE: people}, fixed={PEOPLE})
    days = sorted({day for day, _ in at})
    for day in days:
        inside = tuple(("state", day, name) for name in IN_CARE if (day, name) in at)
        outside = tuple(("state", day, name) for name in STATES if name not in IN_CARE and (day, name) in at)
        together, out = ("state", day, TOGETHER), ("state", day, "out")
        counts.exact.update({key: at[key[1:]] for key in (*inside, *outside)})
        counts.exact.update(
            {key: sum(at[part[1:]] for part in parts) for key, parts in ((together, inside), (out, outside))}
        )
        counts.untold.add(out)
        counts.sums.extend([(together, inside), (out, outside), (PEOPLE, (together, out))])
        # On day 0 the population says where people start; later, a share of nearly all tells of each of them.
        own = (*inside, together, *outside) if day else ()
        counts.hidden.update(key for key in own if _of_nearly_all(counts.exact[key], people, rules))
    for key, n in moves.items():
        origin, move, others = ("state", *key[:2]), ("move", *key), ("others", *key)
        counts.exact.update({move: n, others: counts.exact[origin] - n})
        counts.untold.add(others)
        counts.sums.append((origin, (move, others)))
        # A move that reads as everybody's is hidden, unless the state is one that nobody ever leaves.
        if key[1] not in final and _reads_as_all(n, counts.exact[origin], rules):
            counts.hidden.add(move)
    for day, next_day in pairwise(days):
        for name in STATES:
            going = tuple(("move", *key) for key in moves if key[:3] == (day, name, next_day))
            coming = tuple(("move", *key) for key in moves if (key[0], *key[2:]) == (day, next_day, name))
            for key, parts in ((("state", day, name), going), (("state", next_day, name), coming)):
                # Who comes adds up to who is there only where everybody is followed: else both are estimates.
                if parts and sum(counts.exact[part] for part in parts) == counts.exact.get(key):
                    counts.sums.append((key, parts))
    return counts


def _whole(raw: pd.DataFrame) -> tuple[dict, dict, int]:
    """People in states and moves as whole numbers that add up: to everybody by day, and to the people in the state."""
    at = {(row.day, row.state): row.n for row in raw.itertuples() if not row.to}
    moves = {(row.day, row.state, row.to_day, row.to): row.n for row in raw.itertuples() if row.to}
    people = round_half_up(sum(n for (day, _), n in at.items() if day == 0), 1)
    whole_at, whole_moves = {}, {}
    for _, keys in groupby(sorted(at), key=lambda key: key[0]):
        whole_at |= _add_up({key: at[key] for key in keys}, people)
    for origin, keys in groupby(sorted(moves), key=lambda key: key[:2]):
        whole_moves |= _add_up({key: moves[key] for key in keys}, whole_at[origin])
    return whole_at, whole_moves, people


def _add_up(parts: Mapping[Hashable, float], total: int) -> dict[Hashable, int]:
    """Whole parts of a whole total: rounded down, and one more for those that lost most, as many as are missing."""
    # Sums of shares are whole numbers but for the last digits.
    down = {key: int(np.floor(part + 1e-6)) for key, part in parts.items()}
    lost = sorted(parts, key=lambda key: down[key] - parts[key])
    for key in lost[: max(0, total - sum(down.values()))]:
        down[key] += 1
    return down


def _reads_as_all(part: float, whole: float, rules: Disclosure) -> bool:
    return round_half_up(part, rules.round_to) >= round_half_up(whole, rules.round_to)


def _of_nearly_all(part: float, whole: float, rules: Disclosure) -> bool:
    return bool(np.isnan(protect_share(part / whole, whole, rules.min_cell, rules.round_to)))
