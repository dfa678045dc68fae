"""Groups compared as if everybody had kept to what they started: by hand, and in Harbor, whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.act_windows import Window, interval_ends
from stepdown.estimators.decisions import Decisions
from stepdown.estimators.per_protocol import per_protocol
from stepdown.simulate.harbor.block import blocks
from stepdown.simulate.harbor.course import LEFT
from stepdown.simulate.harbor.truth_duration import KEEP_TO, true_per_protocol_effect
from stepdown.simulate.harbor.truth_outcomes import abstinent_in_month_six
from stepdown.simulate.harbor.world import load_world

from .oracle import agrees

TIMES = 20


def test_by_hand():
    # Two groups of six, nothing to adjust for. Half of group b departs in the first interval, and none of group a.
    exposure = np.tile(["a"] * 6 + ["b"] * 6, TIMES)
    departed = np.tile([np.inf] * 6 + [2, 3, 3] + [np.inf] * 3, TIMES)
    outcome = np.tile([1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0], TIMES)
    group = (exposure == "b").astype(float)
    n = len(exposure)
    decisions = Decisions.of(departed, np.where(group == 1, np.inf, -1), [6], np.zeros((n, 0)))
    found = per_protocol(
        outcome,
        exposure,
        np.zeros((n, 0)),
        decisions,
        keep_to=7,
        levels=["a", "b"],
        day=9,
        seed=1,
        replicates=40,
    )
    assert [one.risk.estimate for one in found.groups] == pytest.approx([1 / 2, 2 / 3])
    assert [(one.n, one.n_kept) for one in found.groups] == [(6 * TIMES, 6 * TIMES), (6 * TIMES, 3 * TIMES)]
    assert found.groups[1].largest_weight == pytest.approx(2)
    assert found.contrasts[0].estimate == pytest.approx(1 / 6)


def test_with_nobody_departing_it_is_the_overlap_weighted_difference():
    from stepdown.estimators.propensity import propensity
    from stepdown.estimators.weighted_means import weighted_means
    from stepdown.estimators.weights import balancing_weights

    rng = np.random.default_rng(2)
    known = rng.normal(size=(400, 2))
    exposure = np.where(rng.random(400) < 1 / (1 + np.exp(-known[:, 0])), "b", "a")
    outcome = (rng.random(400) < 0.4).astype(float)
    decisions = Decisions.of(np.full(400, np.inf), np.full(400, np.inf), [6, 13], known)
    found = per_protocol(
        outcome, exposure, known, decisions, keep_to=14, levels=["a", "b"], day=9, seed=1, replicates=200
    )
    theirs = weighted_means(outcome, exposure, balancing_weights(propensity(exposure, known), "overlap"))
    agrees(found.contrasts[0].estimate, theirs.difference("b", "a").estimate, 1e-9)
    agrees(found.contrasts[0].std_error, theirs.difference("b", "a").std_error, 0.15)


def in_harbor(world, people, stream, level, reference, highest):
    """Outcome, exposure, what is known at the start, departures and the last day before the stay was over otherwise."""
    a, b = world.names.index(level), world.names.index(reference)
    parts = []
    for block in blocks(world, people, stream):
        course, drawn = block.course(), block.people
        who = block.placement.offered[drawn.site][:, [a, b]].all(axis=1) & ~drawn.needs_detox
        who &= (block.placement.recommended <= highest) & np.isin(course.level, (a, b))
        left = course.phase_reason[:, 0] == LEFT
        end = course.phase_end[:, 0].astype(float)
        known = [drawn.severity, drawn.unstable, drawn.mandate, drawn.miles, drawn.payer == 1]
        below = (course.mismatch < 0).astype(float)
        known += [block.placement.recommended == k for k in (1, 2, 3, 4)]
        known += [drawn.site == k for k in range(1, world.sites)]
        used = course.latent[:, : KEEP_TO // 7, None].astype(float)
        outcome = abstinent_in_month_six(block, course).astype(float)
        columns = (outcome, course.level == a, np.column_stack(known).astype(float),
                   np.where(left, end, np.inf), np.where(left, np.inf, end - 1), used, below)  # fmt: skip
        parts.append([column[who] for column in columns])
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def test_harbor_s_truth_is_found():
    world = load_world()
    pair = ("intensive_outpatient", "outpatient", 1)
    outcome, exposure, known, departed, over, used, below = in_harbor(world, 16000, 5, *pair)
    known = known[:, known.std(axis=0) > 0]
    ends = interval_ends([Window("kept", KEEP_TO)], 1, 7)
    decisions = Decisions.of(departed, over, ends, np.column_stack([known, exposure, below]), used)
    found = per_protocol(
        outcome, exposure.astype(int).astype(str), known, decisions,
        keep_to=KEEP_TO, levels=["0", "1"], day=180, seed=1, replicates=40,
    )  # fmt: skip
    name = "intensive_outpatient_vs_outpatient/abstinent_month_6/ato_per_protocol"
    truth = true_per_protocol_effect(world, 16000)[name]["truth"]
    difference = found.contrasts[0]
    assert difference.lower < truth < difference.upper
    assert difference.upper - difference.lower < 0.12
