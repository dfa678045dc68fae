"""Bands, response, remission and the minimal clinically important difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stepdown.errors import Problem, nearest
from stepdown.outcomes.instruments.checks import InstrumentError, paired
from stepdown.outcomes.instruments.facts import Points, Response
from stepdown.outcomes.instruments.instrument import Instrument
from stepdown.outcomes.instruments.registry import find_scale
from stepdown.outcomes.instruments.score import given


@dataclass(frozen=True)
class Verdict:
    """A yes or no for each person who counts.

    Parameters
    ----------
    met : yes; False wherever `counted` is False
    counted : the denominator: observed, and able to meet the rule
    unable : known at baseline to be unable to meet it, whether followed up or not: no part of the question
    """

    met: NDArray[np.bool_]
    counted: NDArray[np.bool_]
    unable: NDArray[np.bool_]

    @property
    def n(self) -> int:
        return int(self.met.sum())

    @property
    def of(self) -> int:
        return int(self.counted.sum())


def band(instrument: str | Instrument, totals: ArrayLike, scale: str | None = None) -> NDArray[np.str_]:
    """The severity band of each score; empty where there is none.

    Raises
    ------
    InstrumentError
        For a scale without bands, and for scores outside its range.
    """
    found, of = find_scale(instrument, scale)
    if not of.bands:
        raise InstrumentError([Problem(found.label, f"There are no bands of {of.label}.")])
    values = given(found, totals, of.id)
    names = np.array(["", *(each.name for each in of.bands)])
    place = np.searchsorted([each.at_least for each in of.bands], values, side="right")
    return names[np.where(np.isnan(values), 0, place)]


def response(
    instrument: str | Instrument,
    baseline: ArrayLike,
    follow_up: ArrayLike,
    scale: str | None = None,
    *,
    rule: Response | None = None,
) -> Verdict:
    """A drop of at least a share of baseline, among people who started high enough.

    Parameters
    ----------
    rule : one's own, in place of the instrument's

    Raises
    ------
    InstrumentError
        For a scale without a rule of response where none is given, and for one that cannot have any: a
        share of baseline means something only where 0 is the best score.
    """
    found, of = find_scale(instrument, scale)
    if of.higher_is_better or of.lowest != 0:
        what = f"A share of baseline says nothing of {of.label}: 0 is not its best score."
        raise InstrumentError([Problem(found.label, what, "Ask for reliable or important change.")])
    rule = rule or of.response
    if rule is None:
        raise InstrumentError([Problem(found.label, f"No rule of response is known for {of.label}.")])
    before, after = paired(given(found, baseline, of.id), given(found, follow_up, of.id))
    least = rule.baseline_at_least
    able = (before > 0) if least is None else (before >= least)
    counted = ~np.isnan(after) & able
    # In this form, 10 to 5 is exactly half, without a division.
    return Verdict(counted & (before - after >= rule.drop * before), counted, ~np.isnan(before) & ~able)


def remission(
    instrument: str | Instrument,
    follow_up: ArrayLike,
    baseline: ArrayLike | None = None,
    scale: str | None = None,
    *,
    meaning: str | None = None,
) -> Verdict:
    """The score is on the side of remission.

    Parameters
    ----------
    baseline : where given, people who already were on that side do not count: they cannot reach it
    meaning : which rule, as in the registry ("remission", "NHS Talking Therapies recovery"); the first by default

    Raises
    ------
    InstrumentError
        For a scale without such a rule.
    """
    found, of = find_scale(instrument, scale)
    rules = {each.meaning: each for each in of.remission}
    if not rules or (meaning is not None and meaning not in rules):
        what = f"No such rule of remission is known for {of.label}."
        raise InstrumentError([Problem(found.label, what, nearest(meaning or "", rules))])
    rule = rules[meaning] if meaning is not None else of.remission[0]
    after = given(found, follow_up, of.id)
    counted, unable = ~np.isnan(after), np.zeros(len(after), dtype=bool)
    if baseline is not None:
        before, after = paired(given(found, baseline, of.id), after)
        unable = rule.holds(before)
        counted = counted & ~np.isnan(before) & ~unable
    return Verdict(counted & rule.holds(after), counted, unable)


def important_change(
    instrument: str | Instrument,
    baseline: ArrayLike,
    follow_up: ArrayLike,
    scale: str | None = None,
    *,
    end: Literal["low", "high"] = "low",
    points: float | None = None,
) -> Verdict:
    """Better by at least the minimal clinically important difference.

    Parameters
    ----------
    end : which end of a published range
    points : one's own difference (half an SD), where none is published

    Raises
    ------
    InstrumentError
        For a scale without an MCID where no points are given.
    """
    found, of = find_scale(instrument, scale)
    before, after = paired(given(found, baseline, of.id), given(found, follow_up, of.id))
    if points is None:
        mcid = mcid_of(instrument, scale)
        points = mcid.ends[0 if end == "low" else -1]
    counted = ~np.isnan(before) & ~np.isnan(after)
    better = after - before if of.higher_is_better else before - after
    return Verdict(counted & (better >= points), counted, np.zeros(len(counted), dtype=bool))


def mcid_of(instrument: str | Instrument, scale: str | None = None) -> Points:
    """The minimal clinically important difference of a scale, with its source.

    Raises
    ------
    InstrumentError
        Where there is none.
    """
    found, of = find_scale(instrument, scale)
    if not of.mcid:
        mend = "Half the SD of your own baseline may serve; say that it is a convention."
        raise InstrumentError([Problem(found.label, f"No MCID is known for {of.label}.", mend)])
    return of.mcid[0]
