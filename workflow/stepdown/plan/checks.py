"""What a plan says must fit its source and the rules: references, designs, and exposures before outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stepdown.answers.methods.base import drawn
from stepdown.cohort.clocks import CLOCKS
from stepdown.cohort.doses import DOSES
from stepdown.errors import nearest
from stepdown.outcomes.definitions import definitions
from stepdown.plan.family import check_families
from stepdown.plan.sensitive import check_sensitive
from stepdown.plan.strategies import asks_how_long, check_strategies
from stepdown.plan.study import Question, StudyPlan
from stepdown.records.variables import Variable, Vocabulary

# (path in the YAML, what is wrong, how to mend it)
Finding = tuple[tuple[str | int, ...], str, str]

IMMORTAL_TIME = """\
{name} is learned after time zero, so comparing people by it from day 0 credits them for the time they had to stay
   well to receive it (immortal time). Use one of these instead, or give this analysis the role naive:"""
# What to paste instead, and the outcome shapes that each can answer.
ALTERNATIVES = {
    "{{method: clone_censor_weight, role: {role}, grace_days: 14}}": ("time_to_event",),
    "{{method: landmark, role: {role}, landmark_day: 30, adjusted: true}}": ("time_to_event", "score"),
    "{{method: time_varying, role: {role}, adjusted: true}}": ("time_to_event",),
}
WAYS_OF_STAYING = {
    "{{method: duration_strategies, role: {role}, grace_days: 14}}": ("yes_no", "time_to_event")
}

# Methods that read one minus survival, or time free of the event, as if nothing could rule the event out.
CENSORS_WHAT_COMPETES = (
    "kaplan_meier",
    "rmst",
    "aft",
)
COMPETING = """\
{method} counts people whom something else has ruled out as if they could still have the event: one minus
   Kaplan–Meier is then too high, and event-free time too long. Use these instead, or give this analysis the role naive:
      - {{method: aalen_johansen, role: {role}, days: [{days}]}}
      - {{method: cause_specific_cox, role: sensitivity}}"""


def check_plan(plan: StudyPlan, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Yield everything that is wrong with a plan that is well formed."""
    yield from check_sensitive(plan, vocabulary)
    if plan.follow_up_by not in vocabulary.persons:
        yield (
            ("follow_up_by",),
            f"'{plan.follow_up_by}' is not a variable of the source.",
            nearest(plan.follow_up_by, vocabulary.persons),
        )
    if plan.site is not None and plan.site not in vocabulary.persons:
        yield (
            ("site",),
            f"'{plan.site}' is not a variable of the source.",
            nearest(plan.site, vocabulary.persons),
        )
    for name, population in plan.populations.items():
        for i, condition in enumerate(population.conditions):
            where = ("populations", name, "conditions", i)
            yield from _check_variable(condition.variable, (*where, "variable"), vocabulary)
            variable = vocabulary.variable(condition.variable)
            if variable:
                for level in condition.is_in:
                    if level not in variable.levels:
                        yield (
                            (*where, "is_in"),
                            f"'{level}' is not a level of {condition.variable}.",
                            nearest(level, variable.levels),
                        )
                if variable.known_at != "baseline":
                    yield (
                        (*where, "variable"),
                        f"{condition.variable} is learned after time zero: it cannot choose who is followed from day 0.",
                        "Name a variable known at baseline.",
                    )
    for question_id, count in Counter(question.id for question in plan.questions).items():
        if count > 1:
            yield ("questions",), f"{count} questions have the id '{question_id}'.", "Give each its own id."
    yield from check_families(plan)
    for i, question in enumerate(plan.questions):
        yield from _check_question(question, ("questions", i), plan, vocabulary)


