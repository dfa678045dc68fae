"""One question under every definition and missing rule."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from stepdown.answers.multiverse import family, has_multiverse, multiverse
from stepdown.disclosure.multiverse import multiverse_data
from stepdown.outcomes.definitions.endpoint import Definition
from stepdown.outcomes.endpoints.evaluate import evaluate
from stepdown.outcomes.endpoints.words import Words
from stepdown.plan.study import Disclosure


def outcome(id="Rs_lee_2016", **more):
    return Definition(definition="endpoint", id=id, **more)


def table_of(chosen, words: list[str], exposure: list[str], **more) -> pd.DataFrame:
    names = [f"p{i}" for i in range(len(words))]
    frame = SimpleNamespace(
        question=SimpleNamespace(id="asked", outcome=chosen),
        people=pd.DataFrame({"person_id": names, "exposure": pd.array(exposure, dtype="string")}),
        levels=sorted(set(exposure)),
    )
    return multiverse(frame, Words.from_strings(words, person_id=names, **more))


WORDS = ["-+++-----", "-oooo----", "---------", "+-+------", "++++++++-", "oooooooo", "--o"]
GROUPS = ["a", "a", "a", "b", "b", "b", "b"]


def shares(table: pd.DataFrame, label: str, rule: str, level: str = "") -> tuple[int, int]:
    row = table[(table["label"] == label) & (table["missing_rule"] == rule) & (table["level"] == level)]
    return int(row["n_yes"].item()), int(row["n"].item())


def test_counts_are_those_of_the_endpoints_themselves():
    table = table_of(outcome(never_began="as_missing"), WORDS, GROUPS)
    for rule in ("positive", "missing", "observed", "neighbours"):
        event = evaluate(Words.from_strings(WORDS), ["Rs_lee_2016"], rule)["RsE_lee_2016"]
        assert shares(table, "2 positive weeks in any 4", rule) == (event.sum(), event.notna().sum())
    assert shares(table, "4 positive weeks in a row", "positive", "a") == (1, 3)
    assert shares(table, "4 positive weeks in a row", "observed", "b") == (1, 3)


def test_definitions_that_are_one_are_one_row_and_name_each_other():
    table = table_of(outcome(), WORDS, GROUPS)
    (both,) = table.loc[table["label"] == "3 positive weeks in a row", "definition"].unique()
    assert both == "Rs_krupitsky_2004; Rs_schottenfeld_2008"
    (first,) = table.loc[table["label"] == "The first positive week", "sources"].unique()
    assert first == "Mokri 2016; Schottenfeld 2008; Shufman 1994"


def test_a_rule_that_changes_nothing_names_the_one_before_it():
    table = table_of(outcome(), ["-+++-----", "---------"], ["a", "b"])
    own = table[(table["level"] == "") & table["definition"].str.startswith("Rs_lee_2016")]
    assert own.set_index("missing_rule")["same_as"].tolist() == ["", *["positive"] * (len(own) - 1)]
    assert len(own) >= 4


def test_the_plans_own_definition_is_marked_once_and_comes_first():
    table = table_of(outcome(missing="carried"), WORDS, GROUPS)
    marked = table[table["is_primary"] & (table["level"] == "")]
    assert marked["missing_rule"].tolist() == ["carried"]
    assert table["definition"].iloc[0] == "Rs_lee_2016"


def test_whoever_never_began_has_no_verdict_unless_the_plan_counts_them():
    assert shares(table_of(outcome(), WORDS, GROUPS), "2 positive weeks in any 4", "positive")[1] == 5
    counted = table_of(outcome(never_began="as_missing"), WORDS, GROUPS)
    assert shares(counted, "2 positive weeks in any 4", "positive")[1] == 6


def test_abstinence_counts_those_who_abstained():
    table = table_of(outcome("Ab_kosten_1993"), WORDS, GROUPS)
    assert shares(table, "No positive week", "observed") == (3, 6)
    assert shares(table, "No positive week", "positive") == (1, 6)


def test_a_family_holds_what_answers_the_same_question():
    assert {each.kind for each in family(outcome())} == {"relapse", "abstinence"}
    assert {each.type for each in family(outcome("Rd_fiellin_2006", at_least=0.5))} == {"ratio"}
    assert not has_multiverse(SimpleNamespace(outcome=outcome("Dr_ctnNinetyFour_2023")))
    assert not has_multiverse(SimpleNamespace(outcome=SimpleNamespace(definition="first_use")))


# ---- through the door

RULES = Disclosure()


def cells(*rows) -> pd.DataFrame:
    """(level, n, n_yes) of one definition under one rule."""
    frame = pd.DataFrame(rows, columns=["level", "n", "n_yes"])
    return frame.assign(question="q", definition="Rs_x", label="x", sources="X 2001", missing_rule="positive",
                        is_published=True, is_primary=True, same_as="")  # fmt: skip


@pytest.fixture
def released(vocabulary):
    question = SimpleNamespace(exposure=SimpleNamespace(variable="arm", reference="control"))
    return lambda *rows: multiverse_data(cells(*rows), question, vocabulary, RULES).set_index("level")


def test_shares_come_from_protected_counts_and_differences_from_the_shares(released):
    table = released(("", 203, 101), ("control", 102, 41), ("clinic", 101, 60))
    assert table.loc["control", "share"] == 40 / 100
    assert table.loc["clinic", ["share", "number"]].tolist() == [60 / 100, 100]
    # Newcombe's method 10 from prop.test(correct = FALSE), R 4.2.
    low, middle, high = table.loc["clinic", ["difference_lower", "difference", "difference_upper"]]
    assert middle == pytest.approx(0.2)
    assert (low, high) == pytest.approx((0.0614, 0.3281), abs=1e-4)
    assert table.loc[["", "control"], "difference"].isna().all()


def test_a_small_count_hides_its_share_and_what_would_give_it_away(released):
    table = released(("", 200, 108), ("control", 100, 8), ("clinic", 100, 100 - 20))
    assert table.loc["control", "status"] == "suppressed"
    assert table.loc[["", "control"], "share"].isna().all()
    assert table.loc["clinic", "share"] == 0.8
    assert table["difference"].isna().all()
