"""Which effect of a world each question of config/harbor.yaml is about: what `truth.json` says, question by question.

A question whose primary analysis has no causal truth says why. Whoever asks Harbor another question adds it here; a test
compares this table with the plan.
"""

from __future__ import annotations

from dataclasses import dataclass

from stepdown.cohort.stay_windows import WINDOWS
from stepdown.simulate.harbor.truth import Effects, true_effects
from stepdown.simulate.harbor.truth_duration import (
    PLANNED,
    SHORT,
    true_duration_effect,
    true_per_protocol_effect,
)
from stepdown.simulate.harbor.world import World


@dataclass(frozen=True)
class Truth:
    """The row of estimates.csv that an effect is the truth of: its level, measure and horizon."""

    level: str
    measure: str
    days: int
    effect: str


@dataclass(frozen=True)
class Asked:
    """A question's estimand in words, and its truths, or why there is none."""

    estimand: str
    truths: tuple[Truth, ...] = ()
    reason: str = ""


IOP, OP, INPATIENT = "intensive_outpatient", "outpatient", "inpatient"


def _iop(measure: str, days: int, effect: str) -> Truth:
    return Truth(IOP, measure, days, effect)


def _started(days: int, effect: str) -> Truth:
    return Truth("yes", "risk_difference", days, effect)


def _abstinence(reference: str, group: str = "", measure: str = "risk_difference") -> Truth:
    return _iop(measure, 180, f"{IOP}_vs_{reference}/abstinent_month_6/ato{group}")


QUESTIONS: dict[str, Asked] = {
    "leaving_iop_or_op": Asked(
        "share who leave unplanned by day 90: intensive outpatient less outpatient care, overlap population",
        (_iop("risk_difference", 90, f"{IOP}_vs_{OP}/left_by_90/ato"),),
    ),
    "depression_iop_or_op": Asked(
        "mean PHQ-9 on day 90: intensive outpatient less outpatient care, overlap population",
        (_iop("mean_difference", 90, f"{IOP}_vs_{OP}/phq9_at_90/ato"),),
    ),
    "depression_over_a_year": Asked(
        "mean PHQ-9 on day 365, and so its change since intake: intensive outpatient less outpatient care, overlap "
        "population",
        (_iop("mean_difference", 365, f"{IOP}_vs_{OP}/phq9_at_365/ato"),),
    ),
    "abstinence_iop_or_inpatient": Asked(
        "share free of use in month six: intensive outpatient less inpatient care, overlap population",
        (_abstinence(INPATIENT),),
    ),
    "abstinence_iop_or_op_by_housing": Asked(
        "share free of use in month six: intensive outpatient less outpatient care, overlap population; and the "
        "same with unstable housing less that with stable",
        (_abstinence(OP), _abstinence(OP, "_by_housing", "interaction_contrast")),
    ),
    "placement": Asked(
        "share who leave unplanned by day 90, of all for whom intensive outpatient care was recommended: below it, "
        "or above it, as such people are placed, less in it",
        tuple(
            Truth(side, "risk_difference", 90, f"{side}_vs_matched/left_by_90/ate")
            for side in ("under_placed", "over_placed")
        ),
    ),
    "joint_recovery_iop_or_op": Asked(
        "share free of use in month six and clearly less depressed on day 180: intensive outpatient less outpatient "
        "care, overlap population",
        (_iop("risk_difference", 180, f"{IOP}_vs_{OP}/recovered_in_both/ato"),),
    ),
    "family_by_30": Asked(
        "share who leave unplanned by day 90, of those with a relative: a family session by day 30 less none by then",
        (_started(90, "family_by_30_vs_none/left_by_90/ate"),),
    ),
    "aftercare_by_14": Asked(
        "share who use within 90, and 180, days of the end of treatment: aftercare by day 14 less none by then",
        tuple(_started(days, f"aftercare_by_14_vs_none/use_by_{days}/ate") for days in (90, 180)),
    ),
    "g03_iop_with_aftercare": Asked(
        "the same, of those who started in intensive outpatient care",
        tuple(_started(days, f"aftercare_by_14_vs_none/use_by_{days}/ate_after_iop") for days in (90, 180)),
    ),
    "where_iop_starters_are": Asked(
        "share of those who start in intensive outpatient care in each level of care, in aftercare and out of care by day",
        reason="It describes where people were and compares nothing.",
    ),
    "g11_where_people_go": Asked(
        "share of those who start in 24-hour care in each level of care, in aftercare and out of care by day",
        reason="It describes where people were and compares nothing.",
    ),
    "g06_weeks_received": Asked(
        f"share free of use in month six, of those who start in intensive outpatient care: {WINDOWS[SHORT].words} of it "
        f"less {WINDOWS[PLANNED].words}",
        (Truth(SHORT, "risk_difference", 180, f"{IOP}/{SHORT}_vs_{PLANNED}/abstinent_month_6"),),
    ),
    "g07_hours_delivered": Asked(
        "hazard ratio of leaving after day 28, 36 hours received by then against fewer, of those still in care",
        reason="Who is still in care on day 28, and how many hours they came for, depends on how they fare: the ratio "
        "compares people, not strategies, so no potential outcome is its truth. Where nothing has an effect it is 1 but "
        "for what the adjustment set leaves.",
    ),
    "g14_early_attendance": Asked(
        "hazard ratio of leaving after day 14, six sessions attended by then against fewer, of those still in care",
        reason="The question is prognostic: attendance is a sign here and not something done to people.",
    ),
    "g10_cost_of_care": Asked(
        "mean dollars paid for care that began within a year: intensive outpatient less inpatient care, overlap "
        "population",
        (_iop("mean_difference", 365, f"{IOP}_vs_{INPATIENT}/cost_in_a_year/ato"),),
    ),
    "g11_step_down_to_iop": Asked(
        "share who use within 180 days of admission to 24-hour care: going on in intensive outpatient care when it "
        "ends, by day 30, less not",
        (_started(180, "step_down_by_30_vs_none/use_by_180/ate"),),
    ),
    "g12_keeping_a_job": Asked(
        "share free of use in month six, of employed people: intensive outpatient less inpatient care, overlap "
        "population",
        (_abstinence(INPATIENT, "_employed"),),
    ),
    "g13_unstable_housing": Asked(
        "share free of use in month six: intensive outpatient less inpatient care, overlap population; and the same "
        "with unstable housing less that with stable",
        (_abstinence(INPATIENT), _abstinence(INPATIENT, "_by_housing", "interaction_contrast")),
    ),
}


def every_effect(world: World, people: int = 100_000) -> Effects:
    """Every effect that is known of a world; `truth.true_effects` says what people and names are."""
    return (
        true_effects(world, people)
        | true_duration_effect(world, people)
        | true_per_protocol_effect(world, people)
    )


def question_truths(effects: Effects) -> dict[str, dict]:
    """Question -> its estimand and its truths with their Monte Carlo error, or the reason why there is none."""
    found: dict[str, dict] = {}
    for name, asked in QUESTIONS.items():
        truths = [
            {
                "level": one.level,
                "measure": one.measure,
                "horizon_days": one.days,
                "effect": one.effect,
                **effects[one.effect],
            }
            for one in asked.truths
        ]
        found[name] = {"estimand": asked.estimand, "truths": truths}
        if asked.reason:
            found[name] |= {"truths": None, "reason": asked.reason}
    return found
