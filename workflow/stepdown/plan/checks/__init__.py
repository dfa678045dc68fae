"""What a plan says must fit its source and the rules: references, designs, and exposures before outcomes.

One module an idea; each yields its findings, and `check_plan` yields them all.
"""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.plan.checks.analyses import check_analyses
from stepdown.plan.checks.clocks import check_clock, check_dose
from stepdown.plan.checks.competing import check_competing
from stepdown.plan.checks.exposure import check_exposure
from stepdown.plan.checks.figure import check_figure
from stepdown.plan.checks.finding import Finding, Place
from stepdown.plan.checks.outcome import check_outcome
from stepdown.plan.checks.populations import check_population_of, check_populations
from stepdown.plan.checks.sites import check_sites
from stepdown.plan.checks.states import check_states
from stepdown.plan.checks.strategies import check_strategies
from stepdown.plan.checks.study_wide import check_study_wide
from stepdown.plan.checks.time_zero import check_adjustment
from stepdown.plan.family import check_families
from stepdown.plan.sensitive import check_sensitive
from stepdown.plan.study import Question, StudyPlan
from stepdown.records.variables import Vocabulary

__all__ = ["Finding", "check_plan"]


def check_plan(plan: StudyPlan, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Yield everything that is wrong with a plan that is well formed."""
    yield from check_sensitive(plan, vocabulary)
    yield from check_study_wide(plan, vocabulary)
    yield from check_populations(plan, vocabulary)
    yield from check_families(plan)
    for i, question in enumerate(plan.questions):
        yield from _check_question(question, ("questions", i), plan, vocabulary)


def _check_question(
    question: Question, where: Place, plan: StudyPlan, vocabulary: Vocabulary
) -> Iterator[Finding]:
    yield from check_population_of(question, where, plan)
    # What the source cannot know at all comes before what it calls things.
    trouble = vocabulary.cannot.get(question.outcome.definition) or question.outcome.check(vocabulary)
    yield from check_outcome(question, where, vocabulary, trouble)
    if not trouble and question.outcome.words(vocabulary).competes:
        yield from check_competing(question, where)
    yield from check_clock(question, where, vocabulary)
    yield from check_adjustment(question, where, vocabulary)
    if question.exposure:
        yield from check_exposure(question, where, plan, vocabulary)
        yield from check_dose(question, where)
        yield from check_strategies(question, where)
    yield from check_figure(question, where)
    yield from check_states(question, where)
    yield from check_analyses(question, where, vocabulary)
    yield from check_sites(question, where, plan)
