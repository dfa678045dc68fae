"""Whether an instrument can be an outcome at a horizon: its answers must be about the time after day 0."""

from __future__ import annotations

from stepdown.outcomes.instruments.instrument import Instrument
from stepdown.outcomes.instruments.registry import family, find, find_scale


def check_as_outcome(
    instrument: str | Instrument, horizon_days: int, *, recall_days: int | None = None
) -> str | None:
    """Say why an instrument cannot be an outcome so early, or None.

    Parameters
    ----------
    instrument : name of an instrument, or of one of its scales
    horizon_days : days from the index date to the assessment
    recall_days : the period that one's form asks about, where it differs from the registry's

    Returns
    -------
    The reason, or None where the period asked about lies after the index date.

    Examples
    --------
    >>> check_as_outcome("phq9", 90) is None, check_as_outcome("audit", 365) is None
    (True, True)
    >>> print(check_as_outcome("dast10", 90))
    DAST-10 asks about the last 12 months: on day 90, 275 of the 365 days lie before the index date, so it is mostly \
about the time before treatment. Use it as baseline severity, or from day 365 on.
    """
    found = _found(instrument)
    days = found.recall_days if recall_days is None else recall_days
    if horizon_days >= days:
        return None
    before = days - max(horizon_days, 0)
    period = found.recall.partition(",")[0].partition(" (")[0] if recall_days is None else f"{days} days"
    mostly = "mostly" if 2 * before > days else "partly"
    start = f"{found.label} asks about the last {period}: on day {horizon_days}, {before} of the {days} days"
    return (
        f"{start} lie before the index date, so it is {mostly} about the time before treatment. "
        f"Use it as baseline severity, or from day {days} on."
    )


def _found(instrument: str | Instrument) -> Instrument:
    if isinstance(instrument, Instrument):
        return instrument
    forms = family(instrument)
    if forms:
        return forms[0]
    try:
        return find_scale(instrument)[0]
    except ValueError:
        return find(instrument)
