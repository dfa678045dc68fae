"""One seed for a study; every random step draws from its own, derived from it and the step's name."""

from __future__ import annotations

from hashlib import sha256


def seed_of(seed: int, *names: str) -> int:
    """The seed of a step: the same wherever and in whatever order steps run.

    Parameters
    ----------
    seed : the plan's.
    names : what tells the step apart, the question and the method for example.
    """
    text = "\x1f".join([str(seed), *names])
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")
