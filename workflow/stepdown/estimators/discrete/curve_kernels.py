"""Compiled loops over rows sorted by propensity cell and arm."""

from __future__ import annotations

from numba import njit, prange


@njit("void(u1[::1], i8[::1], i8[::1], f8[::1])", parallel=True, cache=True)
def segment_totals(multiples, starts, chunk_segments, out):
    """out[segment] = Σ multiples of its rows; a multiple of length 1 counts for all rows."""
    for chunk in prange(len(chunk_segments) - 1):
        for segment in range(chunk_segments[chunk], chunk_segments[chunk + 1]):
            total = 0
            for i in range(starts[segment], starts[segment + 1]):
                total += multiples[i]
            out[segment] = total


@njit("void(u1[::1], u2[::1], f8[::1], i8[::1], i8[::1], f8[:,::1])", parallel=True, cache=True)
def weighted_histogram(multiples, bucket, weights, starts, chunk_segments, out):
    """out[chunk, bucket of the row] += multiple of the row × weight of its segment."""
    for chunk in prange(len(chunk_segments) - 1):
        for segment in range(chunk_segments[chunk], chunk_segments[chunk + 1]):
            weight = weights[segment]
            for i in range(starts[segment], starts[segment + 1]):
                out[chunk, bucket[i]] += weight * multiples[i]
