"""The log-rank test against R's `survdiff` and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.log_rank import log_rank

from . import help_study
from .oracle import agrees, made_up, reference


def data(case: str) -> tuple:
    if case == "ties_by_parity":
        return made_up("ties")["time"], made_up("ties")["event"], np.tile([0, 1], 6)
    if case == "made_up_by_stratum":
        table = made_up("survival")
        return table["time"], table["event"], table["stratum"]
    study, _, group = case.split("_")
    table = getattr(help_study, study)()
    return table["time"], table["event"], table["treated" if group == "treat" else "substance"]


@pytest.mark.parametrize("case", [name for name in reference("log_rank") if name != "made_with"])
def test_agrees_with_r(case):
    theirs = reference("log_rank")[case]
    ours = log_rank(*data(case))
    agrees(ours.chi_square, theirs["chi_square"], 1e-11)
    agrees(ours.expected, theirs["expected"], 1e-11)
    np.testing.assert_array_equal(ours.observed, theirs["observed"])
    np.testing.assert_array_equal(ours.n, theirs["n"])
    assert ours.degrees_of_freedom == theirs["degrees_of_freedom"]


def test_by_hand():
    # Day 1: 1 event of 4 (2 a group); day 2: 1 of 3 (1 and 2); day 3: 1 of 2, both of group b.
    ours = log_rank([1, 2, 3, 4], [1, 1, 1, 0], ["a", "a", "b", "b"])
    expected_a = 2 / 4 + 1 / 3
    variance = 1 / 4 + 2 / 9
    np.testing.assert_allclose(ours.expected, [expected_a, 3 - expected_a])
    assert ours.chi_square == pytest.approx((2 - expected_a) ** 2 / variance, rel=1e-12)
    assert list(ours.groups) == ["a", "b"]


def test_equal_groups_do_not_differ():
    ours = log_rank([1, 2, 3, 1, 2, 3], [1, 1, 0, 1, 1, 0], [0, 0, 0, 1, 1, 1])
    assert ours.chi_square == pytest.approx(0, abs=1e-12)
    assert ours.p_value == pytest.approx(1)


def test_group_that_left_before_the_first_event_takes_no_degree_of_freedom():
    ours = log_rank([1, 5, 6, 7, 8], [0, 1, 1, 1, 0], ["gone", "a", "b", "a", "b"])
    without = log_rank([5, 6, 7, 8], [1, 1, 1, 0], ["a", "b", "a", "b"])
    assert ours.degrees_of_freedom == 1
    assert ours.chi_square == pytest.approx(without.chi_square, rel=1e-12)
    assert ours.expected[list(ours.groups).index("gone")] == 0


def test_refuses_what_cannot_be_compared():
    with pytest.raises(ValueError, match="no events"):
        log_rank([1, 2], [0, 0], ["a", "b"])
    with pytest.raises(ValueError, match="two groups"):
        log_rank([1, 2], [1, 1], ["a", "a"])


def test_keeps_its_size_when_groups_do_not_differ():
    # 300 null trials: rejections at 5 % are binomial(300, 0.05), within 3 to 29 with probability 0.999.
    draw = np.random.default_rng(5)
    group = np.tile([0, 1], 30)
    rejected = 0
    for _ in range(300):
        time, censoring = np.ceil(draw.exponential(20, 60)), draw.integers(5, 40, 60)
        rejected += log_rank(np.minimum(time, censoring), time <= censoring, group).p_value < 0.05
    assert 3 <= rejected <= 29
