"""Restricted mean survival time: days without the event, on average, up to the horizon."""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer, attempt


class Analysis(AnalysisModel):
    """Mean days free of the event up to the horizon, for each group and as a difference."""

    shapes: ClassVar = ("time_to_event",)

    method: Literal["rmst"]


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.restricted_mean import restricted_mean, restricted_mean_difference

    horizon = frame.question.horizon_days
    rows, means, sizes = [], {}, {}
    for level in frame.levels or [""]:
        group = frame.people[frame.people["exposure"] == level] if level else frame.people
        group = group.dropna(subset="day")
        time, event = group["day"].to_numpy(float), group["event"].to_numpy(bool)
        counts = {"level": level, "n": len(group), "n_events": int(event.sum()), "level_n": len(group)}
        mean, reason = attempt(restricted_mean, time, event, horizon)
        if mean is None:
            rows.append(frame.estimate(analysis, "rmst", **counts, status="not_estimable", reason=reason))
            continue
        means[level], sizes[level] = mean, counts
        rows.append(
            frame.estimate(
                analysis,
                "rmst",
                **counts,
                estimate=mean.estimate,
                std_error=mean.std_error,
                lower=mean.lower,
                upper=mean.upper,
            )
        )
    reference = frame.levels[0] if frame.levels else None
    for level in frame.levels[1:]:
        both = {"level": level, "reference": reference}
        if level not in means or reference not in means:
            rows.append(
                frame.estimate(
                    analysis,
                    "rmst_difference",
                    **both,
                    n=0,
                    status="not_estimable",
                    reason="a group has no mean",
                )
            )
            continue
        difference = restricted_mean_difference(means[level], means[reference])
        rows.append(
            frame.estimate(
                analysis,
                "rmst_difference",
                **both,
                n=sizes[level]["n"] + sizes[reference]["n"],
                n_events=sizes[level]["n_events"] + sizes[reference]["n_events"],
                level_n=sizes[level]["n"],
                reference_n=sizes[reference]["n"],
                estimate=difference.estimate,
                std_error=difference.std_error,
                lower=difference.lower,
                upper=difference.upper,
                p_value=difference.p_value,
            )
        )
    return Answer(rows)
