"""What a question about where people are must be like: it describes one group, and pathways show it."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.plan.checks.finding import Finding, Place
from stepdown.plan.study import Question

ONE_GROUP = "{name} describes one group of people and compares nothing."
BY_POPULATION = (
    "Remove it, and say by the population whom the question is about, such as "
    "`{variable: level_of_care, is_in: [intensive_outpatient], because: started at another level}`."
)


def check_states(question: Question, where: Place) -> Iterator[Finding]:
    """Yield what is wrong with a question about states, or with pathways of anything else."""
    name, pathways = question.outcome.definition, question.figure.kind == "pathways"
    if question.outcome.shape != "states":
        if pathways:
            mend = "Choose another figure, or ask for `outcome: {definition: care_state}`."
            yield (
                (*where, "figure", "kind"),
                f"Pathways show where people are; {name} is an event or a value.",
                mend,
            )
        return
    if not pathways:
        yield (
            (*where, "figure", "kind"),
            f"Where people are is shown by pathways, not by {question.figure.kind}.",
            "Write `figure: {kind: pathways}`.",
        )
    if question.exposure:
        yield (*where, "exposure"), ONE_GROUP.format(name=name), BY_POPULATION
    if question.adjustment:
        yield (*where, "adjustment"), ONE_GROUP.format(name=name), "Remove it: there is nothing to adjust."
    if question.design != "descriptive":
        yield (*where, "design"), ONE_GROUP.format(name=name), "Write `design: descriptive`."
    for j, analysis in enumerate(question.analyses):
        beyond = [day for day in getattr(analysis, "days", []) if day > question.horizon_days]
        if beyond:
            yield (
                (*where, "analyses", j, "days"),
                f"Day {max(beyond)} lies beyond the horizon, day {question.horizon_days}.",
                "Raise `horizon_days`, or leave the day out.",
            )
