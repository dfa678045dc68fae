"""Compiled loops over rows: products, histograms and joint histograms of packed codes.

Rows are cut into a fixed number of chunks, which depends on the data alone. Each chunk
fills tables of its own, added up in the chunks' order afterwards: the same bytes on any number of cores.
"""

from __future__ import annotations

import numpy as np

from stepdown.compiled import inlined, loop

# Rows in a tile: its codes and weights stay in the first-level cache while all tables are filled.
TILE = 1024
HANDS = 16


@inlined
def _weigh(codes, offsets, factors, base, start, end, weight):
    """weight[i] = base × Π over codes of the factors of the row's levels, for the rows of one tile."""
    if len(base) > 1:
        for i in range(start, end):
            weight[i - start] = base[i]
    else:
        for i in range(end - start):
            weight[i] = base[0]
    if len(factors) > 0:
        for s in range(len(codes)):
            table = factors[offsets[s] : offsets[s + 1]]
            for i in range(start, end):
                weight[i - start] *= table[np.uintp(codes[s, i])]


@loop("u1[:,:]", "i8[:]", "f8[:]", "f8[:]", "i8[:]", "f8[:]")
def products(codes, offsets, factors, base, chunks, out, first, last):
    """out[i] = base[i] × Π over codes of the factors of row i's levels; a task is a chunk."""
    for chunk in range(first, last):
        for start in range(chunks[chunk], chunks[chunk + 1], TILE):
            end = min(start + TILE, chunks[chunk + 1])
            _weigh(codes, offsets, factors, base, start, end, out[start:end])


@loop("u1[:,:]", "i8[:]", "f8[:]", "f8[:]", "i8[:]", "i8[:]", "f8[:,:]", "f8[:,:]")
def level_sums(codes, offsets, factors, base, chunk_segments, segments, scratch, out, first, last):
    """out[g, level] += product (see `products`) of every row of segment g, at each of its levels."""
    for chunk in range(first, last):
        weight = scratch[chunk]
        for segment in range(chunk_segments[chunk], chunk_segments[chunk + 1]):
            for start in range(segments[segment], segments[segment + 1], TILE):
                end = min(start + TILE, segments[segment + 1])
                _weigh(codes, offsets, factors, base, start, end, weight)
                for s in range(len(codes)):
                    table = out[segment, offsets[s] : offsets[s + 1]]
                    for i in range(start, end):
                        table[np.uintp(codes[s, i])] += weight[i - start]


@inlined
def _add_pairs(codes, offsets, start, end, weight, out):
    """Add the weights of one tile into the joint histogram of each pair of codes s < t, one after the other."""
    place = 0
    for s in range(len(codes) - 1):
        one = codes[s, start:end]
        for t in range(s + 1, len(codes)):
            width = offsets[t + 1] - offsets[t]
            size = (offsets[s + 1] - offsets[s]) * width
            table = out[place : place + size]
            other = codes[t, start:end]
            for i in range(end - start):
                table[np.uintp(one[i]) * np.uintp(width) + np.uintp(other[i])] += weight[i]
            place += size


@loop("u1[:,:]", "i8[:]", "f8[:]", "f8[:]", "f8[:]", "i8[:]", "i8[:]", "f8[:,:]", "f8[:,:]")
def pair_sums(codes, offsets, factors, base, multiplier, chunk_segments, segments, scratch, out, first, last):
    """Joint histograms: out[chunk, levels of codes s < t] += product of the row × multiplier of its segment."""
    for chunk in range(first, last):
        weight = scratch[chunk]
        for segment in range(chunk_segments[chunk], chunk_segments[chunk + 1]):
            for start in range(segments[segment], segments[segment + 1], TILE):
                end = min(start + TILE, segments[segment + 1])
                _weigh(codes, offsets, factors, base, start, end, weight)
                for i in range(end - start):
                    weight[i] *= multiplier[segment]
                _add_pairs(codes, offsets, start, end, weight, out[chunk])


