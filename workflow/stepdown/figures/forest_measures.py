"""The measures that a forest can show: each has a panel, and a scale, of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """How a measure is drawn.

    Parameters
    ----------
    name : of the axis; "{unit}" stands for the unit of a score.
    heading : of the printed numbers.
    is_ratio : log axis with the null 1; otherwise a plain axis with the null 0.
    factor : what released numbers are multiplied by, so that the axis counts people of 100.
    left, right : what it means to be left or right of the null, where the figure does not say it itself.
    """

    name: str
    heading: str
    is_ratio: bool
    factor: float = 1.0
    left: str = ""
    right: str = ""


def _difference(of: str, factor: float = 1.0, left: str = "fewer", right: str = "more") -> Measure:
    return Measure(f"Difference in {of}", "Difference (95% interval)", False, factor, left, right)


def _ratio(name: str, left: str = "less often", right: str = "more often") -> Measure:
    return Measure(name, "Ratio (95% interval)", True, 1.0, left, right)


MEASURES = {
    "risk_difference": _difference("people of 100", 100.0),
    "mean_difference": _difference("mean {unit}", left="lower", right="higher"),
    "mean_difference_averaged": _difference("mean {unit}, later interviews", left="lower", right="higher"),
    "slope_difference": _difference("{unit} a month", left="lower", right="higher"),
    "rmst_difference": _difference("mean days free of the event"),
    "rmtl_difference": _difference("mean days lost to the event"),
    "risk_ratio": _ratio("Risk ratio"),
    "odds_ratio": _ratio("Odds ratio"),
    "hazard_ratio": _ratio("Hazard ratio", "less or later", "more or sooner"),
    "subdistribution_hazard_ratio": _ratio("Subdistribution hazard ratio", "less or later", "more or sooner"),
    "time_ratio": _ratio("Ratio of times to the event", "sooner", "later"),
    "rmst_ratio": _ratio("Ratio of mean days free of the event", "fewer", "more"),
    "rmtl_ratio": _ratio("Ratio of mean days lost to the event", "fewer", "more"),
}
