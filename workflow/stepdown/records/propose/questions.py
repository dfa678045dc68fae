"""Questions that the records could answer, for a person to choose from and to put into words."""

from __future__ import annotations

from stepdown.records.propose.parts import OPEN, Draft
from stepdown.records.propose.text import decide

TIME = """\
    outcome: {outcome}
    horizon_days: 180
    summary: difference in mean days without the event over the first 180 days
    analyses:
      - {{method: kaplan_meier, role: descriptive, days: [30, 60, 90, 120, 150, 180]}}
      - {{method: rmst, role: primary}}
      - {{method: cox, role: sensitivity}}
    figure: {{kind: curves}}"""
SCORE = """\
    outcome: {outcome}
    horizon_days: {day}
    summary: difference in the mean change of the score since day 0
    analyses:
      - {{method: mmrm, role: primary}}
    figure: {{kind: trajectory}}"""
SHARE = """\
    outcome: {outcome}
    horizon_days: 365
    summary: odds ratio of the outcome, against the reference
    analyses:
      - {{method: shares, role: descriptive}}
      - {{method: logistic, role: primary}}
    figure: {{kind: forest}}"""
SHARES = ("treatment_completed", "stay_at_least", "lost_to_follow_up")
OPTIONS = {"stay_at_least": ", days: 90"}


def question_lines(draft: Draft) -> list[str]:
    """From `follow_up_by` to the last question."""
    group = draft.groups[0] if draft.groups else OPEN
    lines = [
        "",
        *decide("the variable by which follow-up is shown before any answer; a baseline category."),
        f"follow_up_by: {group}",
        "",
        "populations:",
        "  everyone: {description: all people in the records}",
        "",
        *decide(
            "keep the questions you want answered, and put them into your own words. `randomised` is only for groups that "
            "chance made; name the reference level of each exposure; list in `adjustment` what was known on day 0 and makes "
            "the groups differ. config/README.md explains every key, config/wide_example.yaml is a finished plan."
        ),
        "questions:",
    ]
    for event in draft.events:
        lines += _question(f"{event}_by_{group}", group, TIME, f"{{definition: event_time, event: {event}}}")
    for definition in draft.outcomes:
        outcome = f"{{definition: {definition}{OPTIONS.get(definition, '')}}}"
        lines += _question(
            f"{definition}_by_{group}", group, SHARE if definition in SHARES else TIME, outcome
        )
    for score, day in draft.scores.items():
        if day != 0:
            outcome = f"{{definition: symptom_score, instrument: {score}}}"
            lines += _question(f"{score}_by_{group}", group, SCORE, outcome, day)
    if lines[-1] == "questions:":
        lines += decide("no outcome was recognised: add a time to an event or a repeated measure above.", 2)
        lines += _question("first_question", group, TIME, f"{{definition: event_time, event: {OPEN}}}")
    return lines


def _question(name: str, group: str, form: str, outcome: str, day: int | None = None) -> list[str]:
    return [
        f"  - id: {name.lower()}",
        "    question:",
        "    design: observational",
        "    time_zero:",
        f"    exposure: {{variable: {group}, reference: {OPEN}}}",
        *(
            line.rstrip()
            for line in form.format(outcome=outcome, day="" if day is None else day).splitlines()
        ),
        "",
    ]
