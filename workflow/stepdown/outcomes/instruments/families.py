"""What the files of related instruments share: the two BAM formats, the component scores."""

from __future__ import annotations

from stepdown.outcomes.instruments.facts import Cutoff, Points, Reliability, Spread, Statement
from stepdown.outcomes.instruments.instrument import Scale, default_rule

BAM_ITEMS = {
    "use": ("Use", (4, 5, 6)),
    "risk": ("Risk", (1, 2, 3, 8, 11, 15)),
    "protective": ("Protective factors", (9, 10, 12, 13, 14, 16)),
}

BAM_NOTES = (
    Statement(
        "Items of the scales; item 17 is an overall item, items 7A to 7G are detail only.", "V:bam-score"
    ),
    Statement(
        "The formats are not interchangeable: continuous Use 0-90, Risk 0-180, Protective 0-180 [V:kipu]; "
        "Likert Use 0-12, Risk 0-24, Protective 0-24 [V:blueprint].",
        "V:kipu; V:blueprint",
    ),
    Statement("There is no validated total score.", "V:kipu"),
    Statement(
        "There is no MCID; reliable change needs one's own baseline SD and alpha, flagged as local.", "P"
    ),
    Statement("An exploratory analysis found three factors with alphas of about .70.", "V:bam12"),
    Statement(
        "The three-factor structure was not confirmed in 2,227 outpatients who were not veterans.", "V:schumm"
    ),
    Statement("No BAM-R item predicted 90-day retention in 32,002 veterans.", "V:blanchard-bam"),
    Statement("Report it by item.", "P"),
    Statement("The 7-day form (BAM-IOP) is another period.", "V:bam-iop"),
    Statement("Item 7 is not checked: no source describes its answers, and no score uses it.", "P"),
)


def bam_scale(id: str, highest_answer: int, cutoffs: tuple[Cutoff, ...] = ()) -> Scale:
    """One scale of the BAM in the format whose answers end at `highest_answer`."""
    label, items = BAM_ITEMS[id]
    return Scale(
        id=id,
        label=label,
        items=items,
        lowest=0,
        highest=highest_answer * len(items),
        higher_is_better=id == "protective",
        missing=default_rule(len(items)),
        cutoffs=cutoffs,
    )


def component(
    id: str,
    cutoffs: tuple[Cutoff, ...] = (),
    mcid: tuple[Points, ...] = (),
    reliability: tuple[Reliability, ...] = (),
) -> Scale:
    """A component score as given: norm 50, SD 10, higher is better."""
    label = {"pcs": "Physical component", "mcs": "Mental component"}[id]
    return Scale(
        id=id,
        label=label,
        lowest=0,
        highest=100,
        higher_is_better=True,
        cutoffs=cutoffs,
        mcid=mcid,
        spread=Spread(10, "the norm", "P"),
        reliability=reliability,
    )
