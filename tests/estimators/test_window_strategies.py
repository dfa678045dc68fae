"""Windows of acting: against R, by hand, and in a world whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.act_windows import Window, interval_ends, stretches
from stepdown.estimators.decisions import Decisions
from stepdown.estimators.window_strategies import incidence_risks, value_risks, window_strategies

from .oracle import agrees, made_up, reference

WINDOWS = {"short": Window("short", 0, 6), "middle": Window("middle", 7, 20), "long": Window("long", 21)}
HORIZON = 60
# So many of each person of a case by hand that hardly any replicate lacks somebody.
TIMES = 20


def of_table(names, ends, truncation, kind):
    table = made_up("strategies")
    act = table["start_day"].fillna(np.inf).to_numpy()
    time = np.minimum(table["time"].to_numpy(), HORIZON)
    cause = np.where(table["time"] > HORIZON, 0, table["cause"])
    free_to = np.where((cause == 0) & (time == HORIZON), np.inf, time - 1)
    known = (np.arange(1, len(act) + 1)[:, None] % np.arange(2, len(ends) + 2) == 0).astype(float)[..., None]
    windows = [WINDOWS[name] for name in names]
    decisions = Decisions.of(act, free_to, ends, table[["need", "home"]], known, stretches(windows, ends))
    days = (30, 40, HORIZON) if kind == "incidence" else (HORIZON,)
    risks = incidence_risks(time, cause, ends, days) if kind == "incidence" else value_risks(cause == 1)
    found = window_strategies(
        decisions, act, windows, risks, days, seed=1, replicates=10, truncation=truncation
    )
    return decisions, found


@pytest.mark.parametrize("kind", ["incidence", "value"])
@pytest.mark.parametrize(
    ("case", "names", "ends", "truncation"),
    [
        ("windows", ("short", "middle", "long"), (2, 6, 11, 16, 20), 1.0),
        ("cut", ("middle", "long"), (6, 13, 20), 0.95),
    ],
)
def test_agrees_with_r(case, names, ends, truncation, kind):
    expected = reference("window_strategies")[case]
    decisions, found = of_table(names, ends, truncation, kind)
    agrees(decisions.modelled + 1, expected["modelled"])
    for strategy in found.strategies:
        theirs = expected[strategy.name]
        agrees([spread.estimate for spread in strategy.risk], theirs[kind], 1e-7)
        agrees(strategy.effective_size, theirs["effective_size"], 1e-7)


def test_by_hand():
    # Ten people, two intervals (days 0-1 and 2-3). Four stop in the first; of the other six, three in the second.
    act = np.tile([0, 1, 1, 1, 2, 3, 3, 9, 9, 9.0], TIMES)
    value = np.tile([1, 1, 0, 0, 1, 0, 0, 1, 0, 0.0], TIMES)
    decisions = Decisions.of(act, np.full(len(act), np.inf), [1, 3], np.zeros((len(act), 0)))
    windows = [Window("early", 0, 1), Window("middle", 2, 3), Window("late", 4)]
    found = window_strategies(decisions, act, windows, value_risks(value), (9,), seed=1, replicates=40)
    assert [s.risk[0].estimate for s in found.strategies] == pytest.approx([2 / 4, 1 / 3, 1 / 3])
    assert [s.largest_weight for s in found.strategies] == pytest.approx([10 / 4, 10 / 6 * 2, 10 / 6 * 2])
    assert [s.n_followed for s in found.strategies] == [4 * TIMES, 3 * TIMES, 3 * TIMES]
    difference = found.contrasts[0]
    assert (difference.strategy, difference.reference) == ("middle", "early")
    assert difference.estimate == pytest.approx(1 / 3 - 1 / 2)


def test_who_dies_on_the_way_counts_in_every_strategy_not_yet_left():
    # The first person dies on day 3 without having stopped: so far within the middle and the late window, not the early one.
    act = np.tile([np.inf, 0, 1, 2, 3, 9, 9], TIMES)
    free_to = np.tile([2, *[np.inf] * 6], TIMES)
    decisions = Decisions.of(act, free_to, [1, 3], np.zeros((len(act), 0)))
    value = np.tile([1, 0, 0, 0, 0, 0, 0.0], TIMES)
    windows = [Window("late", 4), Window("middle", 2, 3), Window("early", 0, 1)]
    found = window_strategies(
        decisions, act, windows, value_risks(value), (9,), seed=1, replicates=40, truncation=1.0
    )
    late, middle, early = (s.risk[0].estimate for s in found.strategies)
    # Five of seven go on through the first interval and weigh 7/5. Of the four whose second interval is seen to its end, two
    # go on and two stop, and either two weigh double; the one who dies keeps 7/5.
    assert (late, middle, early) == pytest.approx((1 / 5, 1 / 5, 0))


def test_who_was_taken_from_care_did_not_choose_to_stay():
    """Death on day 1 is no stay of four days and more: nobody follows that strategy, and it has no risk."""
    act = np.tile([np.inf, 0, 1, 2, 3, 2, 3], TIMES)
    free_to = np.tile([0, *[np.inf] * 6], TIMES)
    decisions = Decisions.of(act, free_to, [1, 3], np.zeros((len(act), 0)))
    windows = [Window("middle", 2, 3), Window("early", 0, 1), Window("late", 4)]
    risks = value_risks(np.tile([1, 0, 0, 1, 0, 0, 1.0], TIMES))
    found = window_strategies(decisions, act, windows, risks, (9,), seed=1, replicates=40)
    assert [s.name for s in found.strategies] == ["middle", "early"]
    assert found.not_estimable == {"late": "nobody's days fall into this window"}


def test_days_are_cut_so_that_each_window_ends_with_its_grace_period():
    windows = [Window("a", 0, 55), Window("b", 56, 84), Window("c", 85)]
    assert interval_ends(windows, 14, 7) == [6, 13, 20, 27, 34, 41, 55, 62, 70, 84]
    assert interval_ends([Window("keep", 28)], 14, 7) == [6, 13, 20, 27]
    assert interval_ends([Window("a", 0, 9), Window("b", 10)], 14, 7) == [9]


def world(rng, n, effect):
    """Weekly stops that depend on need and on last week's use; use afterwards depends on both, and on the weeks stayed."""
    need = rng.normal(size=n)
    use, stop, history = rng.random(n) < 0.4, np.full(n, np.inf), np.zeros((n, 12, 1))
    trouble = np.zeros(n)
    for week in range(12):
        history[:, week, 0] = use
        chance = 1 / (1 + np.exp(2.4 - 0.5 * need - 1.4 * use))
        here = np.isinf(stop) & (rng.random(n) < chance)
        stop[here] = 7 * week + rng.integers(0, 7, here.sum())
        trouble += use
        use = rng.random(n) < 1 / (1 + np.exp(1.2 - 0.4 * need - 1.6 * use))
    weeks = np.minimum(stop, 84) / 7
    outcome = rng.random(n) < 1 / (1 + np.exp(1.3 - 0.6 * need - 0.2 * trouble + effect * weeks / 12))
    return need, stop, history, outcome.astype(float)


