"""Start the clock at a landmark day, among those still at risk, with the exposure as known by then."""

from __future__ import annotations

from typing import ClassVar, Literal

import pandas as pd

from stepdown.answers.coding import code, complete
from stepdown.answers.frame import QuestionFrame, due_days
from stepdown.answers.gates import Verdict
from stepdown.answers.methods.base import AnalysisModel, Answer, attempt
from stepdown.answers.methods.hazards import GATES, hazard_ratios
from stepdown.answers.question_gates import WHO_IS_KNOWN, ascertainment_verdicts
from stepdown.outcomes.contacts import unrecorded_is_no
from stepdown.outcomes.exposures import aftercare_received_by
from stepdown.plan.base import PositiveDay


class Analysis(AnalysisModel):
    """Landmark analysis (definitions, D.1): a Cox model for a time to event, a linear model for a score."""

    shapes: ClassVar = ("time_to_event", "score")
    looks_ahead: ClassVar = False

    method: Literal["landmark"]
    landmark_day: PositiveDay
    """Exposure counts up to and including this day; outcomes count after it."""
    adjusted: bool = False
    """Adjust for the question's adjustment set."""

    def needs(self, shape: str) -> tuple[str, ...]:
        """Who is known at the landmark; and of a model of hazards, what it must pass."""
        return (*WHO_IS_KNOWN, *(GATES if shape == "time_to_event" else ()))


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    people = frame.people.assign(exposure=exposure_at(frame, analysis.landmark_day))
    verdicts = ascertainment_verdicts(frame, frame.known_by_level(people["exposure"]))
    if frame.question.outcome.shape == "score":
        return _linear(analysis, frame, people, verdicts)
    at_risk = people[people["day"] > analysis.landmark_day]
    rows = complete(at_risk, ["exposure", *frame.covariates(analysis.adjusted)])
    rows = rows.assign(stop=rows["day"] - analysis.landmark_day)
    definition = f"{frame.question.outcome.definition} after day {analysis.landmark_day}"
    found = hazard_ratios(analysis, frame, rows, definition)
    return Answer(found.rows, [*verdicts, *found.verdicts])


def exposure_at(frame: QuestionFrame, landmark_day: int) -> pd.Series:
    """The exposure of each person of the frame, as it was known on the landmark day."""
    kind = frame.question.exposure.variable.removeprefix("aftercare.")
    received = aftercare_received_by(frame.contacts, kind, landmark_day, due_days(frame.vocabulary.waves))
    by_then = frame.people["person_id"].map(received)
    silence_is_no = unrecorded_is_no(kind, frame.question.exposure.unrecorded)
    return by_then.fillna("no") if silence_is_no else by_then


def _linear(
    analysis: Analysis, frame: QuestionFrame, people: pd.DataFrame, verdicts: list[Verdict]
) -> Answer:
    """Mean score at the horizon's wave by exposure, among people whose exposure was told by the landmark."""
    from stepdown.estimators.linear import linear

    at_horizon = frame.scores[frame.scores["due_day"] == frame.question.horizon_days].set_index("person_id")[
        "score"
    ]
    people = people.assign(score=people["person_id"].map(at_horizon)).dropna(subset="exposure")
    variables = {"exposure": frame.exposure_variable} | frame.covariates(analysis.adjusted)
    rows = complete(people, ["score", *variables])

    sizes = rows["exposure"].value_counts()
    estimates = [
        frame.estimate(
            analysis,
            "mean",
            adjustment="none",
            level=level,
            n=len(group),
            level_n=len(group),
            estimate=float(group["score"].mean()),
            std_error=float(group["score"].sem()),
            **_interval(float(group["score"].mean()), float(group["score"].sem()), len(group) - 1),
        )
        for level, group in rows.groupby("exposure")
        # The adjusted and the unadjusted analysis may rest on other people; only the main one describes them.
        if len(group) > 1 and analysis.role == "primary"
    ]
    design = code(rows, variables, {"exposure": frame.question.exposure.reference})
    exposure = design.of("exposure")
    if not exposure:
        reason = "fewer than two exposure groups"
        return Answer(
            [
                *estimates,
                frame.estimate(
                    analysis, "mean_difference", n=len(rows), status="not_estimable", reason=reason
                ),
            ],
            verdicts,
        )
    fit, reason = attempt(linear, rows["score"].to_numpy(float), design.matrix)
    if fit is None:
        failed = frame.estimate(
            analysis, "mean_difference", n=len(rows), status="not_estimable", reason=reason
        )
        return Answer([*estimates, failed], verdicts)
    for term in exposure:
        i = term.column + 1  # the intercept comes first
        estimates.append(
            frame.estimate(
                analysis,
                "mean_difference",
                level=term.level,
                reference=term.reference,
                n=len(rows),
                estimate=float(fit.coefficients[i]),
                std_error=float(fit.std_error[i]),
                p_value=float(fit.p_value[i]),
                **_interval(
                    float(fit.coefficients[i]), float(fit.std_error[i]), fit.residual_degrees_of_freedom
                ),
                level_n=int(sizes[term.level]),
                reference_n=int(sizes[term.reference]),
                residual_df=float(fit.residual_degrees_of_freedom),
            )
        )
    return Answer(estimates, verdicts)


def _interval(estimate: float, std_error: float, degrees_of_freedom: float) -> dict[str, float]:
    from scipy.stats import t

    half = float(t.ppf(0.975, degrees_of_freedom)) * std_error
    return {"lower": estimate - half, "upper": estimate + half}
