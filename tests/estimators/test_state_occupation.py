"""Where people are, day by day: against R's multi-state `survfit`, competing risks, and a chain whose truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.estimators.aalen_johansen import aalen_johansen
from stepdown.estimators.restricted_loss import restricted_loss
from stepdown.estimators.state_occupation import later_occupation, state_occupation, transition_probabilities
from stepdown.outcomes.retention.care_states import IN_CARE, STATES

from .harbor_stays import harbor_stays
from .oracle import agrees, made_up, reference

COLUMNS = ("person", "start", "stop", "state", "to")


def moves() -> list[np.ndarray]:
    return [made_up("moves")[name].to_numpy() for name in COLUMNS]


def test_agrees_with_r():
    theirs = reference("state_occupation")["moves"]
    ours = state_occupation(*moves(), 5, theirs["horizon"])
    within = np.array(theirs["time"]) <= theirs["horizon"]
    at = ours.at(np.array(theirs["time"])[within])
    agrees(at[0], np.array(theirs["probability"])[within], 1e-11)
    agrees(at[1], np.array(theirs["std_error"])[within], 1e-9)
    agrees(ours.days, theirs["days"], 1e-11)
    agrees(ours.days_std_error, theirs["days_std_error"], 1e-9)
    assert ours.days.sum() == pytest.approx(theirs["horizon"])
    np.testing.assert_allclose(ours.probability.sum(axis=1), 1)


@pytest.mark.parametrize("case", ["transitions_0", "transitions_20"])
def test_transitions_agree_with_the_product_of_hazards(case):
    theirs = reference("state_occupation")[case]
    for state in range(5):
        ours = transition_probabilities(*moves(), 5, theirs["horizon"], state, theirs["from_day"])
        agrees(ours.probability[-1], theirs["matrix"][state], 1e-11)


def test_transitions_from_a_day_agree_with_r():
    theirs = reference("state_occupation")["from_residential_20"]
    time = np.array(theirs["time"])
    horizon = time.max()
    ours = transition_probabilities(*moves(), 5, horizon, 0, 20)
    probability, std_error, _, _ = ours.at(time)
    agrees(probability, theirs["probability"], 1e-11)
    agrees(std_error, theirs["std_error"], 1e-9)


def harbor() -> list[np.ndarray]:
    return [made_up("harbor_stays")[name].to_numpy() for name in COLUMNS]


def test_the_stays_that_r_was_given_are_those_of_harbor():
    pd.testing.assert_frame_equal(harbor_stays(), made_up("harbor_stays"), check_dtype=False)


def test_harbor_with_late_entry_agrees_with_r():
    theirs = reference("state_occupation")["harbor"]
    ours = state_occupation(*harbor(), len(STATES), 90, sets=[[STATES.index(name) for name in IN_CARE]])
    at = ours.at(theirs["time"])
    agrees(at[0][:, :-1], theirs["probability"], 1e-11)
    agrees(at[1][:, :-1], theirs["std_error"], 1e-9)
    agrees(ours.days[:-1], theirs["days"], 1e-11)
    agrees(ours.days_std_error[:-1], theirs["days_std_error"], 1e-9)
    together = reference("state_occupation")["harbor_in_care"]
    agrees(at[0][:, -1], together["probability"], 1e-11)
    agrees(at[1][:, -1], together["std_error"], 1e-9)
    assert ours.days[-1] == pytest.approx(ours.days[:6].sum())


@pytest.mark.parametrize("place", [0, 1])
def test_harbor_from_a_state_on_a_day_agrees_with_r(place):
    theirs = reference("state_occupation")["harbor_from"][place]
    ours = later_occupation(*harbor(), len(STATES), 90, theirs["state"], theirs["day"])
    at = ours.at(np.array(theirs["time"]) + theirs["day"])
    agrees(at[0], theirs["probability"], 1e-11)
    agrees(at[1], theirs["std_error"], 1e-9)
    agrees(ours.days, theirs["days"], 1e-11)


def test_the_days_of_those_who_enter_late_begin_on_the_day_they_enter():
    """Two seen from day 0, one from day 5: of the three at risk on day 10 one moves."""
    found = state_occupation([1, 2, 3], [0, 0, 5], [10, 20, 20], [0, 0, 0], [1, -1, -1], 2, 20)
    assert found.n_at_risk[:, 0].tolist() == [2, 3]
    assert found.probability[-1].tolist() == pytest.approx([2 / 3, 1 / 3])
    with pytest.raises(ValueError, match="under observation on day 0"):
        state_occupation([1], [2], [9], [0], [-1], 2, 5)


def test_later_occupation_follows_only_who_was_there():
    """On day 5 persons 1 and 2 are in state 0: what person 3 does later says nothing of them."""
    people = ([1, 1, 2, 3, 3], [0, 8, 0, 0, 3], [8, 20, 20, 3, 20], [0, 1, 0, 0, 1], [1, -1, -1, 1, -1])
    found = later_occupation(*people, 2, 15, from_state=0, from_day=5)
    assert (found.n, found.time.tolist()) == (2, [5, 8])
    assert found.probability[-1].tolist() == [0.5, 0.5]
    assert found.days.tolist() == pytest.approx([3 + 7 / 2, 7 / 2])
    with pytest.raises(ValueError, match="Nobody was seen"):
        later_occupation(*people, 2, 15, from_state=1, from_day=2)


def test_with_one_move_each_it_is_competing_risks():
    table = made_up("competing")
    time, cause = table["time"].to_numpy(), table["cause"].to_numpy()
    n = len(time)
    to = np.where(cause == 0, -1, cause)
    ours = state_occupation(np.arange(n), np.zeros(n), time, np.zeros(n), to, 4, 45)
    theirs = aalen_johansen(time, cause).at(45)
    np.testing.assert_allclose(ours.probability[-1, 1:], theirs[0], rtol=1e-12)
    np.testing.assert_allclose(ours.std_error[-1, 1:], theirs[1], rtol=1e-9)
    lost = [restricted_loss(time, cause, 45, k) for k in (1, 2, 3)]
    np.testing.assert_allclose(ours.days[1:], [one.estimate for one in lost], rtol=1e-12)
    np.testing.assert_allclose(ours.days_std_error[1:], [one.std_error for one in lost], rtol=1e-9)


def test_order_and_names_of_people_and_splitting_of_stays_do_not_matter():
    person, start, stop, state, to = moves()
    ours = state_occupation(person, start, stop, state, to, 5, 60)
    order = np.random.default_rng(2).permutation(len(person))
    names = np.char.add("p", (999 - person).astype(str))
    other = state_occupation(names[order], start[order], stop[order], state[order], to[order], 5, 60)
    np.testing.assert_allclose(other.std_error, ours.std_error, rtol=1e-10, atol=1e-15)
    wider = state_occupation(person, start, stop, state, to, 6, 60)
    np.testing.assert_allclose(wider.probability[:, :5], ours.probability)
    assert not wider.probability[:, 5].any()
    twice = state_occupation(
        np.append(person, person + 1000), *(np.tile(part, 2) for part in (start, stop, state, to)), 5, 60
    )
    np.testing.assert_allclose(twice.probability, ours.probability, rtol=1e-12)
    np.testing.assert_allclose(twice.std_error * np.sqrt(2), ours.std_error, rtol=1e-10, atol=1e-15)
    scaled = state_occupation(person, 7 * start, 7 * stop, state, to, 5, 420)
    np.testing.assert_allclose(scaled.days, 7 * ours.days)


# From in care (0), of 100 a day 4 pause (1), 2 leave (2); from a pause 10 return and 5 leave.
DAILY = np.array([[0.94, 0.04, 0.02], [0.10, 0.85, 0.05], [0.0, 0.0, 1.0]])
HORIZON = 40


def world(draw: np.random.Generator, n: int) -> list[list[float]]:
    rows = []
    for person in range(n):
        state, begun, end = 0, 0, int(draw.integers(15, 90))
        for day in range(1, end + 1):
            to = int(draw.choice(3, p=DAILY[state]))
            if to != state:
                rows.append([person, begun, day, state, to])
                state, begun = to, day
            if state == 2:
                break
        if state < 2 and begun < end:
            rows.append([person, begun, end, state, -1])
    return rows


def test_a_known_chain_is_recovered_and_covered():
    draw, known = np.random.default_rng(9), np.linalg.matrix_power(DAILY, HORIZON)[0]
    days = sum(np.linalg.matrix_power(DAILY, day)[0] for day in range(HORIZON))
    covered, covered_days, worlds = np.zeros(3), np.zeros(3), 60
    for _ in range(worlds):
        ours = state_occupation(*np.array(world(draw, 120)).T, 3, HORIZON)
        covered += (ours.lower[-1] <= known) & (known <= ours.upper[-1])
        covered_days += np.abs(ours.days - days) <= 1.96 * ours.days_std_error
    # Binomial(60, 0.95) less 4 standard errors.
    assert covered.min() >= 50
    assert covered_days.min() >= 50


def test_refuses_what_is_broken_or_unknown():
    with pytest.raises(ValueError, match="follow each other"):
        state_occupation([1, 1], [0, 5], [4, 9], [0, 1], [1, -1], 2, 5)
    with pytest.raises(ValueError, match="follow each other"):
        state_occupation([1, 1], [0, 4], [4, 9], [0, 2], [1, -1], 3, 5)
    with pytest.raises(ValueError, match="0 or later"):
        state_occupation([1], [-2], [9], [0], [-1], 2, 5)
    with pytest.raises(ValueError, match="start must lie before stop"):
        state_occupation([1], [0], [0], [0], [1], 2, 5)
    with pytest.raises(ValueError, match="another state"):
        state_occupation([1], [0], [3], [0], [0], 2, 5)
    with pytest.raises(ValueError, match="0 to 1"):
        state_occupation([1], [0], [3], [2], [0], 2, 5)
    with pytest.raises(ValueError, match="beyond the last day"):
        state_occupation([1, 2], [0, 0], [3, 4], [0, 0], [1, -1], 2, 50)
    with pytest.raises(ValueError, match="from_state"):
        transition_probabilities([1], [0], [3], [0], [1], 2, 5, 4)
    with pytest.raises(ValueError, match="from_day"):
        transition_probabilities([1], [0], [3], [0], [1], 2, 5, 0, 5)
    # Two people who both left: nothing is unknown, however far the horizon.
    both = state_occupation([1, 2], [0, 0], [3, 4], [0, 0], [1, 1], 2, 50)
    assert both.days.tolist() == [3.5, 46.5]
    nobody = state_occupation([1, 2], [0, 0], [3, 4], [0, 0], [-1, -1], 2, 3)
    assert nobody.probability.tolist() == [[1, 0]]
    assert nobody.std_error.max() == 0