def test_a_history_that_drives_stopping_fools_the_naive_comparison_and_not_this_one():
    rng = np.random.default_rng(5)
    need, stop, history, outcome = world(rng, 20000, effect=0.0)
    windows = [Window("short", 0, 27), Window("long", 28)]
    ends = interval_ends(windows, 14, 7)
    starts = [0, *[end + 1 for end in ends[:-1]]]
    at_start = history[:, [day // 7 for day in starts]]
    decisions = Decisions.of(stop, np.full(len(stop), np.inf), ends, need[:, None], at_start)
    found = window_strategies(decisions, stop, windows, value_risks(outcome), (180,), seed=1, replicates=60)
    difference = found.contrasts[0]
    naive = outcome[stop >= 28].mean() - outcome[stop < 28].mean()
    assert naive < -0.1
    assert difference.lower < 0 < difference.upper
    assert difference.upper - difference.lower < 0.1


@pytest.mark.parametrize(
    ("act", "last", "message"),
    [
        ([9, 9, 9], 3, "nobody's days fall"),
        ([0, 0, 9, 9], 5, "in its grace period"),
        ([4, 5, 4], 5, "nobody's days fall"),
        ([4, 5, 4, *[3, 5] * 6], 3, "fewer than 11 people's days fall"),
    ],
)
def test_what_cannot_be_estimated_is_said(act, last, message):
    act = np.repeat(np.array(act, float), 1 if len(act) > 4 else TIMES)
    windows = [Window("short", 0, last), Window("long", last + 1)]
    decisions = Decisions.of(act, np.full(len(act), np.inf), [1, last], np.zeros((len(act), 0)))
    value = np.arange(len(act)) % 2
    with pytest.raises(ValueError, match=message):
        window_strategies(decisions, act, windows, value_risks(value), (9,), seed=1, replicates=5)
