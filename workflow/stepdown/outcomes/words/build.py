"""Words of all people of a source, and the table of them that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.outcomes.endpoints.alphabet import END, MIXED
from stepdown.outcomes.endpoints.counts import words_from_counts
from stepdown.outcomes.endpoints.words import Screens, Words
from stepdown.outcomes.words.ending import word_ends
from stepdown.outcomes.words.observed import counts_by_interval

if TYPE_CHECKING:
    from stepdown.outcomes.words.rules import WordRules

LISTS = ("scheduled", "provided", "positive")


def use_words(records: Mapping[str, pd.DataFrame], rules: WordRules) -> Words:
    """The word of every person in the records, in their order.

    Parameters
    ----------
    records : canonical tables; substance_use, episodes, follow_up and persons are read, and medication and
        services where they are there.

    Returns
    -------
    Words, with the counts behind each symbol and the reason why each word ends. A person of whom nothing was
    due and nothing given has an empty word.
    """
    counts = counts_by_interval(records["substance_use"], rules)
    counts = counts[counts["person_id"].isin(records["persons"]["person_id"])]
    words = words_from_counts(counts, word_ends(records, counts, rules))
    # A single screen that was read both ways.
    mixed = counts[counts["mixed"] > 0]
    person = pd.Index(words.person_id).get_indexer(mixed["person_id"])
    place = mixed["position"].to_numpy() - 1
    inside = place < words.lengths[person]
    words.codes[person[inside], place[inside]] = MIXED
    return words


def words_table(words: Words) -> pd.DataFrame:
    """One row a person: person_id, word, began, end_reason, and the counts beside each symbol as lists."""
    screens = words.screens
    lengths = words.lengths
    lists = {
        name: [row[:n].tolist() for row, n in zip(getattr(screens, name), lengths, strict=True)]
        for name in LISTS
    }
    return pd.DataFrame(
        {
            "person_id": words.person_id,
            "word": words.to_strings(),
            "began": words.began,
            "end_reason": screens.end_reason,
            **lists,
        }
    )


def words_of_table(table: pd.DataFrame) -> Words:
    """The words of a kept table."""
    words = Words.from_strings(
        table["word"].tolist(), table["began"].to_numpy(), table["person_id"].to_numpy()
    )
    counts = {name: np.zeros(words.codes.shape, dtype=np.int16) for name in LISTS}
    within = words.codes != END
    for name, matrix in counts.items():
        cells = table[name].tolist()
        matrix[within] = np.concatenate(cells) if len(cells) else []
    return replace(words, screens=Screens(**counts, end_reason=table["end_reason"].to_numpy(dtype=str)))
