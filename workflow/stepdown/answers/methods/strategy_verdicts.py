"""The gates of strategies that are compared by cloning, censoring and weighting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stepdown.answers.gates import Verdict
from stepdown.answers.gates.convergence import convergence
from stepdown.answers.gates.events_per_parameter import events_per_parameter
from stepdown.answers.gates.people_behind_strategies import people_behind_strategies
from stepdown.answers.gates.weight_tails import weight_tails

if TYPE_CHECKING:
    from stepdown.estimators.clone_censor_weight import CloneCensorWeight
    from stepdown.plan.study import Gates

STRATEGY_GATES = ("convergence", "events_per_parameter", "people_behind_strategies", "weight_tails")


def strategy_verdicts(
    gates: Gates, fit: CloneCensorWeight, definition: str, replicates: int
) -> list[Verdict]:
    """Enough people behind each strategy, no weight beyond the others, and a model of starting that holds.

    Tails are those of the weights before they are truncated: how far truncation has to reach is what they tell. A strategy
    is compared with all others, so that one takes every comparison along.

    Parameters
    ----------
    definition : the rows that the verdicts guard.
    replicates : bootstrap replicates that were asked for.
    """
    tails = [replace(verdict, levels=()) for verdict in weight_tails(fit.weight_tail, gates.weight_tails)]
    model = [
        events_per_parameter(fit.n_started, fit.n_parameters, gates.events_per_parameter),
        convergence([True] * fit.replicates, gates.convergence, of=replicates),
    ]
    found = [people_behind_strategies(fit.effective_size, gates.people_behind_strategies, definition)]
    return found + [replace(verdict, definitions=(definition,)) for verdict in [*tails, *model]]
