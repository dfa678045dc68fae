"""Compiled loops over rows: products, histograms and joint histograms of packed codes.

Rows are cut into a fixed number of chunks, which depends on the data alone. Each chunk
fills tables of its own, added up in the chunks' order afterwards: the same bytes on any number of cores.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import get_num_threads, njit, prange, set_num_threads

# Rows in a tile: its codes and weights stay in the first-level cache while all tables are filled.
TILE = 1024
HANDS = 16
# Below so many steps one core is done before another is awake.
WORTH_WAKING = 200_000


def run(kernel: Callable[..., None], steps: int, *arguments: Any) -> None:
    """Run a kernel of so many steps, on one core if they are few; the bytes do not depend on it."""
    cores = get_num_threads()
    if steps >= WORTH_WAKING or cores == 1:
        kernel(*arguments)
        return
    set_num_threads(1)
    try:
        kernel(*arguments)
    finally:
        set_num_threads(cores)


@njit(inline="always")
def _weigh(codes, offsets, factors, base, start, end, weight):
    """weight[i] = base × Π over codes of the factors of the row's levels, for the rows of one tile."""
    for i in range(start, end):
        weight[i - start] = base[i] if len(base) > 1 else base[0]
    if len(factors) > 0:
        for s in range(len(codes)):
            table = factors[offsets[s] : offsets[s + 1]]
            for i in range(start, end):
                weight[i - start] *= table[np.uintp(codes[s, i])]


@njit("void(u1[:,::1], i8[::1], f8[::1], f8[::1], i8[::1], f8[::1])", parallel=True, cache=True)
def products(codes, offsets, factors, base, chunks, out):
    """out[i] = base[i] × Π over codes of the factors of row i's levels."""
    for chunk in prange(len(chunks) - 1):
        for start in range(chunks[chunk], chunks[chunk + 1], TILE):
            end = min(start + TILE, chunks[chunk + 1])
            _weigh(codes, offsets, factors, base, start, end, out[start:end])


@njit("void(u1[:,::1], i8[::1], f8[::1], f8[::1], i8[::1], i8[::1], f8[:,::1])", parallel=True, cache=True)
def level_sums(codes, offsets, factors, base, chunk_segments, segments, out):
    """out[g, level] += product (see `products`) of every row of segment g, at each of its levels."""
    for chunk in prange(len(chunk_segments) - 1):
        weight = np.empty(TILE)
        for segment in range(chunk_segments[chunk], chunk_segments[chunk + 1]):
            for start in range(segments[segment], segments[segment + 1], TILE):
                end = min(start + TILE, segments[segment + 1])
                _weigh(codes, offsets, factors, base, start, end, weight)
                for s in range(len(codes)):
                    table = out[segment, offsets[s] : offsets[s + 1]]
                    for i in range(start, end):
                        table[np.uintp(codes[s, i])] += weight[i - start]


@njit(
    "void(u1[:,::1], i8[::1], f8[::1], f8[::1], f8[::1], i8[::1], i8[::1], f8[:,::1])",
    parallel=True,
    cache=True,
)
def pair_sums(codes, offsets, factors, base, multiplier, chunk_segments, segments, out):
    """Joint histograms: out[chunk, levels of codes s < t] += product of the row × multiplier of its segment."""
    for chunk in prange(len(chunk_segments) - 1):
        weight = np.empty(TILE)
        for segment in range(chunk_segments[chunk], chunk_segments[chunk + 1]):
            for start in range(segments[segment], segments[segment + 1], TILE):
                end = min(start + TILE, segments[segment + 1])
                _weigh(codes, offsets, factors, base, start, end, weight)
                for i in range(end - start):
                    weight[i] *= multiplier[segment]
                place = 0
                for s in range(len(codes) - 1):
                    first = codes[s, start:end]
                    for t in range(s + 1, len(codes)):
                        width = offsets[t + 1] - offsets[t]
                        size = (offsets[s + 1] - offsets[s]) * width
                        table = out[chunk, place : place + size]
                        second = codes[t, start:end]
                        for i in range(end - start):
                            table[np.uintp(first[i]) * np.uintp(width) + np.uintp(second[i])] += weight[i]
                        place += size


@njit("void(i8[::1], f8[::1], f8[::1], b1, f8[:,::1])", parallel=True, cache=True)
def tied_sums(n_tied, at_risk, tied, efron, out):
    """Sums over the l-th (from 0) of d tied events, with the denominator s = S − f D, f = l/d (0 for Breslow).

    out[cell] = Σ log s, Σ 1/s, Σ f/s, Σ 1/s², Σ f/s², Σ f²/s²; NaN where a denominator is not positive.
    """
    # Later days have fewer events: deal them out in turn, that every core has its share.
    for hand in prange(HANDS):
        for cell in range(hand, len(n_tied), HANDS):
            d = n_tied[cell]
            logs, a, b, c0, c1, c2 = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
            # One logarithm for eight factors: they lie within (0, 1] once divided by S.
            ratio, per_event = 1.0, 1 / at_risk[cell]
            for position in range(d if efron else min(d, 1)):
                f = position / d
                s = at_risk[cell] - f * tied[cell]
                if not s > 0:
                    logs = np.nan
                    break
                ratio *= s * per_event
                if position % 8 == 7:
                    logs += np.log(ratio)
                    ratio = 1.0
                rate = 1 / s
                a += rate
                b += f * rate
                c0 += rate * rate
                c1 += f * rate * rate
                c2 += f * f * rate * rate
            scale = 1.0 if efron else float(d)
            out[cell, 0] = logs + np.log(ratio) + d * np.log(at_risk[cell]) if d else 0.0
            sums = (a, b, c0, c1, c2)
            for k in range(5):
                out[cell, k + 1] = scale * sums[k]


@njit(
    "void(u1[:,::1], i8[::1], f8[::1], f8[::1], f8[::1], f8[::1], i8[::1], f8[::1], f8[::1], f8[::1])",
    parallel=True,
    cache=True,
)
def binomial(codes, offsets, factors, base, happened, total, chunks, residual, spread, logs):
    """Residual y − nμ, variance nμ(1 − μ), and per chunk Σ n log(1 + odds), with μ = odds / (1 + odds).

    The odds are the rows' products (see `products`); a total of one number counts for all rows.
    """
    for chunk in prange(len(chunks) - 1):
        odds, logarithm = np.empty(TILE), 0.0
        for start in range(chunks[chunk], chunks[chunk + 1], TILE):
            end = min(start + TILE, chunks[chunk + 1])
            _weigh(codes, offsets, factors, base, start, end, odds)
            for i in range(start, end):
                n = total[i] if len(total) > 1 else total[0]
                other = 1 / (1 + odds[i - start])
                share = odds[i - start] * other
                residual[i] = happened[i] - n * share
                spread[i] = n * share * other
                logarithm -= n * np.log(other)
        logs[chunk] = logarithm


@njit("void(f8[:,::1], f8[:,::1], f8[:,::1])", parallel=True, cache=True)
def matrix_product(left, right, out):
    """out += left × right, added up in one order whatever the cores, which BLAS does not promise."""
    for i in prange(len(left)):
        for k in range(left.shape[1]):
            factor = left[i, k]
            if factor != 0:
                for j in range(right.shape[1]):
                    out[i, j] += factor * right[k, j]


@njit("void(i4[::1], i8[::1], i8[::1])", cache=True)
def counting_order(group, place, order):
    """Sort rows by group, keeping their order within it; `place` holds each group's first position."""
    for i in range(len(group)):
        g = np.uintp(group[i])
        order[place[g]] = i
        place[g] += 1
