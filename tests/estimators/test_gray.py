"""Gray's test against R's `cuminc`, by hand where it is another test, and its size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.estimators.gray import gray
from stepdown.estimators.log_rank import log_rank

from .oracle import agrees, made_up, reference


def data(case: str) -> tuple:
    """Time, cause, group and strata of a reference test."""
    if not case.startswith("made_up"):
        table = made_up(case)
        return table["time"], table["cause"], np.arange(len(table)) % 2, None
    table = made_up("competing")
    time = table["exact_time" if "exact" in case else "time"]
    cause = table["cause"].clip(upper=2) if "two_causes" in case else table["cause"]
    group = table["treated" if "treated" in case else "group"]
    return time, cause, group, table["stratum"] if "strata" in case else None


@pytest.mark.parametrize("case", [name for name in reference("gray") if name != "made_with"])
def test_agrees_with_r(case):
    theirs = reference("gray")[case]
    time, cause, group, strata = data(case)
    for i, of_cause in enumerate(theirs["causes"]):
        ours = gray(time, cause, group, of_cause, strata)
        agrees(ours.chi_square, theirs["chi_square"][i], 1e-10)
        agrees(ours.p_value, theirs["p_value"][i], 1e-10)
        assert ours.degrees_of_freedom == theirs["degrees_of_freedom"][i]
        assert ours.observed.sum() == np.sum(np.asarray(cause) == of_cause)
        assert ours.cause == of_cause


def test_by_hand_the_risk_set_keeps_those_another_cause_has_ended():
    # Day 1: cause 2 ends one of three in a. Then cause 1 on day 2 in a and on days 3 and 4 in b. Before anyone
    # is censored, those whom cause 2 has ended still count: 3 of 6 on day 2, where a log-rank test counts 2 of 5.
    ours = gray([1, 2, 9, 3, 4, 9], [2, 1, 0, 1, 1, 0], ["a", "a", "a", "b", "b", "b"])
    expected_a = 3 / 6 + 2 / 5 + 2 / 4
    np.testing.assert_allclose(ours.expected, [expected_a, 3 - expected_a])
    np.testing.assert_array_equal(ours.observed, [1, 2])
    np.testing.assert_array_equal(ours.n, [3, 3])
    assert list(ours.groups) == ["a", "b"]


def test_expected_events_are_the_log_ranks_when_nothing_competes():
    table = made_up("survival")
    ours = gray(table["time"], table["event"], table["stratum"])
    theirs = log_rank(table["time"], table["event"], table["stratum"])
    np.testing.assert_allclose(ours.expected, theirs.expected, rtol=1e-12)
    # The variances are two estimates of one: close in 240 people.
    assert ours.chi_square == pytest.approx(theirs.chi_square, rel=0.1)


def test_equal_groups_do_not_differ():
    ours = gray([1, 2, 3, 4, 1, 2, 3, 4], [1, 2, 1, 0, 1, 2, 1, 0], [0, 0, 0, 0, 1, 1, 1, 1])
    assert ours.chi_square == pytest.approx(0, abs=1e-12)
    assert ours.p_value == pytest.approx(1)


def test_group_that_left_before_the_first_event_takes_no_degree_of_freedom():
    time, cause, group = made_up("competing")[["time", "cause", "group"]].to_numpy(object).T
    without = gray(time, cause, group)
    ours = gray([*time, 0, 0], [*cause, 0, 2], [*group, "gone", "gone"])
    assert ours.degrees_of_freedom == without.degrees_of_freedom
    assert ours.chi_square == pytest.approx(without.chi_square, rel=1e-12)
    assert ours.expected[list(ours.groups).index("gone")] == 0


def test_refuses_what_cannot_be_compared():
    with pytest.raises(ValueError, match="no events of cause 1"):
        gray([1, 2], [0, 2], ["a", "b"])
    with pytest.raises(ValueError, match="two groups"):
        gray([1, 2], [1, 1], ["a", "a"])
    with pytest.raises(ValueError, match="cause of interest"):
        gray([1, 2], [1, 1], ["a", "b"], of_cause=0)
    with pytest.raises(ValueError, match="no variance"):
        gray([2, 2], [1, 1], ["a", "b"])


def test_two_people():
    # One event of one of two: (1 − 1/2)² over a variance of 1/4.
    ours = gray([4, 9], [1, 2], ["a", "b"])
    assert ours.expected.tolist() == [0.5, 0.5]
    assert ours.degrees_of_freedom == 1


rows = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 2), st.integers(0, 2)), min_size=6, max_size=40)


@settings(max_examples=60, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_order_and_labels_do_not_matter(people, random):
    def test_of(people, name):
        time, cause, group = zip(*people, strict=True)
        try:
            return gray(time, cause, [name[g] for g in group])
        except ValueError:
            return None

    one = test_of(people, ["a", "b", "c"])
    random.shuffle(people)
    two = test_of(people, ["z", "y", "x"])
    assert (one is None) == (two is None)
    if one is not None:
        assert one.chi_square == pytest.approx(two.chi_square, rel=1e-6, abs=1e-9)
        assert one.observed.sum() == pytest.approx(one.expected.sum())


def test_keeps_its_size_when_one_cause_does_not_differ_but_the_other_does():
    # Incidence of cause 1 is the same in both groups; what else happens to people differs. 300 null trials:
    # rejections at 5 % are binomial(300, 0.05), within 3 to 29 with probability 0.999.
    draw = np.random.default_rng(7)
    group = np.tile([0, 1], 60)
    rejected = 0
    for _ in range(300):
        own = draw.random(120) < 0.5
        time = np.ceil(np.where(own, draw.exponential(20, 120), draw.exponential(10 + 30 * group)))
        censoring = draw.integers(5, 60, 120)
        cause = np.where(time <= censoring, np.where(own, 1, 2), 0)
        rejected += gray(np.minimum(time, censoring), cause, group).p_value < 0.05
    assert 3 <= rejected <= 29