def _check_question(
    question: Question, where: tuple[str | int, ...], plan: StudyPlan, vocabulary: Vocabulary
) -> Iterator[Finding]:
    if question.population not in plan.populations:
        yield (
            (*where, "population"),
            f"'{question.population}' is not defined under populations.",
            nearest(question.population, plan.populations),
        )
    # What the source cannot know at all comes before what it calls things.
    trouble = vocabulary.cannot.get(question.outcome.definition) or question.outcome.check(vocabulary)
    if trouble:
        yield (*where, "outcome"), trouble, ""
    elif early := _too_early(question):
        yield (*where, "outcome"), *early
    elif _needs_interview(question) and question.horizon_days not in vocabulary.waves.values():
        known = ", ".join(str(day) for day in vocabulary.waves.values())
        yield (
            (*where, "horizon_days"),
            f"No interview is due on day {question.horizon_days}.",
            f"Known: {known}.",
        )
    if not trouble:
        yield from _check_occasion(question, where, vocabulary)
    if not trouble and question.outcome.words(vocabulary).competes:
        yield from _check_competing(question, where)
    yield from _check_clock(question, where, vocabulary)
    for j, name in enumerate(question.adjustment):
        yield from _check_variable(name, (*where, "adjustment", j), vocabulary)
        variable = vocabulary.variable(name)
        if variable and not _known(variable, question):
            yield (
                (*where, "adjustment", j),
                f"{name} is learned after time zero: adjusting for it would adjust away part of the effect.",
                "Remove it from the adjustment set.",
            )
    if question.exposure:
        yield from _check_exposure(question, where, plan, vocabulary)
        yield from _check_dose(question, where)
        yield from check_strategies(question, where)
    yield from _check_figure(question, where)
    yield from _check_analyses(question, where, vocabulary)


def _needs_interview(question: Question) -> bool:
    """Is the outcome a score that somebody is asked for, and no sum with a day of its own?"""
    return question.outcome.shape == "score" and not hasattr(question.outcome, "assessed_on")


def _too_early(question: Question) -> tuple[str, str] | None:
    """A form that asks about 12 months cannot tell of the first 3 (definitions, C.1)."""
    too_early = getattr(question.outcome, "too_early", None)
    reason = too_early(question.horizon_days) if too_early else None
    mend = "If your form asks about fewer days, say `recall_days`."
    return (reason, mend) if reason else None


def _check_occasion(
    question: Question, where: tuple[str | int, ...], vocabulary: Vocabulary
) -> Iterator[Finding]:
    """An outcome that is judged on a day has that day as its horizon."""
    assessed_on = getattr(question.outcome, "assessed_on", None)
    day = assessed_on(vocabulary) if assessed_on else question.horizon_days
    if day != question.horizon_days:
        yield (
            (*where, "horizon_days"),
            f"The outcome is judged on day {day}, but the horizon is day {question.horizon_days}.",
            f"Write `horizon_days: {day}`.",
        )


def _known(variable: Variable, question: Question) -> bool:
    """Is a variable known when the question's clock starts?"""
    if variable.known_at == "later":
        return False
    known_at = "admission" if variable.known_at == "baseline" else variable.known_at
    return CLOCKS.index(known_at) <= CLOCKS.index(question.clock)


def _check_clock(
    question: Question, where: tuple[str | int, ...], vocabulary: Vocabulary
) -> Iterator[Finding]:
    """A clock that starts later needs episodes, and an outcome that reads observations and not the whole course."""
    if question.clock == "admission":
        return
    if "episodes" not in (vocabulary.dated or ()):
        yield (
            (*where, "clock"),
            "This source has no dated episodes, so nobody's treatment ends.",
            "Remove it.",
        )
    if not getattr(question.outcome, "any_clock", False):
        can = ", ".join(name for name, one in definitions().items() if getattr(one, "any_clock", False))
        yield (
            (*where, "clock"),
            f"{question.outcome.definition} counts from a day of its own.",
            f"Remove the clock, or ask for one of: {can}.",
        )


def _check_variable(name: str, where: tuple[str | int, ...], vocabulary: Vocabulary) -> Iterator[Finding]:
    if vocabulary.variable(name) is None:
        yield where, f"'{name}' is not a variable of the source.", nearest(name, vocabulary.names())


