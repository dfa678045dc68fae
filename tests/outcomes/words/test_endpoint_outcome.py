"""A published endpoint as the outcome of a plan."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from stepdown.outcomes.definitions.endpoint import MISSING, Definition
from stepdown.outcomes.derive import derive_outcomes, words_names
from stepdown.outcomes.endpoints import published
from stepdown.outcomes.endpoints.registry import endpoints
from stepdown.outcomes.endpoints.words import Words

from .people import records_of, screens

TIMES = ("published", "first", "threshold", "confirmed")


def outcome(id: str, **more) -> Definition:
    return Definition(definition="endpoint", id=id, substances=["opioid"], **more)


def derived(chosen: Definition, *words: str, **more) -> list[tuple]:
    people = Words.from_strings(words, person_id=[f"p{i}" for i in range(len(words))], **more)
    return list(chosen.derive_from(people).itertuples(index=False, name=None))


def test_weeks_become_days_and_times_can_be_told_in_four_ways():
    found = {time: derived(outcome("Rs_lee_2016", time=time), "-+--+---") for time in TIMES}
    # The window is weeks 2 to 5: the convention says 2 + 2.
    assert {time: rows[0][1] / 7 for time, rows in found.items()} == {
        "published": 4, "first": 2, "threshold": 5, "confirmed": 5,
    }  # fmt: skip
    assert all(rows[0][2] for rows in found.values())


def test_people_without_the_event_are_followed_to_their_last_week_unless_as_published():
    assert derived(outcome("RsT_ctnNinetyFour_2023"), "-" * 10) == [("p0", 49.0, False)]
    assert derived(outcome("RsT_ctnNinetyFour_2023", time="confirmed"), "-" * 10) == [("p0", 70.0, False)]
    assert derived(outcome("Rs_ctnNinetyFour_2023", time="confirmed", horizon=6), "-" * 10) == [
        ("p0", 42.0, False)
    ]


def test_whoever_never_began_is_not_known_unless_the_plan_counts_them():
    assert derived(outcome("Rs_krupitsky_2004"), "oooo", "-ooo", began=[False, True]) == [("p1", True)]
    counted = outcome("Rs_krupitsky_2004", never_began="as_missing")
    assert derived(counted, "oooo", "-ooo", began=[False, True]) == [("p0", True), ("p1", True)]
    assert derived(outcome("Rs_krupitsky_2004", min_observed=2), "-ooo", "--oo") == [("p1", False)]


def test_sentences_say_what_a_missed_screen_counts_as(vocabulary):
    def noun(id, **more):
        return outcome(id, label="opioids", **more).words(vocabulary).noun

    assert noun("Rs_lee_2016") == "return to using opioids (missed screens counted as use)"
    assert noun("Rs_lee_2016", missing="observed") == "return to using opioids (as far as screens saw it)"
    assert noun("Ab_kosten_1993") == "abstinence from opioids"
    assert noun("Ab_fiellin_2006", at_least=8) == "abstinence from opioids (missed screens counted as use)"
    assert noun("Dr_ctnNinetyFour_2023") == "missing four screens in a row"


def test_a_share_needs_a_threshold(vocabulary):
    assert "at_least" in outcome("Rd_fiellin_2006").check(vocabulary)
    half = outcome("Rd_fiellin_2006", at_least=0.5)
    assert half.check(vocabulary) is None
    assert derived(half, "--++", "-+++") == [("p0", True), ("p1", False)]
    assert (half.shape, outcome("Rs_lee_2016").shape) == ("yes_no", "time_to_event")


@pytest.mark.parametrize(
    ("id", "more", "what"),
    [
        ("Rs_lee_2016", {"at_least": 1}, "at_least"),
        ("Dr_ctnNinetyFour_2023", {"missing": "positive"}, "missing"),
        ("Rs_lee_2016", {"mode": "as_published"}, "mode"),
        ("Rs_krupitsky_2004", {"time": "first"}, "time"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(vocabulary, id, more, what):
    assert f"Leave `{what}` out" in outcome(id, **more).check(vocabulary)


def test_a_mistyped_id_gets_the_nearest():
    with pytest.raises(ValidationError, match="Did you mean Rs_lee_2016"):
        outcome("Rs_lee_2061")


def test_where_the_words_of_a_publication_differ_a_plan_may_choose_them():
    # Week 4 is after three weeks of treatment; the publication says after four.
    assert derived(outcome("Rs_johnson_1992"), "---++---") == [("p0", True)]
    assert derived(outcome("Rs_johnson_1992", mode="as_published"), "---++---") == [("p0", False)]
    differing = [each for each in endpoints().values() if each.as_published]
    assert len(differing) == 9
    for each in differing:
        assert each.note
        assert each.by_its_words().form() != each.form()


def test_imputed_is_a_name_of_the_rule_of_neighbours():
    assert MISSING["imputed"] == outcome("Rs_lee_2016", missing="imputed").missing_rule == "neighbours"
    assert outcome("Rs_lee_2016").missing_rule == "positive"
    assert outcome("Rs_lee_2016", missing="positive").key == outcome("Rs_lee_2016").key


WORD = st.text("+-o*", min_size=1, max_size=20)
RELAPSES = [id for id, each in endpoints().items() if each.kind == "relapse"]


@given(word=WORD, id=st.sampled_from(RELAPSES))
def test_counting_missed_screens_as_use_never_makes_fewer_relapses(word, id):
    event = {}
    for rule in ("positive", "observed", "negative"):
        found = derived(outcome(id, missing=rule), word, began=[True])
        event[rule] = found[0][-1] if found else None
    assert (
        event["positive"] is event["observed"] is None
        or event["positive"] >= event["observed"] == event["negative"]
    )


@given(word=WORD, more=WORD, id=st.sampled_from(RELAPSES), rule=st.sampled_from(["positive", "observed"]))
def test_a_later_screen_changes_no_relapse_that_has_been(word, more, id, rule):
    chosen = outcome(id, missing=rule)
    before, after = derived(chosen, word, began=[True]), derived(chosen, word + more, began=[True])
    if before and before[0][-1]:
        assert before == after


def test_outcomes_of_one_set_of_rules_share_their_words(vocabulary):
    records = records_of(vocabulary, substance_use=screens("a", "-++++-"))
    asked = [
        SimpleNamespace(outcome=outcome(id), clock="admission")
        for id in ("Rs_lee_2016", "Rs_ctnNinetyFour_2023")
    ]
    assert len(words_names(asked)) == 1
    tables = derive_outcomes(records, {each.outcome.key: each for each in asked})
    for each in asked:
        assert tables[each.outcome.key].equals(each.outcome.derive(records))


MADE_UP = '''
"""Two negative weeks at the start."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import Run
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut

