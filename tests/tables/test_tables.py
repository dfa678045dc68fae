"""Tables for a reader: hidden stays hidden, text is escaped, and nothing raw is printed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.estimate import COLUMNS
from stepdown.errors import DisclosureError
from stepdown.tables.baseline import baseline
from stepdown.tables.effects import effects
from stepdown.tables.follow_up import follow_up
from stepdown.tables.layout import Layout, count

HIDDEN = {"hidden"}


@pytest.mark.parametrize("renderer", [baseline, follow_up])
def test_a_raw_table_is_refused(renderer):
    with pytest.raises(DisclosureError, match="DataFrame"):
        renderer(pd.DataFrame({"number": [3]}), "Table", "")


def test_raw_estimates_are_refused():
    with pytest.raises(DisclosureError, match="DataFrame"):
        effects(pd.DataFrame(columns=list(COLUMNS)), {}, "Table")


def test_a_hidden_count_says_so_and_is_never_zero():
    assert count(np.nan) in HIDDEN
    assert count(0) == "0"
    assert count(1204.0) == "1\u2009204"


def baseline_rows(*rows) -> pd.DataFrame:
    names = ["characteristic", "category", "group", "number", "share", "mean", "sd", "missing"]
    return pd.DataFrame(rows, columns=names)


def test_table_1_shows_counts_shares_means_and_what_is_hidden(protect):
    data = baseline_rows(
        ("People", None, "clinic", 235, np.nan, np.nan, np.nan, np.nan),
        ("Sex", "men", "clinic", 200, 0.851, np.nan, np.nan, 0),
        ("Sex", "women", "clinic", np.nan, np.nan, np.nan, np.nan, 0),
        ("Age", "mean (SD), years", "clinic", np.nan, np.nan, 35.64, 7.7, 0),
    )
    cells = (
        baseline(protect(data), "Table 1", "Small ones are hidden.")
        .rows.set_index(["block", "Characteristic"])["clinic"]
        .to_dict()
    )
    assert cells["People", "number"] == "235"
    assert cells["Sex", "men"] == "200 (85 %)"
    assert cells["Sex", "women"] in HIDDEN
    assert cells["Age", "mean (SD), years"] == "35.6 (7.7)"


def test_table_1_says_how_many_are_not_recorded_even_if_that_is_hidden(protect):
    data = baseline_rows(
        ("Sex", "men", "clinic", 200, 0.85, np.nan, np.nan, np.nan),
        ("Sex", "women", "clinic", 30, 0.15, np.nan, np.nan, np.nan),
    )
    rows = baseline(protect(data), "Table 1", "Small ones are hidden.").rows
    (missing,) = rows.loc[rows["Characteristic"] == "not recorded", "clinic"]
    assert missing in HIDDEN


def effect_row(**changes) -> pd.DataFrame:
    row = dict.fromkeys(COLUMNS) | {
        "question": "q", "role": "primary", "method": "cox", "adjustment": "age", "definition": "first_use",
        "exposure": "arm", "level": "clinic", "reference": "control", "horizon_days": 180, "measure": "hazard_ratio",
        "estimate": 0.803, "lower": 0.651, "upper": 0.987, "p_value": 0.0312, "n": 235.0, "n_events": 90.0, "status": "ok",
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def printed(protect, **changes) -> dict:
    (row,) = effects(protect(effect_row(**changes)), {"q": "Is it so?"}, "Table 3").rows.to_dict("records")
    return row


def test_rows_of_a_grid_are_told_apart_by_their_rule(protect):
    rule = "missing x3 in clinic, x1 in control"
    row = printed(protect, method="tipping_point", missing_rule=rule, measure="risk_difference")
    assert row["Method"] == f"tipping point, adjusted, {rule}"
    assert printed(protect, missing_rule="observed only")["Method"] == "cox, adjusted"


def test_an_effect_is_printed_with_its_interval(protect):
    row = printed(protect)
    assert row["Estimate (95 % interval)"] == "0.80 (0.65 to 0.99)"
    assert (row["P"], row["People"], row["Events"]) == ("0.031", "235", "90")


@pytest.mark.parametrize("status", ["withheld", "suppressed", "not_estimable"])
def test_an_effect_without_a_number_keeps_its_row_and_its_reason(status, protect):
    row = printed(
        protect,
        status=status,
        reason="too few events",
        estimate=np.nan,
        lower=np.nan,
        upper=np.nan,
        p_value=np.nan,
    )
    assert row["Estimate (95 % interval)"] == f"{status.replace('_', ' ')}: too few events"
    assert row["P"] == ""


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"measure": "rmst_difference", "estimate": -130.23, "lower": -155.0, "upper": -0.01}, "−130.2 (−155.0 to 0.0)"),
        ({"measure": "risk_difference", "estimate": np.nan, "lower": -0.31, "upper": 0.41}, "−0.31 to 0.41"),
    ],
)  # fmt: skip
def test_differences_have_a_true_minus_and_bounds_no_point(changes, text, protect):
    assert printed(protect, **changes)["Estimate (95 % interval)"] == text


@pytest.mark.parametrize(("p_value", "text"), [(0.00001, "<0.0001"), (0.5, "0.5"), (np.nan, "")])
def test_p_values_have_two_figures(p_value, text, protect):
    assert printed(protect, p_value=p_value)["P"] == text


def test_a_hidden_count_of_people_is_hidden(protect):
    assert printed(protect, n=np.nan)["People"] in HIDDEN


def test_follow_up_shows_reached_of_due(protect):
    names = ["level", "label", "wave_label", "number_due", "number_reached", "share", "lower", "upper"]
    shown = ("a", "clinic", "month 6", 235, 135, 0.574, 0.51, 0.64)
    hidden = ("b", "control", "month 6", 20, np.nan, np.nan, np.nan, np.nan)
    data = pd.DataFrame([shown, hidden], columns=names)
    (row,) = follow_up(protect(data), "Table 2", "Small ones are hidden.").rows.to_dict("records")
    assert row["clinic"] == "135 of 235, 57 % (51 to 64)"
    assert row["control"].split(" of ")[0] in HIDDEN


def test_every_cell_title_and_note_is_escaped():
    table = Layout("A <b> title", pd.DataFrame({"block": ["x & y"], "<i>": ["<script>"]}), (), ("1 < 2",))
    page = table.page()
    for raw in ("A <b> title", "x & y", "<i>", "<script>", "1 < 2"):
        assert raw not in page.split("</style>")[1]


def test_a_page_is_whole_and_needs_no_network():
    page = Layout("T", pd.DataFrame({"a": ["1"]}), ("a",)).page()
    assert page.startswith("<!DOCTYPE html>")
    assert "http" not in page.replace("http-equiv", "")
    assert "<script" not in page


def test_the_real_tables_print_no_small_count(help_release, help_plan):
    asked = {question.id: question.question for question in help_plan.questions}
    layouts = [
        baseline(help_release.read("tables/baseline.csv"), "1", ""),
        follow_up(help_release.read("figures/follow_up.csv"), "2", ""),
        effects(help_release.read("estimates.csv"), asked, "3"),
    ]
    for layout in layouts:
        text = layout.rows.astype(str)
        assert not (text == "nan").any().any()
    for column in ("People", "Events"):
        shown = layouts[2].rows[column]
        assert not shown.isin([str(small) for small in range(1, 11)]).any()
