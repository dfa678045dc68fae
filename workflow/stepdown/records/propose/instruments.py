"""Instruments that are recognised by the name of their column, with the range of their total.

Ranges are those of the published total scores. A name can stand for several
versions; `note` then says what to look at, and the draft asks.
"""

from __future__ import annotations

from dataclasses import dataclass

from stepdown.records.propose.names import called


@dataclass(frozen=True)
class Known:
    """One instrument.

    Parameters
    ----------
    named : alternatives that its columns are called by, as a regular expression in snake_case.
    items : number of items, to tell `phq9_1` to `phq9_9` from repeated totals; 0 where that cannot happen.
    note : what must be looked up before the range can be trusted.
    """

    name: str
    label: str
    lowest: int
    highest: int
    named: str
    good_direction: str = "lower"
    items: int = 0
    note: str = ""

    @property
    def step(self) -> int:
        """A difference that is large enough to talk about."""
        span = self.highest - self.lowest
        return 10 if span >= 50 else 5 if span >= 20 else 1


# The first that fits wins: the short forms stand before the long ones.
INSTRUMENTS = (
    Known("phq9", "Depressive symptoms (PHQ-9)", 0, 27, r"phq_?9", items=9),
    Known("phq8", "Depressive symptoms (PHQ-8)", 0, 24, r"phq_?8", items=8),
    Known("phq2", "Depressive symptoms (PHQ-2)", 0, 6, r"phq_?2", items=2),
    Known("phq", "Depressive symptoms (PHQ)", 0, 27, r"phq", note="PHQ-9 ends at 27, PHQ-8 at 24"),
    Known("gad7", "Anxiety symptoms (GAD-7)", 0, 21, r"gad_?7|gad", items=7),
    Known("gad2", "Anxiety symptoms (GAD-2)", 0, 6, r"gad_?2", items=2),
    Known("pcl5", "Posttraumatic stress (PCL-5)", 0, 80, r"pcl_?5|pcl", items=20,
          note="PCL-5 runs from 0 to 80, the older PCL-C and PCL-M from 17 to 85"),
    Known("cesd10", "Depressive symptoms (CES-D-10)", 0, 30, r"ces_?d_?10", items=10),
    Known("cesd", "Depressive symptoms (CES-D)", 0, 60, r"ces_?d(?:_?20)?", items=20),
    Known("audit_c", "Hazardous drinking (AUDIT-C)", 0, 12, r"audit_?c", items=3),
    Known("audit", "Hazardous drinking (AUDIT)", 0, 40, r"audit", items=10),
    Known("dast10", "Problems from drugs (DAST-10)", 0, 10, r"dast_?10", items=10),
    Known("dast", "Problems from drugs (DAST)", 0, 28, r"dast(?:_?2[08])?", items=28,
          note="DAST-10 ends at 10, DAST-20 at 20, DAST-28 at 28"),
    Known("bam_use", "Substance use (BAM)", 0, 90, r"bam_?use(?:_score)?",
          note="three items of 0 to 30 days; 0 to 12 where the items were scored 0 to 4"),
    Known("bam_risk", "Risk factors (BAM)", 0, 180, r"bam_?risk(?:_score)?",
          note="six items of 0 to 30; 0 to 24 where the items were scored 0 to 4"),
    Known("bam_protective", "Protective factors (BAM)", 0, 180, r"bam_?prot\w*", "higher",
          note="six items of 0 to 30; 0 to 24 where the items were scored 0 to 4"),
    Known("bam", "Brief Addiction Monitor", 0, 180, r"bam", items=17,
          note="the BAM has three scores and no total: which one is it?"),
    Known("bdi", "Depressive symptoms (BDI)", 0, 63, r"bdi(?:_?(?:2|ii))?", items=21),
    Known("bai", "Anxiety symptoms (BAI)", 0, 63, r"bai", items=21),
    Known("hamd17", "Depressive symptoms (HAM-D-17)", 0, 52, r"ham_?d(?:_?17)?|hdrs(?:_?17)?", items=17,
          note="the version with 17 items ends at 52"),
    Known("madrs", "Depressive symptoms (MADRS)", 0, 60, r"madrs", items=10),
    Known("k10", "Psychological distress (K10)", 10, 50, r"k_?10|kessler_?10", items=10),
    Known("k6", "Psychological distress (K6)", 0, 24, r"k_?6|kessler_?6", items=6),
    Known("cows", "Opioid withdrawal (COWS)", 0, 48, r"cows", items=11),
    Known("sds", "Severity of dependence (SDS)", 0, 15, r"sds", items=5),
    Known("isi", "Insomnia (ISI)", 0, 28, r"isi", items=7),
    Known("pss10", "Perceived stress (PSS-10)", 0, 40, r"pss_?10", items=10),
    Known("sf36_mcs", "Mental health (SF-36 MCS)", 0, 100, r"(?:sf_?(?:36|12)_?)?mcs", "higher"),
    Known("sf36_pcs", "Physical health (SF-36 PCS)", 0, 100, r"(?:sf_?(?:36|12)_?)?pcs", "higher"),
)  # fmt: skip

_TOTAL = r"(?:_?(?:total|tot|score|sum|ttl))?"


def recognised(name: str) -> Known | None:
    """The instrument that a column's name stands for, if the whole name is one."""
    for known in INSTRUMENTS:
        if called(name, f"(?:{known.named}){_TOTAL}"):
            return known
    return None
