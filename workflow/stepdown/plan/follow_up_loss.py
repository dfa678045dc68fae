"""What stands beside a question because people were lost, without being written: analyses that a plan gets by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, WithJsonSchema

from stepdown.answers.loss import TARGETS
from stepdown.answers.methods import analyses

if TYPE_CHECKING:
    from stepdown.plan.study import Question, StudyPlan
    from stepdown.records.variables import Vocabulary

Beside = Literal[
    "ascertainment",
    "bounds",
    "missing_rule",
    "multiple_imputation",
    "ipcw",
    "reference_based",
    "tipping_point",
]


def spelled(asked: Any) -> Any:
    """The methods that `beside` and `none` stand for; a list stays as it is.

    Raises
    ------
    ValueError
        For another word.
    """
    if isinstance(asked, list):
        return asked
    words: dict[Any, list[str]] = {"beside": list(get_args(Beside)), "none": []}
    if not isinstance(asked, str) or asked not in words:
        raise ValueError("It should be beside, none or a list of methods")
    return words[asked]


FollowUpLoss = Annotated[
    list[Beside],
    BeforeValidator(spelled),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": ["beside", "none"]},
                {"type": "array", "items": {"enum": list(get_args(Beside))}},
            ]
        }
    ),
]
# What each shape of outcome gets, in this order. Of a stay between two days nothing is imputed.
BY_SHAPE: dict[str, tuple[Beside, ...]] = {
    "yes_no": ("ascertainment", "bounds", "missing_rule", "multiple_imputation", "ipcw", "tipping_point"),
    "time_to_event": ("ascertainment", "bounds", "missing_rule", "ipcw"),
    "score": ("ascertainment", "multiple_imputation", "ipcw", "reference_based", "tipping_point"),
    "interval": ("ascertainment",),
}
# Primary analyses that adjust by a model of the outcome, and not by weights.
BY_MODEL = ("aipw", "standardization", "mmrm", "mixed")
# Where nothing but the outcome lacks more than a few values; the gate tells where it is not enough.
FEW_CYCLES = 10
# Of very many interviews, so many scores before the horizon help to impute, spread evenly and the last among them.
MOST_SCORES = 4


def with_follow_up_loss(plan: StudyPlan, vocabulary: Vocabulary) -> StudyPlan:
    """The plan with the analyses that stand beside its questions; what it writes itself comes first and stays as it is.

    Parameters
    ----------
    plan : already checked.
    """
    questions = [
        question.model_copy(update={"analyses": [*question.analyses, *_beside(plan, question, vocabulary)]})
        for question in plan.questions
    ]
    return plan.model_copy(update={"questions": questions})


def _beside(plan: StudyPlan, question: Question, vocabulary: Vocabulary) -> Iterator[Any]:
    asked = plan.follow_up_loss if question.follow_up_loss is None else question.follow_up_loss
    if not _compares_at_the_start(question, vocabulary):
        return
    for method in BY_SHAPE[question.outcome.shape]:
        if method not in asked:
            continue
        options = _options(method, question, vocabulary)
        if options is not None and not _written(method, options, question):
            role = "descriptive" if method == "ascertainment" else "sensitivity"
            yield analyses()[method].model_validate({"method": method, "role": role} | options)


def _compares_at_the_start(question: Question, vocabulary: Vocabulary) -> bool:
    """Groups that form later have analyses of their own for those who left before."""
    if question.exposure is None:
        return False
    return vocabulary.variable(question.exposure.variable).known_at != "later"


def _options(method: Beside, question: Question, vocabulary: Vocabulary) -> dict[str, Any] | None:
    """An analysis of the same contrast as the primary one, or None where it could say nothing."""
    shape, scores = question.outcome.shape, _scores(question, vocabulary)
    if method == "ascertainment":
        return {}
    beside = {"only_if_lost": True}
    if method == "bounds":
        return beside | ({"followed_in_part": "lost"} if shape == "time_to_event" else {})
    if method == "missing_rule":
        good = question.outcome.words(vocabulary).good
        rule = "missing_is_no_event" if good else "missing_is_event"
        return beside | {"rule": rule} | _like_the_primary(question)
    if method == "reference_based":
        # It needs the scores of everybody's interviews, the first among them.
        return beside if scores else None
    if method == "ipcw":
        first = [name for name in scores if name.startswith("baseline.") and name not in question.adjustment]
        if not question.adjustment and not first:
            return None
        return beside | {"weights": _weights(question)} | ({"auxiliary": first} if first else {})
    helping = [name for name in scores if name not in question.adjustment]
    return (
        beside | _like_the_primary(question) | ({"auxiliary": helping} if helping else {"cycles": FEW_CYCLES})
    )


def _primary(question: Question) -> Any:
    return next(analysis for analysis in question.analyses if analysis.role == "primary")


def _like_the_primary(question: Question) -> dict[str, Any]:
    """Adjust as the primary analysis does, so that only the assumption about the lost differs."""
    primary = _primary(question)
    adjusted = bool(question.adjustment) and bool(getattr(primary, "adjusted", False))
    own = getattr(primary, "weights", None)
    weights = primary.method if primary.method in TARGETS else own
    return {"adjusted": adjusted} | ({"weights": weights} if adjusted and weights else {})


def _weights(question: Question) -> str | None:
    """By what groups are made alike beside the weights for loss: as the primary analysis does it, if it does."""
    found = _like_the_primary(question)
    modelled = found["adjusted"] and _primary(question).method in BY_MODEL
    return "iptw" if modelled else found.get("weights")


def _scores(question: Question, vocabulary: Vocabulary) -> list[str]:
    """The scores of the outcome's own instrument before the horizon, the first one first."""
    instrument = getattr(question.outcome, "instrument", None)
    if instrument not in vocabulary.instruments:
        return []
    waves = sorted((day, wave) for wave, day in vocabulary.waves.items() if 0 < day < question.horizon_days)
    few = min(MOST_SCORES, len(waves))
    chosen = [waves[(i + 1) * len(waves) // few - 1][1] for i in range(few)]
    return [f"baseline.{instrument}", *(f"wave_{wave}.{instrument}" for wave in chosen)]


def _written(method: Beside, options: dict[str, Any], question: Question) -> bool:
    """Does the plan ask for it itself?"""
    telling = ("rule", "followed_in_part")
    return any(
        analysis.method == method
        and all(getattr(analysis, name) == options[name] for name in telling if name in options)
        for analysis in question.analyses
    )
