"""A recorded time and what ended it."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.outcomes.definitions.event_time import Definition
from stepdown.records.variables import EventWords, Vocabulary


@pytest.mark.parametrize(
    ("status", "event", "cause"), [("event", True, 1), ("competing", False, 2), ("censored", False, 0)]
)
def test_what_competes_is_told_apart_from_censoring(status, event, cause):
    events = pd.DataFrame(
        {"person_id": ["a", "b"], "event": ["left", "died"], "day": [12, 30], "status": [status, "event"]}
    )
    table = Definition(definition="event_time", event="left").derive({"events": events})
    assert table.to_dict("records") == [{"person_id": "a", "day": 12.0, "event": event, "cause": cause}]


@pytest.mark.parametrize(
    ("good", "competes", "rises"), [(True, False, True), (False, True, True), (False, False, False)]
)
def test_curves_of_what_not_everybody_can_have_rise(good, competes, rises):
    words = EventWords("leaving", "had left", "had not left", good, competes)
    vocabulary = Vocabulary(persons={}, aftercare={}, instruments={}, waves={}, events={"left": words})
    spoken = Definition(definition="event_time", event="left").words(vocabulary)
    assert (spoken.competes, spoken.rises) == (competes, rises)
