"""Small helps for sentences."""

from __future__ import annotations


def lower_first(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it starts an abbreviation ("PHQ-9", "ASAM dimension 2").

    Examples
    --------
    >>> lower_first("Housing"), lower_first("PHQ-9")
    ('housing', 'PHQ-9')
    """
    abbreviation = len(label) > 1 and not label[1].islower() and label[1] != " "
    return label if abbreviation else label[:1].lower() + label[1:]
