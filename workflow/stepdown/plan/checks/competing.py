"""Never one minus Kaplan–Meier when something competes (definitions, D.2)."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.plan.checks.finding import Finding, Place
from stepdown.plan.study import Question

# Methods that read one minus survival, or time free of the event, as if nothing could rule the event out.
CENSORS_WHAT_COMPETES = (
    "kaplan_meier",
    "rmst",
    "aft",
)
COMPETING = """\
{method} counts people whom something else has ruled out as if they could still have the event: one minus
   Kaplan–Meier is then too high, and event-free time too long. Use these instead, or give this analysis the role naive:
      - {{method: aalen_johansen, role: {role}, days: [{days}]}}
      - {{method: cause_specific_cox, role: sensitivity}}"""


def check_competing(question: Question, where: Place) -> Iterator[Finding]:
    """Methods that count people whom something else has ruled out are refused, unless as naive."""
    for j, analysis in enumerate(question.analyses):
        if analysis.method in CENSORS_WHAT_COMPETES and analysis.role != "naive":
            days = ", ".join(map(str, getattr(analysis, "days", [question.horizon_days])))
            yield (
                (*where, "analyses", j),
                COMPETING.format(method=analysis.method, role=analysis.role, days=days),
                "",
            )
