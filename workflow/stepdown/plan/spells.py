"""One gap rule for a study: outcomes that read spells take it from the plan where they have none of their own."""

from __future__ import annotations

from typing import Any

from stepdown.outcomes.definitions import definitions

# Key under `spells` -> key of the outcome.
SHARED = {"gap_days": "spell_gap_days", "records_end_day": "records_end_day"}


def with_spells(content: Any) -> Any:
    """The plan's content with the keys of `spells` filled in; anything that is not a plan is left as it is."""
    spells = content.get("spells") if isinstance(content, dict) else None
    questions = content.get("questions") if isinstance(content, dict) else None
    if not isinstance(spells, dict) or not isinstance(questions, list):
        return content
    return content | {"questions": [_filled(question, spells) for question in questions]}


def _filled(question: Any, spells: dict[str, Any]) -> Any:
    outcome = question.get("outcome") if isinstance(question, dict) else None
    model = definitions().get(outcome.get("definition")) if isinstance(outcome, dict) else None
    if model is None:
        return question
    given = {
        own: spells[key]
        for key, own in SHARED.items()
        if isinstance(spells.get(key), int) and own in model.model_fields and own not in outcome
    }
    return question | {"outcome": outcome | given}
