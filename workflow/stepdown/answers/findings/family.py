"""A finding that is clear by itself may be luck among many: what its family of questions says of it."""

from __future__ import annotations

from stepdown.answers.findings.finding import Context, Finding
from stepdown.answers.findings.phrases import Number, say, whole
from stepdown.disclosure.families import MEASURE
from stepdown.plan.family import Family


def with_family(context: Context, finding: Finding, family: Family | None) -> Finding:
    """The finding, turned uncertain where the effect it states does not pass within its family.

    The levels that the headline cites must pass; all that are compared, where it cites none.
    """
    if family is None or finding.status != "stated":
        return finding
    judged = {row["level"]: row["estimate"] for row in context.rows.all(measure=MEASURE)}
    levels = (_cited(context, finding) & judged.keys()) or judged.keys()
    if levels and all(judged[level] <= family.alpha for level in levels):
        return finding
    headline = say(
        "the data do not settle how {topic} differs between these groups, counting that other questions were asked "
        "with this one.",
        topic=context.words.noun,
    )
    return Finding("uncertain", headline, (_why(family), *finding.sentences))


def _cited(context: Context, finding: Finding) -> set[str]:
    rows = {part.row for part in finding.headline.parts if isinstance(part, Number)}
    table = context.rows.table
    return set(table.loc[table["row"].isin(rows), "level"])


def _why(family: Family):
    if family.method == "fixed_sequence":
        return say(
            "this question comes after others in a fixed order, and is settled only if it and all before it are; seen "
            "alone, it would look clear."
        )
    return say(
        "{many} questions are judged together, and with so many chances one may look clear by luck; seen alone, this one "
        "would.",
        many=whole(len(family.questions)),
    )
