"""Harbor: an invented system of care whose truth is known.

`world.yaml` holds every planted effect and bias; `write_export` writes what its record system would export, `true_effects`
what is true in it. Read in this order: world, people, placement, draws, strategy, course, state, treatment,
afterwards, engine, symptoms, observe, export, truth_outcomes, truth_contrasts, truth, truth_questions.
"""

from stepdown.simulate.harbor.export import write_export
from stepdown.simulate.harbor.truth import true_effects
from stepdown.simulate.harbor.world import World, load_world

__all__ = ["World", "load_world", "true_effects", "write_export"]
