"""Places for labels that want to stand at the same height."""

from __future__ import annotations

from collections.abc import Sequence


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Move label centres apart, as little as possible, so that no two overlap.

    Labels that would overlap form a block at the mean of what they want (the pool-adjacent-violators
    rule); blocks are kept between `low` and `high`. Order is kept.

    Parameters
    ----------
    wanted : sequence of float
        Centre each label would like, any unit that grows in one direction.
    heights : sequence of float
        Height of each label in the same unit, with its air.
    low, high : float
        Limits of the space. If the labels do not fit, they run over `high` and still do not overlap.

    Returns
    -------
    list of float
        Centres, in the order given.
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    blocks: list[list[int]] = []
    tops: list[float] = []
    for i in order:
        blocks.append([i])
        tops.append(_top([i], wanted, heights, low, high))
        while len(blocks) > 1 and tops[-2] + _height(blocks[-2], heights) > tops[-1]:
            last = blocks.pop()
            tops.pop()
            blocks[-1] += last
            tops[-1] = _top(blocks[-1], wanted, heights, low, high)

    centres = [0.0] * len(wanted)
    for block, top in zip(blocks, tops, strict=True):
        for i in block:
            centres[i] = top + heights[i] / 2
            top += heights[i]
    return centres


def _height(block: Sequence[int], heights: Sequence[float]) -> float:
    return sum(heights[i] for i in block)


def _top(
    block: Sequence[int], wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> float:
    """Top of the block that brings its labels closest to where they want to be."""
    above, shifts = 0.0, []
    for i in block:
        shifts.append(wanted[i] - heights[i] / 2 - above)
        above += heights[i]
    best = sum(shifts) / len(shifts)
    return max(low, min(best, high - above))