def _check_exposure(
    question: Question, where: tuple[str | int, ...], plan: StudyPlan, vocabulary: Vocabulary
) -> Iterator[Finding]:
    name = question.exposure.variable
    yield from _check_variable(name, (*where, "exposure", "variable"), vocabulary)
    variable = vocabulary.variable(name)
    if variable is None:
        return
    if not variable.is_categorical:
        yield (
            (*where, "exposure", "variable"),
            f"{name} is a number; an exposure needs groups.",
            "Name a variable with levels.",
        )
    elif question.exposure.reference not in variable.levels:
        yield (
            (*where, "exposure", "reference"),
            f"'{question.exposure.reference}' is not a level of {name}.",
            nearest(question.exposure.reference, variable.levels),
        )
    population = plan.populations.get(question.population)
    for condition in population.conditions if population else []:
        if condition.variable == name and question.exposure.reference not in condition.is_in:
            yield (
                (*where, "exposure", "reference"),
                f"The population {question.population} leaves out the reference '{question.exposure.reference}'.",
                f"Choose one of: {', '.join(condition.is_in)}.",
            )
    if name in question.adjustment:
        yield (*where, "adjustment"), f"{name} is the exposure and cannot be adjusted for.", "Remove it."


def _check_dose(question: Question, where: tuple[str | int, ...]) -> Iterator[Finding]:
    """Doses add up from admission on, so they mean something only there."""
    name = question.exposure.variable
    if question.clock != "admission" and name.removeprefix("service.") in DOSES:
        yield (
            (*where, "exposure", "variable"),
            f"{name} adds up from admission, but the clock starts at {question.clock}.",
            "Remove the clock.",
        )


def _immortal_time(question: Question, role: str) -> str:
    """Why, and the valid alternatives as YAML to paste."""
    ways = WAYS_OF_STAYING if asks_how_long(question) else ALTERNATIVES
    offered = [text for text, shapes in ways.items() if question.outcome.shape in shapes]
    lines = [
        IMMORTAL_TIME.format(name=question.exposure.variable),
        *(f"      - {text.format(role=role)}" for text in offered),
    ]
    return "\n".join(lines)


def _check_competing(question: Question, where: tuple[str | int, ...]) -> Iterator[Finding]:
    """Never one minus Kaplan–Meier when something competes (definitions, D.2)."""
    for j, analysis in enumerate(question.analyses):
        if analysis.method in CENSORS_WHAT_COMPETES and analysis.role != "naive":
            days = ", ".join(map(str, getattr(analysis, "days", [question.horizon_days])))
            yield (
                (*where, "analyses", j),
                COMPETING.format(method=analysis.method, role=analysis.role, days=days),
                "",
            )


def _check_figure(question: Question, where: tuple[str | int, ...]) -> Iterator[Finding]:
    kind = question.figure.kind
    if kind == "curves" and drawn(question.analyses) is None:
        yield (
            (*where, "figure", "kind"),
            "Curves are drawn from a kaplan_meier analysis, or aalen_johansen where something competes; there is none.",
            "Add `{method: kaplan_meier, role: descriptive, days: [...]}` or choose another figure.",
        )
    if kind == "trajectory" and question.outcome.shape != "score":
        yield (
            (*where, "figure", "kind"),
            f"A trajectory shows a score at each interview; {question.outcome.definition} is not a score.",
            "Choose curves or forest.",
        )


def _check_reference(
    analysis, here: tuple[str | int, ...], question: Question, vocabulary: Vocabulary
) -> Iterator[Finding]:
    """An analysis that names a variable or another analysis must name one that is there."""
    by = getattr(analysis, "by", None)
    if by is not None:
        yield from _check_variable(by, (*here, "by"), vocabulary)
        modifier = vocabulary.variable(by)
        if modifier is not None and (not modifier.levels or not _known(modifier, question)):
            yield (
                (*here, "by"),
                f"{by} has no levels, or is learned after time zero.",
                "Name a category known at it.",
            )
        if question.exposure and by == question.exposure.variable:
            yield (*here, "by"), f"{by} is the exposure itself.", "Name another variable."
    methods = [other.method for other in question.analyses if not other.follows]
    if analysis.follows and analysis.of is not None and analysis.of not in methods:
        yield (*here, "of"), f"The question has no analysis by {analysis.of}.", nearest(analysis.of, methods)


