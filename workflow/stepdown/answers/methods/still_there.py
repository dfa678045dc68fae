"""Shares still there on chosen days, from intervals, and how they differ between groups."""

from __future__ import annotations

import numpy as np

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import Z95, AnalysisModel, attempt


def shares_still_there(analysis: AnalysisModel, frame: QuestionFrame) -> list[Estimate]:
    """One row a level and day, and one a level for the difference in who has left by the last day."""
    from stepdown.estimators.arrays import normal_p_value
    from stepdown.estimators.turnbull import turnbull

    # The shares are those of everybody, whatever the ratios beside them are adjusted for.
    rows, last, plain = [], {}, {"adjustment": "none"}
    for level in (frame.levels or [""]) if analysis.days else []:
        group = frame.people[(frame.people["exposure"] == level).fillna(False)] if level else frame.people
        group = group.dropna(subset="lowest")
        lowest = group["lowest"].to_numpy(float)
        highest = group["highest"].to_numpy(dtype=float, na_value=np.inf)
        curve, reason = attempt(turnbull, lowest, highest)
        for day in sorted(analysis.days):
            left = int(np.sum(highest <= day))
            counts = {"level": level, "horizon_days": day, "n": len(group), "n_events": left} | plain
            read = (None, reason) if curve is None else _at(curve, day)
            if read[0] is None:
                rows.append(
                    frame.estimate(analysis, "survival", **counts, status="not_estimable", reason=read[1])
                )
                continue
            survival, std_error, lower, upper = read[0]
            last[level, day] = (survival, std_error, len(group), left)
            rows.append(
                frame.estimate(
                    analysis,
                    "survival",
                    **counts,
                    level_n=len(group),
                    estimate=survival,
                    std_error=std_error,
                    lower=lower,
                    upper=upper,
                )
            )
    day = max(analysis.days, default=0)
    reference = frame.levels[0] if frame.levels else ""
    for level in frame.levels[1:] if analysis.days else []:
        compared = {"level": level, "reference": reference, "horizon_days": day} | plain
        one, other = last.get((level, day)), last.get((reference, day))
        error = float(np.hypot(one[1], other[1])) if one and other else 0.0
        if not error > 0:
            reason = "a group has no share on that day, or nobody or everybody had left"
            rows.append(
                frame.estimate(
                    analysis, "risk_difference", **compared, n=0, status="not_estimable", reason=reason
                )
            )
            continue
        difference = other[0] - one[0]
        rows.append(
            frame.estimate(
                analysis,
                "risk_difference",
                **compared,
                n=one[2] + other[2],
                n_events=one[3] + other[3],
                level_n=one[2],
                reference_n=other[2],
                estimate=difference,
                std_error=error,
                lower=difference - Z95 * error,
                upper=difference + Z95 * error,
                p_value=float(normal_p_value(difference, error)[0]),
            )
        )
    return rows


def _at(curve, day: int) -> tuple[tuple[float, float, float, float] | None, str]:
    """The curve on a day, or why it is not known there."""
    if ((curve.after < day) & (day < curve.to) & (curve.mass > 0)).any():
        return (
            None,
            f"day {day} lies inside an interval of the records: how many had left by then is not known",
        )
    step = int(np.searchsorted(curve.to, day, side="right")) - 1
    if step < 0 or curve.survival[step] == 1:
        return None, "nobody had left by then: no error can be seen"
    values = (curve.survival[step], curve.std_error[step], curve.lower[step], curve.upper[step])
    if curve.survival[step] == 0:
        return None, "everybody had left by then: no error can be seen"
    if not np.isfinite(values).all():
        return None, "the intervals of the records leave it open how many had left by then"
    return tuple(float(value) for value in values), ""
