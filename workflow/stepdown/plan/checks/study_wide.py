"""What a plan says of the study as a whole: whom it is shown by, its sites, and names that stand twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stepdown.errors import nearest
from stepdown.plan.checks.finding import Finding
from stepdown.plan.study import StudyPlan
from stepdown.records.variables import Vocabulary


def check_study_wide(plan: StudyPlan, vocabulary: Vocabulary) -> Iterator[Finding]:
    """`follow_up_by` and `site` must be columns of the source, known on day 0; ids must differ."""
    for key in ("follow_up_by", "site"):
        name = getattr(plan, key)
        if name is None:
            continue
        if name not in vocabulary.persons:
            yield (key,), f"'{name}' is not a variable of the source.", nearest(name, vocabulary.persons)
        elif vocabulary.persons[name].known_at != "baseline":
            yield (
                (key,),
                f"{name} is learned after time zero: people cannot be grouped by it from day 0.",
                "Name a variable known at baseline.",
            )
    for question_id, count in Counter(question.id for question in plan.questions).items():
        if count > 1:
            yield ("questions",), f"{count} questions have the id '{question_id}'.", "Give each its own id."