ENDPOINT = Endpoint(
    id="Ab_madeup_2031", citation="Nobody 2031", doi=None, type="logical",
    measures="Negative in the first two weeks.", schedule="weekly", states="positive", missing="positive",
    steps=(MISSING_RULE, Cut(1, 2)), rule=Run(2, "-"), higher_is_better=True,
    examples=("T F F T T F F T T F F",),
)
'''


def test_a_new_endpoint_is_one_file_with_its_table(tmp_path, monkeypatch):
    from stepdown.outcomes.endpoints import examples
    from stepdown.outcomes.endpoints.evaluate import evaluate
    from stepdown.outcomes.endpoints.explain import explain

    (tmp_path / "ab_made_up_2031.py").write_text(MADE_UP, encoding="utf-8")
    monkeypatch.setattr(published, "__path__", [*published.__path__, str(tmp_path)])
    monkeypatch.delitem(__import__("sys").modules, f"{published.__name__}.ab_made_up_2031", raising=False)
    endpoints.cache_clear()
    try:
        made = outcome("Ab_madeup_2031")
        assert derived(made, "--++", "-o--") == [("p0", True), ("p1", False)]
        table = evaluate(Words.from_strings(list(examples.WORDS.values())), ["Ab_madeup_2031"])
        assert table["Ab_madeup_2031"].tolist() == examples.read(made.endpoint.examples[0])
        assert "Negative in the first two weeks." in explain("abstinence", "madeup_2031")
    finally:
        endpoints.cache_clear()
        __import__("sys").modules.pop(f"{published.__name__}.ab_made_up_2031", None)
