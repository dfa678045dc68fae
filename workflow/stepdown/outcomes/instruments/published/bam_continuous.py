"""BAM with answers of 0 to 30 (BAM-R): use, risk and protection in the last 30 days."""

from stepdown.outcomes.instruments.families import BAM_NOTES, bam_scale
from stepdown.outcomes.instruments.instrument import Example, Instrument, Items

INSTRUMENT = Instrument(
    id="bam_continuous",
    label="BAM (continuous format, BAM-R)",
    measures="Substance use, risk and protective factors",
    family="bam",
    items=Items(count=17, lowest=0, highest=30, unchecked=(7,)),
    recall="30 days (BAM-IOP: 7 days)",
    recall_days=30,
    scales=tuple(bam_scale(each, 30) for each in ("use", "risk", "protective")),
    notes=BAM_NOTES,
    examples=(
        Example("none", "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", "0 0 0"),
        Example("all the most", "30 30 30 30 30 30 0 30 30 30 30 30 30 30 30 30 30", "90 180 180"),
        Example("scales apart", "8 2 1 12 10 5 0 3 20 15 8 10 20 30 4 22 15", "27 26 117"),
        Example("one missing in each", "8 . 1 12 . 5 0 3 20 . 8 10 20 30 4 22 15", ". 28.8 122.4"),
        Example("an answer of 31", "8 2 1 31 10 5 0 3 20 15 8 10 20 30 4 22 15", "refused"),
    ),
)
