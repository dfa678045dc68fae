"""One instrument in words: items, rules, facts with their sources, and what its test table shows."""

from __future__ import annotations

import textwrap

from stepdown.errors import Problem, nearest
from stepdown.outcomes.instruments import sources
from stepdown.outcomes.instruments.change import noise
from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.instrument import Instrument, Items, Scale
from stepdown.outcomes.instruments.outcome_check import check_as_outcome
from stepdown.outcomes.instruments.registry import family, find


def explain(kind: str, id: str) -> str:
    """Explain one instrument.

    Parameters
    ----------
    kind : instrument
    id : "phq9", "PHQ-9"; "bam" explains both of its forms

    Returns
    -------
    str, ending with a new line

    Raises
    ------
    InstrumentError
        For an unknown kind or id, with the nearest known one.
    """
    if kind != "instrument":
        raise InstrumentError(
            [Problem("explain", f"There is no kind '{kind}'.", nearest(kind, ["instrument"]))]
        )
    return "\n".join(_explained(each) for each in family(id) or [find(id)])


def facts(instrument: Instrument) -> list[tuple[str, str]]:
    """The lines every reader needs: items, recall, direction, outcome, sensitive items."""
    lines = [
        ("measures", instrument.measures),
        ("items", items_words(instrument.items)),
        ("recall", instrument.recall),
        ("as an outcome", check_as_outcome(instrument, 90) or "can be one at 90 days"),
    ]
    if instrument.sensitive_items:
        listed = ", ".join(map(str, instrument.sensitive_items))
        lines.append(("sensitive", f"item {listed}: never leaves the restricted zone at person level"))
    if instrument.family:
        others = [each.id for each in family(instrument.family) if each is not instrument]
        words = f"{', '.join(others)}; told apart by the range of the answers, never mixed"
        lines.append(("other form", words))
    return lines


def items_words(items: Items | None) -> str:
    """The answers that a form has."""
    if items is None:
        return "none: scores are taken as given"
    words = f"{items.count} items answered {items.lowest} to {items.highest}"
    if items.allowed:
        listed = ", ".join(f"{item} ({'/'.join(map(str, only))})" for item, only in items.allowed.items())
        words += f"; fewer answers: {listed}"
    if items.reverse:
        words += f"; reversed: {', '.join(map(str, items.reverse))}"
    return words


def scale_words(scale: Scale) -> str:
    """Items, formula, range, direction and missing rule of a scale."""
    better = "higher is better" if scale.higher_is_better else "lower is better"
    bounds = f"{scale.lowest:g} to {scale.highest:g}, {better}"
    if not scale.items:
        return f"as given, {bounds}"
    how = "sum" if scale.factor is None else f"{scale.factor:g} × mean"
    offset = f" {'−' if scale.offset < 0 else '+'} {abs(scale.offset):g}" if scale.offset else ""
    return f"{how} of items {spans(scale.items)}{offset}; {bounds}; {scale.missing.words()}"


def spans(numbers: tuple[int, ...]) -> str:
    """Item numbers, runs of three and more joined.

    >>> spans((1, 2, 3, 8, 11, 12))
    '1-3, 8, 11, 12'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return ", ".join(parts)


def thresholds(instrument: Instrument) -> list[tuple[str, str, str]]:
    """Scale, SD and reliability, threshold of reliable change; marked where either rests on memory."""
    lines = []
    for scale in instrument.scales:
        if scale.spread is None:
            continue
        for each in scale.reliability:
            tags = (scale.spread.source, each.source)
            mark = f" [{sources.CHECK}]" if any(map(sources.unverified, tags)) else ""
            for end in each.ends:
                points = noise(scale.spread.value, end).threshold
                how = f"SD {scale.spread.value:g}, {each.kind} {end:.2f}{mark}"
                lines.append((scale.id, how, f"{points:.1f}"))
    return lines


def to_check(instrument: Instrument) -> list[str]:
    """Whatever rests on memory or has no source."""
    found = [(about, fact.words()) for about, fact in instrument.facts() if sources.unverified(fact.source)]
    return list(dict.fromkeys(f"{about}: {words}" for about, words in found))


def read(instrument: Instrument) -> list[str]:
    """The pages behind the facts, with DOI where there is one."""
    used = [key for _, fact in instrument.facts() for key in sources.keys(fact.source)]
    return [f"{key}: {sources.full(key)}" for key in dict.fromkeys(used)]


def _explained(instrument: Instrument) -> str:
    lines = [f"{instrument.id} ({instrument.label})", ""]
    lines += [_wrapped(f"{about + ':':<14} {words}", 15) for about, words in facts(instrument)]
    lines += ["", "Scores"]
    lines += [
        _wrapped(f"  {scale.id:<16} {scale.label}: {scale_words(scale)}", 19) for scale in instrument.scales
    ]
    lines += ["", "What is known"]
    for about, fact in instrument.facts():
        lines.append(_wrapped(f"  {about}: {fact.words()} {sources.words(fact.source)}", 4))
    changes = thresholds(instrument)
    if changes:
        lines += ["", "A reliable change is more than"]
        lines += [f"  {points:>5} points  {scale}, {how}" for scale, how, points in changes]
    lines += ["", "Its test table"]
    width = max(len(each.name) for each in instrument.examples)
    for each in instrument.examples:
        lines.append(_wrapped(f"  {each.name:<{width}}  {each.items}  →  {each.expected}", width + 4))
    lines += ["", "Sources", *(_wrapped(f"  {each}", 4) for each in read(instrument) or ["none"])]
    return "\n".join(lines) + "\n"


def _wrapped(text: str, indent: int) -> str:
    return textwrap.fill(text, 110, subsequent_indent=" " * indent)
