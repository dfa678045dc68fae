"""A small study, and the ways in which one can be too thin to answer a question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np

N = 40


@dataclass(frozen=True, eq=False)
class World:
    """Everything that an estimator may ask of n people; `scores` has a column a visit, NaN where missed."""

    horizon: float
    time: np.ndarray
    event: np.ndarray
    cause: np.ndarray
    entry: np.ndarray
    covariates: np.ndarray
    group: np.ndarray
    strata: np.ndarray
    weight: np.ndarray
    cluster: np.ndarray
    yes: np.ndarray
    count: np.ndarray
    cost: np.ndarray
    scores: np.ndarray

    def people(self, rows: np.ndarray) -> World:
        """Some of the people, or some of them twice."""
        names = [field.name for field in fields(self) if field.name != "horizon"]
        return replace(self, **{name: getattr(self, name)[rows] for name in names})


def ordinary(seed: int = 31) -> World:
    """A study that every estimator can answer."""
    draw = np.random.default_rng(seed)
    time = draw.integers(5, 90, N).astype(float)
    event = draw.random(N) < 0.7
    scores = draw.normal(30, 6, (N, 3)) + draw.normal(0, 5, (N, 1))
    scores[::7, 2] = np.nan
    return World(
        horizon=40.0,
        time=time,
        event=event,
        cause=np.where(event, draw.integers(1, 3, N), 0),
        entry=np.floor(draw.random(N) * time * 0.6),
        covariates=np.column_stack([draw.normal(0, 1, N), draw.random(N) < 0.5]).astype(float),
        group=np.tile(["clinic", "control"], N // 2),
        strata=np.repeat(["east", "west"], N // 2),
        weight=draw.uniform(0.5, 2, N),
        cluster=np.repeat(np.arange(10), N // 10),
        yes=draw.random(N) < 0.5,
        count=draw.negative_binomial(1, 0.2, N).astype(float),
        cost=np.where(draw.random(N) < 0.7, draw.gamma(2, 300, N), 0.0),
        scores=scores,
    )


def _nothing_happens(world: World) -> World:
    zero = np.zeros(len(world.time))
    return replace(world, event=zero > 0, cause=zero.astype(int), yes=zero > 0, count=zero, cost=zero)


def _one_event(world: World) -> World:
    first = np.arange(len(world.time)) == 3
    return replace(
        world,
        event=first,
        cause=first.astype(int),
        yes=first,
        count=first * 2.0,
        cost=first * 500.0,
    )


def _everything_happens(world: World) -> World:
    one = np.ones(len(world.time))
    return replace(world, event=one > 0, cause=one.astype(int), yes=one > 0, count=one, cost=one * 300)


def _separated(world: World) -> World:
    """Whoever is in the clinic has every outcome, and nobody else: the second covariate says so."""
    clinic = world.group == "clinic"
    return replace(
        world,
        covariates=np.column_stack([world.covariates[:, 0], clinic]).astype(float),
        event=clinic,
        cause=clinic.astype(int),
        yes=clinic,
        count=clinic * 3.0,
        cost=clinic * 400.0,
        time=np.where(clinic, world.time, world.time + 100),
        scores=np.where(clinic[:, np.newaxis], 40.0, 20.0) + 0 * world.scores,
    )


def _constant(world: World) -> World:
    return replace(world, covariates=np.column_stack([world.covariates[:, 0], np.full(len(world.time), 3.0)]))


def _collinear(world: World) -> World:
    first = world.covariates[:, 0]
    return replace(world, covariates=np.column_stack([first, 2 * first]))


def _one_day(world: World) -> World:
    return replace(world, time=np.full(len(world.time), 30.0), entry=np.minimum(world.entry, 9))


def _day_zero(world: World) -> World:
    return replace(world, time=np.zeros(len(world.time)), entry=np.zeros(len(world.time)))


def _alone_in_group(world: World) -> World:
    return replace(world, group=np.where(np.arange(len(world.time)) == 0, "clinic", "control"))


def _arm_without_events(world: World) -> World:
    spared = world.group == "clinic"
    return replace(
        world,
        event=world.event & ~spared,
        cause=np.where(spared, 0, world.cause),
        yes=world.yes & ~spared,
        count=np.where(spared, 0, world.count),
        cost=np.where(spared, 0, world.cost),
    )


def _constant_scores(world: World) -> World:
    return replace(world, scores=np.where(np.isnan(world.scores), np.nan, 25.0))


def _no_visit(world: World) -> World:
    scores = world.scores.copy()
    scores[:, 1] = np.nan
    return replace(world, scores=scores)


# name -> the study made thin in one way
CASES: dict[str, Callable[[World], World]] = {
    "nobody": lambda world: world.people(np.arange(0)),
    "one person": lambda world: world.people(np.arange(1)),
    "two people": lambda world: world.people(np.arange(2)),
    "the same person forty times": lambda world: world.people(np.zeros(N, dtype=int)),
    "nothing happens": _nothing_happens,
    "one event": _one_event,
    "everything happens": _everything_happens,
    "separation": _separated,
    "a constant covariate": _constant,
    "collinear covariates": _collinear,
    "everybody leaves on one day": _one_day,
    "everybody leaves on day zero": _day_zero,
    "one group": lambda world: world.people(np.flatnonzero(world.group == "clinic")),
    "one person in a group": _alone_in_group,
    "a group without events": _arm_without_events,
    "one cluster": lambda world: replace(world, cluster=np.zeros(len(world.time), dtype=int)),
    "a score that never varies": _constant_scores,
    "a visit that nobody keeps": _no_visit,
}
