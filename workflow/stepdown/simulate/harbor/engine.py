"""What happens to people under a strategy: treatment, then the year after it.

The engine of potential outcomes: the same people and the same chance go through every strategy, so that differences are
effects. Weeks of treatment count from admission to the first level, weeks after it from the day on which treatment ended.
"""

from __future__ import annotations

from stepdown.simulate.harbor.afterwards import follow
from stepdown.simulate.harbor.course import Course
from stepdown.simulate.harbor.draws import AFTER_WEEKS, TREATMENT_WEEKS, Draws
from stepdown.simulate.harbor.people import People
from stepdown.simulate.harbor.placement import Placement
from stepdown.simulate.harbor.state import State
from stepdown.simulate.harbor.strategy import Strategy
from stepdown.simulate.harbor.treatment import close, treat
from stepdown.simulate.harbor.world import World


def run_course(
    world: World, people: People, placement: Placement, draws: Draws, strategy: Strategy | None = None
) -> Course:
    """Send people through treatment and the year after it.

    Parameters
    ----------
    world, people, placement, draws : of the same n people
    strategy : what is done; what would happen by itself when not given

    Returns
    -------
    Course
    """
    state = State(world, people, placement, draws, strategy or Strategy())
    for week in range(TREATMENT_WEEKS):
        treat(state, week)
    close(state)
    for week in range(AFTER_WEEKS):
        follow(state, week)
    return state.course