def _check_analyses(
    question: Question, where: tuple[str | int, ...], vocabulary: Vocabulary
) -> Iterator[Finding]:
    primaries = sum(analysis.role == "primary" for analysis in question.analyses)
    if primaries != 1:
        yield (*where, "analyses"), f"{primaries} analyses have the role primary.", "Exactly one must."
    variable = vocabulary.variable(question.exposure.variable) if question.exposure else None
    later = variable is not None and not _known(variable, question)
    for j, analysis in enumerate(question.analyses):
        here = (*where, "analyses", j)
        if question.outcome.shape not in analysis.shapes:
            yield (
                (*here, "method"),
                f"{analysis.method} cannot answer a question about {question.outcome.definition}.",
                f"It needs an outcome of this shape: {', '.join(analysis.shapes)}.",
            )
        if analysis.method == "categories" and not getattr(question.outcome, "has_categories", False):
            yield (
                (*here, "method"),
                f"{question.outcome.definition} has no categories.",
                "Use shares, or ask for symptom_clinical_change.",
            )
        if question.exposure is None and analysis.method in (
            "cox",
            "landmark",
            "time_varying",
            "clone_censor_weight",
            "duration_strategies",
            "aft",
            "grouped_hazards",
            "gray",
            "cause_specific_cox",
            "fine_gray",
            "mmrm",
            "mixed",
            "random_slope",
            "gee",
            "iptw",
            "overlap",
            "att",
            "matching_weights",
            "standardization",
            "aipw",
            "per_protocol",
            "missing_rule",
            "multiple_imputation",
            "tipping_point",
            "reference_based",
        ):
            yield (
                (*here, "method"),
                f"{analysis.method} compares groups, but the question has no exposure.",
                "Add one.",
            )
        if later and analysis.looks_ahead and analysis.role != "naive":
            yield here, _immortal_time(question, analysis.role), ""
        if variable is not None and not later and not analysis.looks_ahead and not analysis.follows:
            yield (
                (*here, "method"),
                f"{analysis.method} is for exposures learned after time zero; {question.exposure.variable} is known at it.",
                "Use cox or rmst.",
            )
        if getattr(analysis, "adjusted", False) and not question.adjustment:
            yield (
                (*here, "adjusted"),
                "The question has no adjustment set.",
                "Add `adjustment:` or drop `adjusted`."
                if "adjusted" in type(analysis).model_fields
                else "Add `adjustment:`.",
            )
        for k, name in enumerate(getattr(analysis, "strata", [])):
            stratum = vocabulary.variable(name)
            if name not in question.adjustment or (stratum and not stratum.is_categorical):
                yield (
                    (*here, "strata", k),
                    f"'{name}' cannot be a stratum: strata are variables with levels of the question's adjustment set.",
                    nearest(name, question.adjustment) if question.adjustment else "Add `adjustment:`.",
                )
        for k, name in enumerate(getattr(analysis, "auxiliary", [])):
            yield from _check_auxiliary(name, (*here, "auxiliary", k), question, vocabulary)
        yield from _check_reference(analysis, here, question, vocabulary)
        landmark = getattr(analysis, "landmark_day", None)
        if landmark is not None and landmark >= question.horizon_days:
            yield (
                (*here, "landmark_day"),
                f"The landmark (day {landmark}) is not before the horizon (day {question.horizon_days}).",
                "Choose an earlier landmark.",
            )


def _check_auxiliary(
    name: str, where: tuple[str | int, ...], question: Question, vocabulary: Vocabulary
) -> Iterator[Finding]:
    """What helps to impute may be learned late, but it is one value a person, and not the exposure."""
    yield from _check_variable(name, where, vocabulary)
    if name.startswith("aftercare.") or name in vocabulary.later:
        yield (
            where,
            f"{name} happens on a day of its own, so it is no single value of a person.",
            "Name a variable of persons, or a score: `baseline.<instrument>`, `wave_<wave>.<instrument>`.",
        )
    if question.exposure and name == question.exposure.variable:
        yield where, f"{name} is the exposure, which is always part of the imputation.", "Remove it."
