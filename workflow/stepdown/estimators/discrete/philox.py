"""Person-bootstrap weights from a counter: Poisson(1) numbers that do not depend on who draws first.

Philox-4x32-10 turns (key, counter) into four random words without any state. So the weight of person i in
replicate r is a function of the seed, r and i alone: the same on any number of cores.

Source: Salmon, Moraes, Dror and Shaw 2011, 10.1145/2063384.2063405 (generator); Hanley and
MacGibbon, 10.1016/j.cmpb.2006.04.006 (Poisson bootstrap).
"""

from __future__ import annotations

import math

import numpy as np

from stepdown.compiled import inlined, loop

# Blocks of four words at a time: their words stay in the first-level cache.
BLOCKS = 512
TASKS = 16
LOW = np.uint64(0xFFFFFFFF)
SHIFT = np.uint64(32)
MULTIPLIERS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
WEYL = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
M0, M1 = MULTIPLIERS
W0, W1 = WEYL
ROUNDS = 10
# A word below 2³² P(K ≤ k), but not below the one before, means k; beyond 12 the chance is less than 2⁻³².
THRESHOLDS = np.array(
    [round(2**32 * math.fsum(math.exp(-1) / math.factorial(j) for j in range(k + 1))) for k in range(12)],
    dtype=np.uint64,
)


@inlined
def _rounds(c0, c1, c2, c3, k0, k1):
    """Ten rounds; all words as 64-bit numbers below 2³²."""
    for _ in range(ROUNDS):
        p0, p1 = M0 * c0, M1 * c2
        c0, c1, c2, c3 = (p1 >> SHIFT) ^ c1 ^ k0, p1 & LOW, (p0 >> SHIFT) ^ c3 ^ k1, p0 & LOW
        k0, k1 = (k0 + W0) & LOW, (k1 + W1) & LOW
    return c0, c1, c2, c3


@loop("u8[:]", "u8[:]", "u8[:]")
def block(counter, key, out, first, last):
    """One block of four 32-bit words, from a counter of four and a key of two; a single task."""
    out[0], out[1], out[2], out[3] = _rounds(counter[0], counter[1], counter[2], counter[3], key[0], key[1])


@loop("u8", "u8", "u8[:]", "u4[:,:,:]", "u1[:]")
def poisson_weights(key, replicate, thresholds, scratch, out, first, last):
    """Fill out[i] with the Poisson(1) weight of person i; counter (i // 4, its high word, replicate, 0), word i mod 4.

    A task is a number of BLOCKS; its words and counts go into scratch[task].
    """
    n_blocks = (len(out) + 3) // 4
    for task in range(first, last):
        words, counts = scratch[task, :4], scratch[task, 4:]
        begin, end = n_blocks * task // len(scratch), n_blocks * (task + 1) // len(scratch)
        for start in range(begin, end, BLOCKS):
            for b in range(BLOCKS):
                number = np.uint64(start + b)
                w0, w1, w2, w3 = _rounds(
                    number & LOW, number >> SHIFT, replicate, np.uint64(0), key & LOW, key >> SHIFT
                )
                words[0, b], words[1, b], words[2, b], words[3, b] = w0, w1, w2, w3
            for w in range(4):
                for b in range(BLOCKS):
                    counts[w, b] = 0
                for k in range(len(thresholds)):
                    limit = np.uint32(thresholds[k])
                    for b in range(BLOCKS):
                        counts[w, b] += words[w, b] >= limit
            for b in range(min(BLOCKS, end - start)):
                for w in range(4):
                    person = 4 * (start + b) + w
                    if person < len(out):
                        out[person] = counts[w, b]


def poisson(seed: int, replicate: int, out: np.ndarray) -> None:
    """Draw each person's Poisson(1) weight of a replicate into `out`, shape (n,), bytes."""
    scratch = np.empty((TASKS, 8, BLOCKS), dtype=np.uint32)
    poisson_weights.run(4 * len(out), TASKS, seed, replicate, THRESHOLDS, scratch, out)
