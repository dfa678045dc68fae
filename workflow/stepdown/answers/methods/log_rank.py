"""Do the survival curves of the exposure groups differ anywhere?"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer, attempt


class Analysis(AnalysisModel):
    """Log-rank test over all exposure groups, up to the horizon; stratified or weighted if asked."""

    shapes: ClassVar = ("time_to_event",)

    method: Literal["log_rank"]
    strata: list[str] = []
    """Variables known at baseline, with levels: groups are compared among people alike in all of them. Each must be in the
    question's adjustment set."""
    weighting: Literal["log_rank", "gehan_breslow", "tarone_ware", "fleming_harrington"] = "log_rank"
    """What an event counts: 1, the number at risk, its square root, or S^rho (1 − S)^gamma. Choose it beforehand."""
    rho: float = Field(default=0, ge=0)
    """For fleming_harrington: larger looks at early differences."""
    gamma: float = Field(default=0, ge=0)
    """For fleming_harrington: larger looks at late differences."""

    @model_validator(mode="after")
    def _powers_have_a_use(self) -> Analysis:
        if (self.rho or self.gamma) and self.weighting != "fleming_harrington":
            raise ValueError("rho and gamma are for `weighting: fleming_harrington`. Add it or remove them.")
        return self


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    people = frame.people.dropna(subset=["exposure", "day", *analysis.strata])
    counts = {"n": len(people), "n_events": int(people["event"].sum())}
    named = {"adjustment": f"strata: {' + '.join(analysis.strata)}"} if analysis.strata else {}
    test, reason = attempt(_test, analysis, people)
    if test is None:
        row = frame.estimate(analysis, "chi_square", **counts, **named, status="not_estimable", reason=reason)
        return Answer([row])
    row = frame.estimate(
        analysis,
        "chi_square",
        **counts,
        **named,
        estimate=test.chi_square,
        p_value=test.p_value,
        level_n=int(people["exposure"].value_counts().min()),
    )
    return Answer([row])


def _test(analysis: Analysis, people):
    """The plain test by its own module, which is faster on millions; the same number where both apply."""
    from stepdown.estimators.log_rank import log_rank
    from stepdown.estimators.weighted_log_rank import weighted_log_rank

    day, event = people["day"].to_numpy(float), people["event"].to_numpy(bool)
    group = people["exposure"].to_numpy(str)
    if not analysis.strata and analysis.weighting == "log_rank":
        return log_rank(day, event, group)
    strata = None
    if analysis.strata:
        strata = people.groupby(analysis.strata, observed=True, sort=True).ngroup().to_numpy()
    return weighted_log_rank(day, event, group, strata, analysis.weighting, analysis.rho, analysis.gamma)
