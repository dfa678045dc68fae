"""What a margin that was set beforehand says of a finding: never "no difference", only "no worse by more than"."""

from __future__ import annotations

from dataclasses import replace

from stepdown.answers.findings.finding import Context, Finding, why_not
from stepdown.answers.findings.phrases import Rows, Sentence, say, usable, whole
from stepdown.answers.gates.precision import NAME as PRECISION
from stepdown.answers.methods.non_inferiority import KEPT, MEASURE

# Verdicts that exclude a loss as large as the margin.
EXCLUDES = ("superior", "non-inferior")


def with_margin(context: Context, finding: Finding) -> Finding:
    """Put the verdict by the plan's margin first, where the question has one.

    Where the plan also judges the effect per protocol, no worse is said only if both analyses say so (definitions, D.8).
    """
    asked = next((one for one in context.question.analyses if one.method == "non_inferiority"), None)
    if asked is None or context.question.outcome.shape == "score":
        return finding
    row = _row(context, "", asked.margin)
    if not usable(row):
        return _too_wide(context, finding, row, asked.margin)
    verdict, status = _verdict(row), "stated"
    kept = _row(context, KEPT, asked.margin) if asked.per_protocol else None
    spoken = ()
    if not asked.per_protocol or verdict not in EXCLUDES:
        headline = _headline(context, row, verdict, asked.margin)
        spoken = (_kept(context, kept, asked.margin),) if asked.per_protocol else ()
    elif usable(kept) and _verdict(kept) in EXCLUDES:
        headline = _both(context, row, kept, asked.margin)
    else:
        status = "uncertain"
        headline = say(
            "the data do not settle whether {who} did as well as {reference} in {noun}: they did no worse by the margin of "
            "{margin} of 100 as they started, but that does not hold had everybody kept to the level.",
            **_words(context, row, asked.margin),
        )  # fmt: skip
        spoken = (_headline(context, row, verdict, asked.margin), _kept(context, kept, asked.margin))
    if verdict == "inconclusive":
        status = "uncertain"
    return replace(
        finding, status=status, headline=headline, sentences=(*spoken, finding.headline, *finding.sentences)
    )


def _too_wide(context: Context, finding: Finding, row: dict | None, margin: float) -> Finding:
    """What is said where the interval could not have concluded: first, unless the effect is clear without a margin."""
    if row is None or not str(row["reason"]).startswith(f"{PRECISION}: "):
        return finding
    said = say(
        "the range that fits the data is too wide to judge {who} against {reference} in {noun} by the margin of {margin} of "
        "100 that was set beforehand.",
        **_words(context, row, margin),
    )
    if finding.status == "stated":
        return replace(finding, sentences=(*finding.sentences, said))
    return replace(finding, headline=said, sentences=(finding.headline, *finding.sentences))


def _row(context: Context, which: str, margin: float) -> dict | None:
    """The row of the largest loss, as assigned or per protocol; a row that was not judged says why."""
    name = f"risk_difference{which}, margin {margin:g}"
    rows = context.rows.all(method="non_inferiority", measure=MEASURE)
    own = [row for row in rows if row["definition"].partition(": ")[0] == name]
    return own[0] if len(own) == 1 else None


def _verdict(row: dict) -> str:
    return row["definition"].rpartition(": ")[2]


def _words(context: Context, row: dict, margin: float) -> dict[str, str]:
    return {
        "who": context.who(row["level"]),
        "reference": context.who_reference,
        "margin": whole(100 * margin),
        "noun": context.words.noun,
    }


def _worst(row: dict):
    return Rows.number(row, "estimate", lambda share: whole(abs(100 * share)))


def _headline(context: Context, row: dict, verdict: str, margin: float) -> Sentence:
    words = _words(context, row, margin)
    if verdict == "superior":
        return say(
            "{who} did better than {reference} in {noun}, so they did no worse by the margin of {margin} of 100.",
            **words,
        )
    if verdict == "non-inferior":
        return say(
            "{who} did no worse than {reference} in {noun} by the margin of {margin} of 100 that was set beforehand: the "
            "data allow a loss of {worst} of 100 at most.",
            **words, worst=_worst(row),
        )  # fmt: skip
    if verdict == "inferior":
        return say(
            "{who} did worse than {reference} in {noun}, by more than the margin of {margin} of 100.", **words
        )
    return say(
        "the data do not settle whether {who} did as well as {reference} in {noun}: a loss of {worst} of 100 cannot be "
        "ruled out, and the margin was {margin}.",
        **words, worst=_worst(row),
    )  # fmt: skip


def _both(context: Context, row: dict, kept: dict, margin: float) -> Sentence:
    """No worse as people started, and no worse had everybody kept to it."""
    clauses, numbers = [], {}
    for name, one in (("started", row), ("kept", kept)):
        better = _verdict(one) == "superior"
        clauses.append("they did better" if better else f"the data allow a loss of {{{name}}} of 100 at most")
        numbers |= {} if better else {name: _worst(one)}
    return say(
        "{who} did no worse than {reference} in {noun} by the margin of {margin} of 100 that was set beforehand: as they "
        f"started, {clauses[0]}; had everybody kept to the level, {clauses[1]}.",
        **_words(context, row, margin), **numbers,
    )  # fmt: skip


def _kept(context: Context, kept: dict | None, margin: float) -> Sentence:
    """What the analysis of those who kept to their level says of the margin."""
    if not usable(kept):
        return say("what had been, had everybody kept to the level, we cannot say: {why}.", why=why_not(kept))
    verdict, who = _verdict(kept), context.who(kept["level"])
    if verdict == "superior":
        return say("had everybody kept to the level, {who} would have done better.", who=who)
    if verdict == "inferior":
        return say(
            "had everybody kept to the level, {who} would have done worse by more than {margin} of 100.",
            who=who, margin=whole(100 * margin),
        )  # fmt: skip
    ending = "is the most that the data allow." if verdict == "non-inferior" else "cannot be ruled out."
    return say(f"had everybody kept to the level, a loss of {{worst}} of 100 {ending}", worst=_worst(kept))
