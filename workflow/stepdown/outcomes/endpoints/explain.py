"""One definition in words: its rule, its source, its missing rule and a worked example."""

from __future__ import annotations

import re
import textwrap

import pandas as pd

from stepdown.errors import Problem, StepdownError, nearest
from stepdown.outcomes.endpoints import examples
from stepdown.outcomes.endpoints import missing as missing_rules
from stepdown.outcomes.endpoints.endpoint import KINDS, Endpoint
from stepdown.outcomes.endpoints.evaluate import evaluate
from stepdown.outcomes.endpoints.registry import distinct, endpoints
from stepdown.outcomes.endpoints.steps import MISSING_RULE
from stepdown.outcomes.endpoints.words import Words


def explain(kind: str, id: str) -> str:
    """Explain one endpoint, with an example computed from the registry.

    Parameters
    ----------
    kind : abstinence, relapse, dropout or reduction
    id : "lee_2016", or with its prefix: "Rs_lee_2016", "RsT_lee_2016"; capitals do not matter

    Returns
    -------
    str, ending with a new line

    Raises
    ------
    StepdownError
        For an unknown kind or id, with the nearest known one.
    """
    endpoint = named(kind, id)
    others = twins(endpoint)
    facts = {
        "Source": source(endpoint),
        "Screens": endpoint.schedule,
        "Missing": missing_words(endpoint),
        "Better": better(endpoint),
        "Note": endpoint.note,
        "Words": by_its_words(endpoint),
        "Same as": ", ".join(each.id for each in others),
    }
    lines = [f"{endpoint.id} ({endpoint.kind}, {endpoint.type})", endpoint.measures, ""]
    lines += [_wrapped(f"{name + ':':<9} {text}", 10) for name, text in facts.items() if text]
    lines += ["", "The rule"]
    lines += [_wrapped(f"  {i}. {step}", 5) for i, step in enumerate(rule_words(endpoint), start=1)]
    lines += ["", "A worked example", *worked_example(endpoint)]
    return "\n".join(lines) + "\n"


def named(kind: str, id: str) -> Endpoint:
    """Find the endpoint of a kind by its id, with or without a prefix."""
    kinds = sorted(set(KINDS.values()))
    if kind not in kinds:
        raise StepdownError([Problem("explain", f"There is no kind '{kind}'.", nearest(kind, kinds))])
    name = re.sub(r"^(ab|rd|rs|dr)[te]?_", "", id.lower())
    by_name = {each.name.lower(): each for each in endpoints().values() if each.kind == kind}
    if name not in by_name:
        hints = [each for each in endpoints().values() if each.name.lower() == name]
        mend = " ".join(f"It is under {each.kind}." for each in hints[:1])
        mend = mend or nearest(name, [each.name for each in by_name.values()])
        raise StepdownError([Problem("explain", f"There is no {kind} endpoint '{id}'.", mend)])
    return by_name[name]


def twins(endpoint: Endpoint) -> list[Endpoint]:
    """Other names of the same definition."""
    group = next(group for group in distinct() if endpoint in group)
    return [each for each in group if each is not endpoint]


def source(endpoint: Endpoint) -> str:
    """Citation and DOI."""
    link = f"https://doi.org/{endpoint.doi}" if endpoint.doi else "no DOI"
    return f"{endpoint.citation}, {link}"


def by_its_words(endpoint: Endpoint) -> str:
    """What `mode: as_published` does instead, where the publication's words differ from the computation."""
    stated = endpoint.as_published
    return f"mode as_published: {stated.because}" if stated else ""


def missing_words(endpoint: Endpoint) -> str:
    """The missing rule, and what the publication says of it."""
    rule = endpoint.missing
    own = "is the event itself" if rule is None else f"{rule}: {missing_rules.WORDS[rule]}"
    return f"{own} (as published: {endpoint.states})"


def better(endpoint: Endpoint) -> str:
    """Which way is better."""
    if endpoint.type == "logical":
        return "true" if endpoint.higher_is_better else "false"
    high, low = ("later", "earlier") if endpoint.type == "survival" else ("higher", "lower")
    return high if endpoint.higher_is_better else low


def rule_words(endpoint: Endpoint) -> list[str]:
    """The rule, one step a line, under the published missing rule."""
    lines = []
    for step in endpoint.steps:
        lines.append(missing_rules.WORDS[endpoint.missing] if step == MISSING_RULE else step.words())
    lines.append(endpoint.rule.words())
    if endpoint.retained:
        zero = "false" if endpoint.type == "logical" else "0"
        lines.append(f"{zero} unless the last position with contact is {endpoint.retained} or later")
    return lines


def worked_example(endpoint: Endpoint) -> list[str]:
    """One word, step by step, and its value under every missing rule."""
    word = telling_word(endpoint)
    state = Words.from_strings([word])
    lines = [f"  {word:<20}  the word"]
    for step in endpoint.steps:
        said = missing_rules.WORDS[endpoint.missing] if step == MISSING_RULE else step.words()
        for part in missing_rules.missing_steps(endpoint.missing) if step == MISSING_RULE else (step,):
            state = part.apply(state)
        lines.append(f"  {state.to_strings()[0]:<20}  {said}")
    lines.append(f"  {value_words(endpoint, word)}")
    if endpoint.missing is not None:
        lines += ["", "The same word under each missing rule"]
        lines += [f"  {rule:<15} {value_words(endpoint, word, rule)}" for rule in missing_rules.RULES]
    return lines


def telling_word(endpoint: Endpoint) -> str:
    """The example word on which the missing rules disagree most; of several, one with an event."""
    words = list(examples.WORDS.values())
    known = Words.from_strings(words)
    rules = missing_rules.RULES if endpoint.missing else (None,)
    values = pd.concat([evaluate(known, [endpoint.id], rule).astype(float) for rule in rules], axis=1)
    spread = values.nunique(axis=1)
    event = evaluate(known, [endpoint.id]).iloc[:, -1].astype(float).ne(0)
    best = max(range(len(words)), key=lambda i: (spread[i], event[i], len(set(words[i]))))
    return words[best]


def value_words(endpoint: Endpoint, word: str, missing: str | None = None) -> str:
    """The values of one word: "RsT_lee_2016 = 14, RsE_lee_2016 = 0"."""
    row = evaluate(Words.from_strings([word]), [endpoint.id], missing).iloc[0]
    return ", ".join(f"{name} = {cell(value)}" for name, value in row.items())


def cell(value: object) -> str:
    """A value as people read it: true, false, a number to 4 decimals, or no value."""
    if pd.isna(value):
        return "no value"
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "true" if value else "false"
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def _wrapped(text: str, indent: int) -> str:
    return textwrap.fill(text, 100, subsequent_indent=" " * indent)
