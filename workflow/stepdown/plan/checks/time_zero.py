"""Nothing that is learned after time zero may stand in what is known at it: the immortal-time guard."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.cohort.clocks import CLOCKS
from stepdown.outcomes.definitions import definitions
from stepdown.plan.checks.finding import Finding, Place, check_variable
from stepdown.plan.checks.strategies import asks_how_long
from stepdown.plan.study import Question
from stepdown.records.variables import Variable, Vocabulary

IMMORTAL_TIME = """\
{name} is learned after time zero, so comparing people by it from day 0 credits them for the time they had to stay
   well to receive it (immortal time)."""
INSTEAD = " Use one of these instead, or give this analysis the role naive:"
# Where no method can help, another outcome, another clock or another question can.
NO_METHOD = (
    " No method compares people fairly by it for {outcome}: ask for a time to the event or a score, or give this analysis "
    "the role naive."
)
NO_DAY = (
    " It has no day of its own, so that nobody knows who had it when: ask about something else, or give this analysis the "
    "role naive."
)
# The days to offer, the latest that comes before the horizon.
LANDMARKS, GRACES = (30, 14, 7, 1), (14, 7, 1)


def known(variable: Variable, question: Question) -> bool:
    """Is a variable known when the question's clock starts?"""
    if variable.known_at == "later":
        return False
    known_at = "admission" if variable.known_at == "baseline" else variable.known_at
    return CLOCKS.index(known_at) <= CLOCKS.index(question.clock)


def check_adjustment(question: Question, where: Place, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Only what is known at time zero is adjusted for."""
    for j, name in enumerate(question.adjustment):
        yield from check_variable(name, (*where, "adjustment", j), vocabulary)
        variable = vocabulary.variable(name)
        if variable and not known(variable, question):
            yield (
                (*where, "adjustment", j),
                f"{name} is learned after time zero: adjusting for it would adjust away part of the effect.",
                "Remove it from the adjustment set.",
            )


def has_a_day(name: str, vocabulary: Vocabulary) -> bool:
    """Does each person have an exposure from a day of their own on?"""
    return name.startswith("aftercare.") or name in vocabulary.later


def immortal_time(question: Question, role: str, vocabulary: Vocabulary) -> str:
    """Why a comparison is refused, and the valid alternatives as YAML to paste in its place."""
    name = question.exposure.variable
    why = IMMORTAL_TIME.format(name=name)
    if not has_a_day(name, vocabulary):
        clock = _clock_to_paste(question, vocabulary)
        return f"{why}{INSTEAD}\n      {clock}" if clock else why + NO_DAY
    offered = list(alternatives(question, role))
    if not offered:
        return why + NO_METHOD.format(outcome=question.outcome.definition)
    return "\n".join([why + INSTEAD, *(f"      - {text}" for text in offered)])


def alternatives(question: Question, role: str) -> Iterator[str]:
    """Analyses of this question that the guard lets pass, as YAML."""
    shape, horizon = question.outcome.shape, question.horizon_days
    if asks_how_long(question):
        if shape in ("yes_no", "time_to_event") and question.adjustment:
            yield f"{{method: duration_strategies, role: {role}, grace_days: 14}}"
        return
    adjusted = ", adjusted: true" if question.adjustment else ""
    grace = next((day for day in GRACES if day < horizon), None)
    landmark = next((day for day in LANDMARKS if day < horizon), None)
    if shape == "time_to_event" and question.adjustment and grace:
        yield f"{{method: clone_censor_weight, role: {role}, grace_days: {grace}}}"
    if shape in ("time_to_event", "score") and landmark:
        yield f"{{method: landmark, role: {role}, landmark_day: {landmark}{adjusted}}}"
    if shape == "time_to_event":
        yield f"{{method: time_varying, role: {role}{adjusted}}}"


def _clock_to_paste(question: Question, vocabulary: Vocabulary) -> str:
    """The later clock at which the exposure is known, where the outcome can be counted from it."""
    known_at = vocabulary.variable(question.exposure.variable).known_at
    can = getattr(definitions()[question.outcome.definition], "any_clock", False)
    return f"clock: {known_at}" if known_at in CLOCKS and can else ""
