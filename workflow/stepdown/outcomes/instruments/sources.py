"""Where each fact comes from, by the tags of definitions.md.

A tag is "V:key" for a page that was read, "P" for a convention of this project, and "M" for memory of the
literature. Whatever rests on memory, in part or in whole, says so wherever it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass

CHECK = "not verified"


@dataclass(frozen=True)
class Reading:
    """A page that was read: what it is, and its DOI where one is known."""

    citation: str
    doi: str | None = None


READINGS: dict[str, Reading] = {
    "kroenke": Reading("Kroenke et al., JGIM 2001"),
    "spitzer": Reading("Spitzer et al., Arch Intern Med 2006"),
    "toussaint": Reading("Toussaint et al., J Affect Disord 265 (2020), abstract"),
    "bischoff": Reading("Bischoff et al.", "10.5964/pch.v8i1.309"),
    "cbtwatch": Reading("cbtwatch.com, NHS Talking Therapies SDs and rules"),
    "scite": Reading("scite statement, a secondary source"),
    "pcl5au": Reading("comorbidityguidelines.org.au"),
    "marx": Reading("Marx et al., Psychol Assess 2022 34(2)"),
    "blanchard": Reading("Blanchard et al., J Trauma Stress 2023, abstract"),
    "blevins": Reading("Blevins et al., J Trauma Stress 2015, abstract"),
    "pcl-norm": Reading("PMC7443209, table"),
    "bam12": Reading("PMC3602977 (2012)"),
    "bam-score": Reading("flutter.super.site, BAM scoring"),
    "blueprint": Reading("blueprint.ai, help pages"),
    "kipu": Reading("kipu.health"),
    "bam-iop": Reading("public test code string, BAM-IOP"),
    "schumm": Reading("Schumm et al., PMC9948935"),
    "blanchard-bam": Reading("Blanchard et al., PMC10448406"),
    "cesdr": Reading("NYU abstract on the CESD-R"),
    "asi-man": Reading("ASI composite manual, Penn/VA 1986 (usermanual.wiki)"),
    "asi6": Reading("PMC4049003"),
    "asi-psych": Reading("PMC8595796"),
    "asisr": Reading("ASI-SR 2019"),
    "solstice": Reading("solsticecares.com"),
    "sahker": Reading("Sahker et al.", "10.2147/SAR.S126664"),
    "fpn": Reading("fpnotebook"),
    "rubinsky": Reading("Rubinsky et al., abstract"),
    "carey": Reading("Carey 2003"),
    "barc": Reading("Vilsaint et al. 2017, abstract"),
    "sf12crit": Reading("hkr.se 2017, critique of the SF-12"),
    "sf12-sec": Reading("secondary pages on the SF-12"),
    "radloff": Reading("Radloff, Appl Psychol Meas 1977, as given at measures.earlyadolescence.org"),
    "cesd-review": Reading("Review and revision of the CES-D, in Maruish (ed.), abstract of the chapter"),
    "gad7-form": Reading("a copy of the GAD-7 form with its scoring, ravansanji.ir"),
    "babor": Reading("Babor et al., WHO 2001, as given at comorbidityguidelines.org.au, appendix U"),
    "carey03": Reading("Carey et al., J Clin Psychiatry 2003 64(7), abstract"),
    "dast-guide": Reading("comorbidityguidelines.org.au, appendix W; NIDA common data elements, DAST score"),
    "auditc-us": Reading(
        "AUDIT-C and reported drinking in two US samples, abstract", "10.1186/1940-0640-9-2"
    ),
    "whoqol-man": Reading("WHO, scoring of the WHOQOL-BREF (a copy)"),
    "ware": Reading("Ware et al., Med Care 1996 34(3), abstract"),
    "ipums": Reading("IPUMS MEPS, description of the variable PCS"),
}


def unverified(tag: str) -> bool:
    """Whether a fact rests on memory, or has no source at all.

    >>> [unverified(tag) for tag in ("V:kroenke", "P", "M", "M; V:scite", "")]
    [False, False, True, True, True]
    """
    parts = [part.strip() for part in tag.split(";")]
    return any(part in ("M", "") for part in parts)


def words(tag: str) -> str:
    """The tag as it is printed after a fact.

    >>> words("V:kroenke"), words("M"), words("")
    ('[V:kroenke]', '[M: not verified]', '[no source: not verified]')
    """
    if not tag:
        return f"[no source: {CHECK}]"
    return f"[{tag}: {CHECK}]" if unverified(tag) else f"[{tag}]"


def keys(tag: str) -> list[str]:
    """The keys of the pages a tag names."""
    parts = [part.strip() for part in tag.split(";")]
    return [part.removeprefix("V:") for part in parts if part.startswith("V:")]


def full(key: str) -> str:
    """Citation and DOI of a page that was read."""
    reading = READINGS[key]
    return reading.citation + (f", https://doi.org/{reading.doi}" if reading.doi else "")
