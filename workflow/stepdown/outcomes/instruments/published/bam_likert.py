"""BAM with answers of 0 to 4: use, risk and protection in the last 30 days."""

from stepdown.outcomes.instruments.facts import Cutoff
from stepdown.outcomes.instruments.families import BAM_NOTES, bam_scale
from stepdown.outcomes.instruments.instrument import Example, Instrument, Items

INSTRUMENT = Instrument(
    id="bam_likert",
    label="BAM (Likert format)",
    measures="Substance use, risk and protective factors",
    family="bam",
    items=Items(count=17, lowest=0, highest=4, unchecked=(7,)),
    recall="30 days (BAM-IOP: 7 days)",
    recall_days=30,
    scales=(
        bam_scale("use", 4, cutoffs=(Cutoff("at least", 1, "flag used in practice", "V:blueprint"),)),
        bam_scale("risk", 4, cutoffs=(Cutoff("at least", 12, "flag used in practice", "V:blueprint"),)),
        bam_scale("protective", 4, cutoffs=(Cutoff("at most", 12, "flag used in practice", "V:blueprint"),)),
    ),
    notes=BAM_NOTES,
    examples=(
        Example("none", "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", "0 0 0"),
        Example("all the most", "4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4", "12 24 24"),
        Example("scales apart", "1 1 1 2 2 2 0 1 3 3 1 3 3 3 1 3 4", "6 6 18"),
        Example("one missing in each", ". 1 1 . 2 2 0 1 . 3 1 3 3 3 1 3 4", ". 6 18"),
        Example("an answer of 5", "1 1 1 5 2 2 0 1 3 3 1 3 3 3 1 3 4", "refused"),
    ),
)
