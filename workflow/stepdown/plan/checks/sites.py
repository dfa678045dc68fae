"""Errors by site need a plan that says what the site is."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.plan.checks.finding import Finding, Place
from stepdown.plan.study import Question, StudyPlan


def check_sites(question: Question, where: Place, plan: StudyPlan) -> Iterator[Finding]:
    """Every analysis that asks for errors by site finds `site` at the top of the plan."""
    for j, analysis in enumerate(question.analyses):
        if getattr(analysis, "by_site", False) and plan.site is None:
            yield (
                (*where, "analyses", j, "by_site"),
                "The plan does not say which variable names the site.",
                "Give `site` at the top of the plan, or remove `by_site`.",
            )
