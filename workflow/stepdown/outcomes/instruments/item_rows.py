"""Scores from a long table of answers, one row an item: only the scores leave this file, never an item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stepdown.errors import Problem
from stepdown.outcomes.instruments import checks
from stepdown.outcomes.instruments.forms import told_apart
from stepdown.outcomes.instruments.instrument import Instrument
from stepdown.outcomes.instruments.registry import family, find
from stepdown.outcomes.instruments.score import REASONS, score

OCCASION = ["person_id", "wave"]
# A given total may have been rounded; more than this apart, one of the two is wrong.
ROUNDING = 0.5


@dataclass(frozen=True)
class ItemScores:
    """What came of a table of answers.

    Parameters
    ----------
    assessments : person_id, wave, day, instrument, total; an instrument of several scales as "whoqol_bref_social"
    unscored : instrument, reason, n: administrations without a score, counted
    notes : what remains in doubt of a form that its answers told apart
    """

    assessments: pd.DataFrame
    unscored: pd.DataFrame
    notes: tuple[str, ...]


def score_items(items: pd.DataFrame) -> ItemScores:
    """Score every administration of every instrument.

    Parameters
    ----------
    items : person_id, wave, day, instrument, item (from 1, in the form's order), value (missing where not answered)

    Raises
    ------
    InstrumentError
        For an unknown instrument or one without items, an item number or an answer that the form does not have, an
        item answered twice, and an administration with two days; all of them, with counts and without a value.
    """
    problems, parts, unscored, notes = [], [], [], []
    for name, rows in items.groupby("instrument", sort=True):
        try:
            form = _form(str(name))
            unfit = list(_unfit(str(name), form, rows))
            problems += unfit
            if unfit:
                continue
            totals, reasons, note = _score(str(name), form, rows)
        except checks.InstrumentError as error:
            problems += error.problems
            continue
        parts.append(totals)
        unscored += reasons
        notes += [note] if note else []
    if problems:
        raise checks.InstrumentError(problems)
    columns = ["person_id", "wave", "day", "instrument", "total"]
    scored = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return ItemScores(
        scored[columns], pd.DataFrame(unscored, columns=["instrument", "reason", "n"]), tuple(notes)
    )


def with_item_scores(records: Mapping[str, pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
    """The records with the scores of their `assessment_items` table, if they have one, among the assessments.

    Raises
    ------
    InstrumentError
        As `score_items`; and where a given total contradicts its items.
    """
    items = records.get("assessment_items")
    if items is None or not len(items):
        return records
    scored, given = score_items(items).assessments, records["assessments"]
    both = given.merge(scored, on=[*OCCASION, "instrument"], suffixes=("", "_of_items"))
    apart = int((both["total"] - both["total_of_items"]).abs().gt(ROUNDING).sum())
    if apart:
        what = f"{apart} of {len(both)} totals are not those of their items."
        raise checks.InstrumentError([Problem("assessments", what, "Correct them, or leave the totals out.")])
    known = pd.MultiIndex.from_frame(both[[*OCCASION, "instrument"]])
    new = scored[~pd.MultiIndex.from_frame(scored[[*OCCASION, "instrument"]]).isin(known)]
    tables = [table for table in (given, new.astype(given.dtypes[new.columns].to_dict())) if len(table)]
    return {**records, "assessments": pd.concat(tables, ignore_index=True) if tables else given}


def _form(name: str) -> Instrument:
    """The instrument; of a family its narrowest form, as all have the same items."""
    forms = family(name)
    found = forms[0] if forms else find(name)
    if found.items is None:
        raise checks.InstrumentError([Problem(found.label, "Its scores are only taken as given.")])
    return found


def _unfit(name: str, form: Instrument, rows: pd.DataFrame) -> Iterator[Problem]:
    items = pd.to_numeric(rows["item"], errors="coerce")
    strange = int((~items.isin(range(1, form.items.count + 1))).sum())
    if strange:
        yield Problem(
            name, f"{strange} rows have an item that {form.label} does not have (1 to {form.items.count})."
        )
    twice = int(rows.duplicated([*OCCASION, "item"], keep=False).sum())
    if twice:
        yield Problem(name, f"{twice} rows answer an item twice at one interview.", "Keep one of them.")
    days = int((rows.groupby(OCCASION)["day"].nunique() > 1).sum())
    if days:
        yield Problem(name, f"{days} interviews have items of several days.", "Give each interview one day.")


def _score(name: str, form: Instrument, rows: pd.DataFrame) -> tuple[pd.DataFrame, list[tuple], str]:
    occasions = (
        rows[[*OCCASION, "day"]].drop_duplicates(OCCASION).sort_values(OCCASION).reset_index(drop=True)
    )
    who = pd.MultiIndex.from_frame(occasions[OCCASION]).get_indexer(pd.MultiIndex.from_frame(rows[OCCASION]))
    answers = np.full((len(occasions), form.items.count), np.nan)
    answers[who, pd.to_numeric(rows["item"]).to_numpy(int) - 1] = checks.numbers(name, rows["value"])
    found = score(told_apart(name, answers).instrument if family(name) else form, answers)
    note = told_apart(name, answers).note if family(name) else ""
    parts, reasons = [], []
    for column, scale in enumerate(found.scales):
        called = name if scale == "total" else f"{name}_{scale}"
        there = ~np.isnan(found.totals[:, column])
        parts.append(occasions[there].assign(instrument=called, total=found.totals[there, column]))
        codes, counts = np.unique(found.reason_codes[~there, column], return_counts=True)
        reasons += [(called, REASONS[code], int(count)) for code, count in zip(codes, counts, strict=True)]
    return pd.concat(parts, ignore_index=True), reasons, note
