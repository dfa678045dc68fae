"""The title of the follow-up figure: every group, or the two furthest apart where there are many."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.figures.specification import follow_up_figure

SHARES = {
    "two groups": (
        {"usual care": 0.5, "linkage clinic": 0.57},
        "50 of 100 in the usual care group and 57 of 100 in the linkage clinic group",
    ),
    "many groups": (
        {"a": 0.8, "b": 0.65, "c": 0.7, "d": 0.9},
        "from 65 of 100 in the b group to 90 of 100 in the d group",
    ),
    "many groups alike": (
        {"a": 0.8, "b": 0.8, "c": 0.8, "d": 0.8},
        "about 80 of 100 in every group",
    ),
}


@pytest.mark.parametrize("case", SHARES)
def test_the_title_names_every_group_or_the_extremes(case, protect, help_plan, vocabulary):
    shares, words = SHARES[case]
    rows = [(label, f"month {wave}", share) for wave in (6, 12) for label, share in shares.items()]
    data = protect(pd.DataFrame(rows, columns=["label", "wave_label", "share"]))
    figure = follow_up_figure(help_plan, vocabulary, data)
    assert figure.words.title == f"At month 6, {words} could be reached"
