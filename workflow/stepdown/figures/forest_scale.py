"""The horizontal axis of a forest plot: limits, plain ticks and the null."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import MaxNLocator

from stepdown.figures.style import number_text
from stepdown.figures.text import text_width

# Finest first. Each set is symmetric about 1 on the log axis, in numbers people know.
RATIO_TICKS = (
    (0.9, 0.95, 1, 1.05, 1.1),
    (0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5),
    (0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3),
    (0.2, 0.33, 0.5, 0.67, 1, 1.5, 2, 3, 5),
    (0.125, 0.25, 0.5, 1, 2, 4, 8),
    (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50),
    (0.001, 0.01, 0.1, 1, 10, 100, 1000),
)
NULL_SPACE = 1 / 3  # the shorter side of the null is at least this share of the longer one
LONGEST = 1.5  # an interval is cut, with an arrow, beyond so many median intervals from all estimates
AIR = 0.04


@dataclass(frozen=True)
class ForestScale:
    """Limits and ticks on the natural scale."""

    is_ratio: bool
    low: float
    high: float
    ticks: Sequence[float]
    texts: Sequence[str]

    @property
    def null(self) -> float:
        return 1.0 if self.is_ratio else 0.0

    def share(self, value: float) -> float:
        """Place of a value between the left (0) and the right (1) end of the axis."""
        low, high, at = (_forward(v, self.is_ratio) for v in (self.low, self.high, value))
        return float((at - low) / (high - low))


def forest_scale(
    estimate: np.ndarray, lower: np.ndarray, upper: np.ndarray, is_ratio: bool, width: float, size: float
) -> ForestScale:
    """Choose limits and ticks for estimates that are drawn `width` mm wide with ticks of `size` points.

    Parameters
    ----------
    estimate, lower, upper : arrays of shape (n,)
        Drawn rows only; NaN where a row has no interval, or no estimate. Ratios must be above 0.
    """
    middle, left, right = (_forward(values, is_ratio) for values in (estimate, lower, upper))
    null = 0.0  # also of a ratio, on the log scale
    widths = (right - left)[np.isfinite(right - left)]
    reach = LONGEST * float(np.median(widths)) if len(widths) else np.inf
    ends = np.concatenate([middle[np.isfinite(middle)], [null]])
    low = max(_smallest(left, ends), ends.min() - reach)
    high = min(-_smallest(-right, -ends), ends.max() + reach)
    low, high = (low, high) if high > low else (low - 0.5, high + 0.5)
    low = min(low, null - NULL_SPACE * (high - null))
    high = max(high, null + NULL_SPACE * (null - low))
    low, high = low - AIR * (high - low), high + AIR * (high - low)
    if not is_ratio:
        return _difference_scale(low, high)
    ticks = _ratio_ticks(low, high, width, size)
    return ForestScale(True, float(np.exp(low)), float(np.exp(high)), ticks, [_plain(tick) for tick in ticks])


def _forward(values, is_ratio: bool):
    return np.log(values) if is_ratio else values


def _smallest(values: np.ndarray, others: np.ndarray) -> float:
    return float(np.concatenate([values[np.isfinite(values)], others]).min())


def _plain(tick: float) -> str:
    return f"{tick:g}"


def _ratio_ticks(low: float, high: float, width: float, size: float) -> list[float]:
    """The finest set that spans most of the axis and whose numbers do not touch."""
    for ticks in RATIO_TICKS:
        inside = [tick for tick in ticks if _has_room((np.log(tick) - low) / (high - low), tick, width, size)]
        spans = ticks[0] <= np.exp(low) * 1.35 and ticks[-1] >= np.exp(high) / 1.35
        places = [(np.log(tick) - low) / (high - low) * width for tick in inside]
        halves = [text_width(_plain(tick), size) / 2 for tick in inside]
        apart = all(
            places[i + 1] - places[i] > halves[i] + halves[i + 1] + 1.2 for i in range(len(inside) - 1)
        )
        if inside and spans and apart:
            return inside
    return [1.0]


def _has_room(share: float, tick: float, width: float, size: float) -> bool:
    """True if the tick is on the axis and its number reaches less than 2 mm beyond the ends."""
    half = text_width(_plain(tick), size) / 2 - 2
    return 0 <= share <= 1 and half <= share * width <= width - half


def _difference_scale(low: float, high: float) -> ForestScale:
    ticks = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    # Floating-point steps leave 1e-17 where 0 is meant.
    ticks = [float(np.round(tick, 10)) for tick in ticks if low <= tick <= high]
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    digits = next((d for d in range(6) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 6)
    return ForestScale(False, float(low), float(high), ticks, [number_text(tick, digits) for tick in ticks])
