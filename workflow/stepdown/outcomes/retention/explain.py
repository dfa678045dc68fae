"""One definition of retention in words: its rule, source, windows and a worked example."""

from __future__ import annotations

import textwrap

from stepdown.errors import Problem, StepdownError, nearest
from stepdown.outcomes.definitions import definitions
from stepdown.outcomes.retention import examples
from stepdown.outcomes.retention.definition import RetentionDefinition

# Answers up to this width stand left of the story; longer ones below it.
WIDEST = 22


def retention_definitions() -> dict[str, type[RetentionDefinition]]:
    """Name -> definition, of those that are about retention."""
    return {name: model for name, model in definitions().items() if issubclass(model, RetentionDefinition)}


def explain(name: str) -> str:
    """Explain one definition, with an example computed from it.

    Raises
    ------
    StepdownError
        For an unknown name, with the nearest known one.
    """
    known = retention_definitions()
    if name not in known:
        mend = nearest(name, known)
        raise StepdownError([Problem("explain", f"There is no retention definition '{name}'.", mend)])
    model = known[name]
    outcome = example(name)
    lines = [f"{name} ({model.shape.replace('_', ' ')})", summary(model), ""]
    lines += [_wrapped(f"Source:   {model.source}", 10)]
    lines += [_wrapped(f"Windows:  {window.words()}", 10) for window in model.windows]
    lines += ["", "The rule", *(_wrapped(f"  {i}. {step}", 5) for i, step in enumerate(model.rule, start=1))]
    lines += ["", f"A worked example ({settings(outcome)})"]
    answers = examples.answers(outcome)
    short = all(len(answer) <= WIDEST for answer in answers.values())
    lines += [
        _wrapped(f"  {answers[who]:<{WIDEST}} {story}", WIDEST + 3)
        if short
        else _wrapped(f"  {story}:", 4) + "\n" + _wrapped(f"      {answers[who]}", 6)
        for who, story in examples.PEOPLE.items()
    ]
    return "\n".join(lines) + "\n"


def example(name: str) -> RetentionDefinition:
    """The definition with the settings of its worked example."""
    model = retention_definitions()[name]
    return model(definition=name, **model.example)


def summary(model: type[RetentionDefinition]) -> str:
    """The first paragraph of its docstring, on one line."""
    return " ".join((model.__doc__ or "").strip().split("\n\n")[0].split())


def settings(outcome: RetentionDefinition) -> str:
    """Its settings, as a plan writes them."""
    given = outcome.model_dump(mode="json", exclude_defaults=True)
    shown = given | {"spell_gap_days": outcome.spell_gap_days}
    return ", ".join(f"{key}: {value}" for key, value in shown.items() if key != "definition")


def _wrapped(text: str, indent: int) -> str:
    return textwrap.fill(text, 100, subsequent_indent=" " * indent)
