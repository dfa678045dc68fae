"""The log-rank family against R's `survdiff` and sums by hand, against the plain test, and in worlds with known truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.estimators.log_rank import log_rank
from stepdown.estimators.weighted_log_rank import WEIGHTINGS, weighted_log_rank

from .oracle import agrees, made_up, reference

OPTIONS = {
    "strata": {"strata": True},
    "rho_1": {"weighting": "fleming_harrington", "rho": 1},
    "rho_half_strata": {"weighting": "fleming_harrington", "rho": 0.5, "strata": True},
    "counts": {"weighting": "fleming_harrington", "rho": 1, "strata": True},
    "gehan_breslow": {"weighting": "gehan_breslow"},
    "tarone_ware_strata": {"weighting": "tarone_ware", "strata": True},
    "late": {"weighting": "fleming_harrington", "gamma": 1},
    "middle_strata": {"weighting": "fleming_harrington", "rho": 0.5, "gamma": 2, "strata": True},
    "late_entry": {"strata": True},
}


@pytest.mark.parametrize("case", OPTIONS)
def test_agrees_with_r(case):
    table, theirs, options = made_up("survival"), reference("weighted_log_rank")[case], dict(OPTIONS[case])
    group = np.where(table["high"] == 1, "high", np.where(table["middle"] == 1, "middle", "low"))
    if options.pop("strata", False):
        options["strata"] = table["stratum"]
    if case == "counts":
        group, options["counts"] = table["treated"], table["cluster"] % 3 + 1
    if case == "late_entry":
        options["entry"] = table["entry"]
    ours = weighted_log_rank(table["time"], table["event"], group, **options)
    agrees(ours.chi_square, theirs["chi_square"], 1e-10)
    agrees(ours.observed, theirs["observed"], 1e-11)
    agrees(ours.expected, theirs["expected"], 1e-11)
    assert ours.degrees_of_freedom == len(ours.groups) - 1


rows = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 1), st.integers(0, 2), st.integers(0, 1)), min_size=3, max_size=40
)  # fmt: skip


def attempt(*arrays, **options):
    try:
        return weighted_log_rank(*arrays, **options)
    except ValueError as reason:
        return str(reason)


def same(one, other) -> None:
    if isinstance(one, str) or isinstance(other, str):
        assert one == other
        return
    assert one.chi_square == pytest.approx(other.chi_square, rel=1e-8, abs=1e-9)
    assert one.degrees_of_freedom == other.degrees_of_freedom


@settings(max_examples=60, deadline=None)
@given(rows, st.sampled_from(WEIGHTINGS), st.randoms(use_true_random=False))
def test_what_must_not_matter(people, weighting, shuffle):
    time, event, group, stratum = (np.array(column) for column in zip(*people, strict=True))
    options = {"weighting": weighting} | ({"rho": 0.5} if weighting == "fleming_harrington" else {})
    ours = attempt(time, event, group, strata=stratum, **options)
    order = np.array(shuffle.sample(range(len(time)), len(time)))
    same(ours, attempt(time[order], event[order], group[order], strata=stratum[order], **options))
    same(ours, attempt(time * 7, event, 9 - group, strata=stratum, **options))
    twice = [np.tile(column, 2) for column in (time, event, group)]
    doubled = attempt(*twice, strata=np.tile(stratum, 2), **options)
    same(doubled, attempt(time, event, group, strata=stratum, counts=np.full(len(time), 2), **options))
    if weighting == "log_rank" and not isinstance(ours, str):
        plain = attempt(time, event, group, weighting=weighting)
        if not isinstance(plain, str):
            assert plain.chi_square == pytest.approx(
                log_rank(time, event, group).chi_square, rel=1e-8, abs=1e-9
            )


def test_a_late_difference_is_found_by_late_weights():
    # Hazards agree for 30 days, then one is three times the other: of 60 worlds each test rejects so often.
    draw = np.random.default_rng(8)
    group, late, early = np.tile([0, 1], 100), 0, 0
    for _ in range(60):
        first = draw.exponential(60, 200)
        time = np.where(first > 30, 30 + draw.exponential(60, 200) / np.where(group, 3, 1), first)
        event, time = time <= 90, np.minimum(np.ceil(time), 90)
        late += weighted_log_rank(time, event, group, weighting="fleming_harrington", gamma=1).p_value < 0.05
        early += weighted_log_rank(time, event, group, weighting="fleming_harrington", rho=3).p_value < 0.05
    assert late >= 50 > early


def test_refuses_what_cannot_be_compared():
    with pytest.raises(ValueError, match="no events"):
        weighted_log_rank([1, 2], [0, 0], ["a", "b"])
    with pytest.raises(ValueError, match="two groups"):
        weighted_log_rank([1, 2], [1, 1], ["a", "a"])
    with pytest.raises(ValueError, match="counts nothing"):
        weighted_log_rank([1, 2], [1, 0], ["a", "b"], weighting="fleming_harrington", gamma=1)
    with pytest.raises(ValueError, match="robust variance"):
        weighted_log_rank([1, 2], [1, 0], ["a", "b"], counts=[0.5, 1])
    with pytest.raises(ValueError, match="no variance"):
        weighted_log_rank([1, 1], [1, 1], ["a", "b"])
    with pytest.raises(ValueError, match="weighting must be one of"):
        weighted_log_rank([1, 2], [1, 0], ["a", "b"], weighting="peto")
    with pytest.raises(ValueError, match="belong to"):
        weighted_log_rank([1, 2], [1, 0], ["a", "b"], rho=1)
    with pytest.raises(ValueError, match="not be negative"):
        weighted_log_rank([1, 2], [1, 0], ["a", "b"], weighting="fleming_harrington", rho=-1)
    assert weighted_log_rank([4, 9], [1, 0], ["a", "b"]).chi_square == pytest.approx(1)
