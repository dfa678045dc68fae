"""Compiled loops over rows sorted by propensity cell and arm; a task is a chunk of segments."""

from __future__ import annotations

from stepdown.compiled import loop


@loop("u1[:]", "i8[:]", "i8[:]", "f8[:]")
def segment_totals(multiples, starts, chunk_segments, out, first, last):
    """out[segment] = Σ multiples of its rows."""
    for segment in range(chunk_segments[first], chunk_segments[last]):
        total = 0
        for i in range(starts[segment], starts[segment + 1]):
            total += multiples[i]
        out[segment] = total


@loop("u1[:]", "u2[:]", "f8[:]", "i8[:]", "i8[:]", "f8[:,:]")
def weighted_histogram(multiples, bucket, weights, starts, chunk_segments, out, first, last):
    """out[chunk, bucket of the row] += multiple of the row × weight of its segment."""
    for chunk in range(first, last):
        for segment in range(chunk_segments[chunk], chunk_segments[chunk + 1]):
            weight = weights[segment]
            for i in range(starts[segment], starts[segment + 1]):
                out[chunk, bucket[i]] += weight * multiples[i]