@loop("i8[:]", "f8[:]", "f8[:]", "u1", "f8[:,:]")
def tied_sums(n_tied, at_risk, tied, efron, out, first, last):
    """Sums over the l-th (from 0) of d tied events, with the denominator s = S − f D, f = l/d (0 for Breslow).

    out[cell] = Σ log s, Σ 1/s, Σ f/s, Σ 1/s², Σ f/s², Σ f²/s²; NaN where a denominator is not positive.
    """
    # Later days have fewer events: deal them out in turn, that every core has its share.
    for hand in range(first, last):
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
            out[cell, 1], out[cell, 2] = scale * a, scale * b
            out[cell, 3], out[cell, 4], out[cell, 5] = scale * c0, scale * c1, scale * c2


@loop(
    "u1[:,:]", "i8[:]", "f8[:]", "f8[:]", "f8[:]", "i8[:]", "i8", "f8[:,:]", "f8[:,:,:]", "f8[:,:]", "f8[:]"
)
def binomial(codes, offsets, factors, base, total, chunks, batch, scratch, levels, pairs, logs, first, last):
    """A binomial likelihood with μ = odds / (1 + odds) in one pass; the odds are the rows' products (see `products`).

    levels[chunk, level] = Σ nμ and Σ nμ(1 − μ), `pairs` those variances' joint histograms as in `pair_sums`, and
    logs[chunk] = Σ n log(1 + odds). A total n of one number counts for all rows. So many rows (`batch`) have
    one logarithm together, which is faster; their product must not overflow.
    """
    for chunk in range(first, last):
        odds, spread, logarithm = scratch[chunk, :TILE], scratch[chunk, TILE:], 0.0
        for start in range(chunks[chunk], chunks[chunk + 1], TILE):
            end = min(start + TILE, chunks[chunk + 1])
            _weigh(codes, offsets, factors, base, start, end, odds)
            if len(total) > 1:
                for i in range(end - start):
                    logarithm += total[start + i] * np.log(1 + odds[i])
            else:
                for begin in range(0, end - start, batch):
                    both = 1.0
                    for i in range(begin, min(begin + batch, end - start)):
                        both *= 1 + odds[i]
                    logarithm += total[0] * np.log(both)
            for i in range(end - start):
                other = 1 / (1 + odds[i])
                n = total[start + i] if len(total) > 1 else total[0]
                odds[i] = n * odds[i] * other
                spread[i] = odds[i] * other
            for s in range(len(codes)):
                table = levels[chunk, offsets[s] : offsets[s + 1]]
                for i in range(end - start):
                    level = np.uintp(codes[s, start + i])
                    table[level, 0] += odds[i]
                    table[level, 1] += spread[i]
            _add_pairs(codes, offsets, start, end, spread, pairs[chunk])
        logs[chunk] = logarithm


@loop("f8[:,:]", "f8[:,:]", "i8[:]", "f8[:,:]")
def matrix_product(left, right, rows, out, first, last):
    """out += left × right, added up in one order whatever the cores, which BLAS does not promise."""
    for i in range(rows[first], rows[last]):
        for k in range(left.shape[1]):
            factor = left[i, k]
            if factor != 0:
                for j in range(right.shape[1]):
                    out[i, j] += factor * right[k, j]


@loop("i4[:]", "i8[:]", "i8[:,:]")
def group_counts(group, chunks, out, first, last):
    """out[chunk, g] = rows of group g in the chunk."""
    for chunk in range(first, last):
        for i in range(chunks[chunk], chunks[chunk + 1]):
            out[chunk, np.uintp(group[i])] += 1


@loop("i4[:]", "i8[:]", "i8[:,:]", "i8[:]")
def counting_order(group, chunks, place, order, first, last):
    """Sort rows by group, keeping their order within it; place[chunk, g] is where the chunk's first row of g goes."""
    for chunk in range(first, last):
        for i in range(chunks[chunk], chunks[chunk + 1]):
            g = np.uintp(group[i])
            order[np.uintp(place[chunk, g])] = i
            place[chunk, g] += 1


@loop("i4[:]", "i8[:]", "i8[:,:]", "u1[:,:]", "u1[:,:]")
def counting_sort(group, chunks, place, codes, out, first, last):
    """Move the rows' codes to where `counting_order` would put them."""
    for chunk in range(first, last):
        for i in range(chunks[chunk], chunks[chunk + 1]):
            g = np.uintp(group[i])
            to = np.uintp(place[chunk, g])
            for s in range(len(codes)):
                out[s, to] = codes[s, i]
            place[chunk, g] += 1
