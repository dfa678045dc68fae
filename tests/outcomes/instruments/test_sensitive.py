"""Item 9 of the PHQ-9 never leaves the restricted zone at person level."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.errors import DisclosureError
from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.sensitive import (
    drop_sensitive,
    refuse_sensitive,
    safety_flag,
    sensitive_columns,
)

NAN = float("nan")
OTHERS = ["person_id", "gad7_1", "gad7_total", "day", "w9", "q9", "pcl5_9", "cesd_9", "audit9"]


def left(*names: str) -> list[str]:
    frame = pd.DataFrame([range(len(names))], columns=list(names))
    return list(drop_sensitive(frame).columns)


@pytest.mark.parametrize(
    "name",
    [
        "phq9_9",
        "PHQ-9 item 9",
        "phq9_item9",
        "phq9_item_09",
        "phq_9_q9",
        "PHQ9i9",
        "phq99",
        "phq_item9",
        "phqq9",
        "baseline_phq9_9",
        "w3.phq9.9",
        "phq9_9_flag",
        "phq9_item9_gt0",
        "phq9_suicidal",
        "phq9_self_harm",
        "phq9_safety_flag",
        "suicidal_ideation",
        "items",
        "answers",
    ],
)
def test_every_name_of_item_9_goes(name):
    assert left(*OTHERS, name) == OTHERS


@pytest.mark.parametrize("name", ["phq9", "phq_9", "phq9_total", "phq9_score", "phq9_band", "phq8", "phq2"])
def test_totals_stay(name):
    assert left(*OTHERS, name) == [*OTHERS, name]


def test_the_other_items_stay_only_where_nothing_gives_item_9_away():
    items = [f"phq9_{i}" for i in range(1, 10)]
    assert left("person_id", *items) == ["person_id", *items[:8]]
    # The total minus the other eight is item 9.
    assert left("person_id", *items, "phq9_total") == ["person_id", "phq9_total"]
    assert left("person_id", *items[:8], "phq9") == ["person_id", "phq9"]
    # And so is a PHQ-9 minus a PHQ-8.
    assert left("person_id", "phq8_total", "phq9_total") == ["person_id", "phq9_total"]


def test_bare_numbers_beside_each_other_are_items():
    items = [f"phq{i}" for i in range(1, 10)]
    assert left(*items) == items[:8]
    assert left(*items, "phq_total") == ["phq_total"]
    assert left("phq2", "phq9") == ["phq2", "phq9"]


def test_one_row_an_item():
    frame = pd.DataFrame(
        {
            "person_id": ["a"] * 10 + ["b", "b"],
            "instrument": ["PHQ-9"] * 9 + ["gad7", "phq_9", None],
            "item": [*range(1, 10), 7, "item 9", "9"],
            "value": 1,
        },
        index=[5] * 12,
    )
    kept = drop_sensitive(frame)
    assert kept["item"].tolist() == [*range(1, 9), 7, "9"]
    assert len(drop_sensitive(frame.assign(total=9))) == 2
    numbers = frame.iloc[:10].astype({"item": float})
    assert 9.0 not in drop_sensitive(numbers)["item"].tolist()
    with_total = pd.concat([frame, pd.DataFrame([{"person_id": "a", "instrument": "phq9", "item": "total"}])])
    assert drop_sensitive(with_total)["item"].tolist() == [7, "9", "total"]


def test_dropping_is_done_once_and_leaves_the_input_alone():
    frame = pd.DataFrame({"person_id": ["a"], "phq9_9": [3], "phq9_1": [1]})
    kept = drop_sensitive(frame)
    pd.testing.assert_frame_equal(drop_sensitive(kept), kept)
    assert list(frame.columns) == ["person_id", "phq9_9", "phq9_1"]
    with pytest.raises(DisclosureError, match="phq9_9"):
        refuse_sensitive(frame)
    refuse_sensitive(kept)
    rows = pd.DataFrame({"instrument": ["phq9"], "item": [9]})
    with pytest.raises(DisclosureError, match="1 rows"):
        refuse_sensitive(rows)


def test_names_of_two_levels():
    assert sensitive_columns([("phq9", 9), ("phq9", 1), ("gad7", 9)]) == [("phq9", 9)]


def test_the_safety_flag():
    items = np.zeros((3, 9))
    items[:, 8] = [1, 0, NAN]
    np.testing.assert_array_equal(safety_flag("phq9", items), [1, 0, NAN])
    with pytest.raises(InstrumentError):
        safety_flag("gad7", np.zeros((1, 7)))
