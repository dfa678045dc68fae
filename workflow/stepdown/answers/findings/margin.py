"""What a margin that was set beforehand says of a finding: never "no difference", only "no worse by more than"."""

from __future__ import annotations

from dataclasses import replace

from stepdown.answers.findings.finding import Context, Finding
from stepdown.answers.findings.phrases import Rows, Sentence, say, usable, whole
from stepdown.answers.gates.precision import NAME as PRECISION
from stepdown.answers.methods.non_inferiority import MEASURE


def with_margin(context: Context, finding: Finding) -> Finding:
    """Put the verdict by the plan's margin first, where the question has one."""
    asked = next((one for one in context.question.analyses if one.method == "non_inferiority"), None)
    if asked is None or context.question.outcome.shape == "score":
        return finding
    rows = [row for row in context.rows.all(method="non_inferiority", measure=MEASURE) if usable(row)]
    own = [row for row in rows if f"risk_difference, margin {asked.margin:g}: " in row["definition"]]
    if len(own) != 1:
        return _too_wide(context, finding, asked.margin)
    (row,) = own
    verdict = row["definition"].rpartition(": ")[2]
    headline = _headline(context, row, verdict, asked.margin)
    status = "uncertain" if verdict == "inconclusive" else "stated"
    return replace(
        finding, status=status, headline=headline, sentences=(finding.headline, *finding.sentences)
    )


def _too_wide(context: Context, finding: Finding, margin: float) -> Finding:
    """What is said where the interval could not have concluded: first, unless the effect is clear without a margin."""
    name = f"risk_difference, margin {margin:g}"
    rows = context.rows.all(method="non_inferiority", definition=name, status="withheld")
    if len(rows) != 1 or not rows[0]["reason"].startswith(f"{PRECISION}: "):
        return finding
    said = say(
        "the range that fits the data is too wide to judge {who} against {reference} in {noun} by the margin of {margin} of "
        "100 that was set beforehand.",
        who=context.who(rows[0]["level"]), reference=context.who_reference, noun=context.words.noun,
        margin=whole(100 * margin),
    )  # fmt: skip
    if finding.status == "stated":
        return replace(finding, sentences=(*finding.sentences, said))
    return replace(finding, headline=said, sentences=(finding.headline, *finding.sentences))


def _headline(context: Context, row: dict, verdict: str, margin: float) -> Sentence:
    words = {
        "who": context.who(row["level"]),
        "reference": context.who_reference,
        "margin": whole(100 * margin),
        "noun": context.words.noun,
    }
    worst = {"worst": Rows.number(row, "estimate", lambda share: whole(abs(100 * share)))}
    if verdict == "superior":
        return say(
            "{who} did better than {reference} in {noun}, so they did no worse by the margin of {margin} of 100.",
            **words,
        )
    if verdict == "non-inferior":
        return say(
            "{who} did no worse than {reference} in {noun} by the margin of {margin} of 100 that was set beforehand: the "
            "data allow a loss of {worst} of 100 at most.",
            **words, **worst,
        )  # fmt: skip
    if verdict == "inferior":
        return say(
            "{who} did worse than {reference} in {noun}, by more than the margin of {margin} of 100.", **words
        )
    return say(
        "the data do not settle whether {who} did as well as {reference} in {noun}: a loss of {worst} of 100 cannot be "
        "ruled out, and the margin was {margin}.",
        **words, **worst,
    )  # fmt: skip
