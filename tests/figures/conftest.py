"""Realistic protected tables, one a figure kind, and the words around them."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from stepdown.disclosure.protected import _let_through
from stepdown.figures import FigureWords
from stepdown.figures.style import LADDER

TWO = (("intensive_outpatient", "Intensive outpatient (IOP)", False), ("outpatient", "Outpatient", True))
FOUR = (
    ("residential", "Residential", False),
    ("partial_hospitalization", "Partial hospitalization (PHP)", False),
    ("intensive_outpatient", "Intensive outpatient (IOP)", False),
    ("outpatient", "Outpatient", True),
)
WORDS = FigureWords(
    title="Of 100 people starting intensive outpatient care, 61 were still in care on day 90, "
    "against 48 of 100 in outpatient care",
    subtitle="Share still in care after admission, people admitted 2019 to 2022, n = 1\u2009240",
    caption="Kaplan–Meier estimate with 95% bands, 365 days from admission. Counts are rounded to the "
    "nearest 5 and curves stop where fewer than 11 people remain in care.",
    simulated=True,
)


def curves_table(groups=TWO, days=(0, 30, 60, 90, 180, 270, 365), stop=300) -> pd.DataFrame:
    """Step functions that fall; the second group ends early and its last number at risk is hidden."""
    rows = []
    for i, (level, label, is_reference) in enumerate(groups):
        last = stop if i == 1 else 365
        for day in range(0, last + 1, 5):
            share = np.exp(-day / (190 - 25 * i))
            half = 0.02 + 0.05 * day / 365
            rows.append(
                ("curve", level, label, is_reference, day, share, max(share - half, 0), share + half, np.nan)
            )
        for day in days:
            number = round(620 * np.exp(-day / (190 - 25 * i)) / 5) * 5 if day <= last else np.nan
            rows.append(("at_risk", level, label, is_reference, day, np.nan, np.nan, np.nan, number))
    names = ["series", "level", "label", "is_reference", "day", "share", "lower", "upper", "number"]
    table = pd.DataFrame(rows, columns=names)
    table["upper"] = table["upper"].clip(upper=1)
    return table


def trajectory_table(groups=TWO, days=(0, 180, 365, 540, 730)) -> pd.DataFrame:
    """Scores that fall; the last wave of the first group is hidden."""
    rows = []
    for i, (level, label, is_reference) in enumerate(groups):
        for j, day in enumerate(days):
            mean = 32.4 - 2.8 * j + 0.9 * i
            row = (level, label, is_reference, day, mean, mean - 1.9, mean + 1.9, 230 - 12 * j - 5 * i)
            hidden = i == 0 and j == len(days) - 1
            rows.append(row[:4] + (np.nan,) * 4 if hidden else row)
    names = ["level", "label", "is_reference", "day", "mean", "lower", "upper", "number"]
    return pd.DataFrame(rows, columns=names)


def follow_up_table(groups=TWO, days=(183, 365, 548, 730)) -> pd.DataFrame:
    """Shares that fall; the last number of the second group is hidden."""
    rows = []
    for i, (level, label, is_reference) in enumerate(groups):
        for j, day in enumerate(days):
            due, share = 235 - 5 * i, 0.88 - 0.07 * j - 0.02 * i
            wave = f"{round(day / 30.4)} months"
            reached = round(due * share)
            row = (level, label, is_reference, day, wave, due, reached, share, share - 0.05, share + 0.045)
            hidden = i == 1 and j == len(days) - 1
            rows.append((*row[:6], *(np.nan,) * 4) if hidden else row)
    names = ["level", "label", "is_reference", "day", "wave_label"]
    names += ["number_due", "number_reached", "share", "lower", "upper"]
    return pd.DataFrame(rows, columns=names)


def forest_table() -> pd.DataFrame:
    """Ratios: primary, sensitivities, one withheld with a long reason, one naive, and a reference row."""
    rows = [
        ("Primary", "Adjusted for all baseline covariates", 0.75, 0.52, 1.08, "ok", None, "primary"),
        ("Sensitivity", "Overlap weights", 0.78, 0.55, 1.12, "ok", None, "sensitivity"),
        (
            "Sensitivity",
            "Inverse probability weights, trimmed at the 1st and 99th percentile",
            np.nan,
            np.nan,
            np.nan,
            "withheld",
            "the groups still differed after weighting (largest standardized difference 0.31)",
            "sensitivity",
        ),
        ("Sensitivity", "Missing counted as use", 0.81, 0.6, 1.1, "ok", None, "sensitivity"),
        ("Sensitivity", "Small sites only", np.nan, np.nan, np.nan, "suppressed", None, "sensitivity"),
        ("Unadjusted", "As observed", 0.61, 0.44, 0.86, "ok", None, "naive"),
        ("By primary substance", "Alcohol", np.nan, np.nan, np.nan, "reference", None, "descriptive"),
        ("By primary substance", "Heroin", 1.42, 0.35, 30.0, "ok", None, "descriptive"),
        ("By primary substance", "Cocaine", 0.93, 0.62, 1.4, "ok", None, "descriptive"),
    ]
    names = ["group", "label", "estimate", "lower", "upper", "status", "reason", "role"]
    return pd.DataFrame(rows, columns=names).assign(measure="hazard_ratio")


def definitions_table() -> pd.DataFrame:
    """Three definitions under four missing rules in two groups: one rule says what another does, one is hidden."""
    labels = (
        "2 positive weeks in any 4",
        "4 positive weeks in a row, from week 3 on",
        "The first positive week",
    )
    rules = ("positive", "missing", "observed", "neighbours")
    rows = []
    for i, label in enumerate(labels):
        for j, rule in enumerate(rules):
            share = 0.95 - 0.2 * j - 0.05 * i
            hidden, same = i == 1 and j == 1, "observed" if i == 2 and j == 3 else None
            cell = (f"Rs_{i}", label, "Lee 2016; Krupitsky 2004", rule, j == 0, i == j == 0, same)
            for level in (None, "a", "b"):
                difference = (
                    (0.1 - 0.1 * j, 0.02 - 0.1 * j, 0.18 - 0.1 * j) if level == "b" else (np.nan,) * 3
                )
                told = (np.nan,) * 6 if hidden else (share, share - 0.02, share + 0.02, *difference)
                rows.append((*cell, level, *told))
    names = [
        "definition",
        "label",
        "sources",
        "missing_rule",
        "is_published",
        "is_primary",
        "same_as",
        "level",
    ]
    names += ["share", "lower", "upper", "difference", "difference_lower", "difference_upper"]
    return pd.DataFrame(rows, columns=names)


def balance_table(groups=TWO) -> pd.DataFrame:
    """Two characteristics, one of them a category with a hidden level, for every group but the reference."""
    rows = []
    for level, label, is_reference in groups:
        if not is_reference:
            rows += [
                (level, label, "Severity on the day of admission", np.nan, 0.41, 0.02, "ok", 0.1),
                (level, label, "Housing", "unstable housing", 0.18, 0.11, "ok", 0.1),
                (level, label, "Housing", "a shelter", np.nan, np.nan, "suppressed", 0.1),
            ]
    names = ["level", "label", "covariate", "category", "before", "after", "status", "threshold"]
    return pd.DataFrame(rows, columns=names)


def overlap_table(groups=TWO) -> pd.DataFrame:
    """Runs of propensity of every level that is compared in every group; the last run of the last group is wide."""
    rows = []
    for level, compared, _ in [group for group in groups if not group[2]]:
        for i, (group, label, is_reference) in enumerate(groups):
            edges = [0, 0.3, 0.35, 0.4, 0.5, 1.0]
            for j, (lower, upper) in enumerate(itertools.pairwise(edges)):
                share = 0.02 + 0.03 * ((i + j) % 3)
                rows.append((level, compared, group, label, is_reference, lower, upper, 40.0 + j, share))
    names = ["level", "compared", "group", "label", "is_reference", "lower", "upper", "number", "share"]
    return pd.DataFrame(rows, columns=names)


def exits_table(groups=TWO, days=(0, 30, 60, 90)) -> pd.DataFrame:
    """Incidences that rise; one kind of exit is hidden in every group."""
    causes = (("event", "leaving early", 0.4), ("completed", "completed", 0.3), ("died", "died", np.nan))
    rows = []
    for level, label, _ in groups:
        for cause, cause_label, most in causes:
            for day in range(0, 91, 15):
                share = most * day / 90
                rows.append(
                    ("curve", level, label, cause, cause_label, day, share, share * 0.9, share * 1.1, np.nan)
                )
        rows += [("at_risk", level, label, None, None, day, *(np.nan,) * 3, 500 - 5 * day) for day in days]
    names = ["series", "level", "label", "cause", "cause_label", "day", "share", "lower", "upper", "number"]
    return pd.DataFrame(rows, columns=names)


def tipping_table(groups=TWO) -> pd.DataFrame:
    """A grid of six by six a compared group, whose conclusion changes in one corner."""
    steps, rows = ["same", "2 times", "3 times", "5 times", "10 times", "all"], []
    reference = next(label for _, label, is_reference in groups if is_reference)
    for level, label, is_reference in groups:
        for here, there in itertools.product(range(6), range(6)):
            if not is_reference:
                difference = 0.02 - 0.03 * here + 0.03 * there
                ends = (difference - 0.08, difference + 0.08)
                changes = "yes" if ends[0] > 0 else "no"
                rows.append(
                    (
                        level,
                        label,
                        reference,
                        here,
                        there,
                        steps[here],
                        steps[there],
                        difference,
                        *ends,
                        changes,
                    )
                )
    names = ["level", "label", "reference_label", "here", "there", "here_step", "there_step", "estimate", "lower",
             "upper", "changes"]  # fmt: skip
    return pd.DataFrame(rows, columns=names).assign(status="ok", reason="")


def pathways_table(groups=TWO, days=(0, 30, 60, 90)) -> pd.DataFrame:
    """People who start at the groups' levels and step down or leave; one state is hidden on every day, one has no end."""
    starts = [(level, label) for level, label, _ in groups if level in LADDER]
    later = [("outpatient", "Outpatient"), ("between_levels", "Between two levels"), ("aftercare", "Aftercare"),
             ("out_planned", "Completed or moved on"), ("out_unplanned", "Left early"),
             ("died", "Died in care")]  # fmt: skip
    rows, before = [], []
    for i, day in enumerate(days):
        if i:
            shares = [0.5 - 0.1 * i, 0.06 if i == 1 else 0, 0.1 * i, 0.14, 0.22]
            now = [
                (*state, share) for state, share in zip(later, [*shares, np.nan], strict=True) if share != 0
            ]
        else:
            now = [(*state, 1 / len(starts)) for state in starts]
        for state, label, share in now:
            rows.append(("state", day, state, label, np.nan, "", "", share, share - 0.02, share + 0.02))
        for state, label, share in before:
            for to, to_label, to_share in now:
                move = share * to_share if share * to_share > 0.01 else np.nan
                rows.append(("move", days[i - 1], state, label, day, to, to_label, move, np.nan, np.nan))
        before = now
    names = ["series", "day", "state", "label", "to_day", "to", "to_label", "share", "lower", "upper"]
    return pd.DataFrame(rows, columns=names).assign(number=lambda table: (200 * table["share"]).round() * 5)


TABLES = {
    "balance": balance_table,
    "overlap": overlap_table,
    "exits": exits_table,
    "definitions": definitions_table,
    "curves": curves_table,
    "trajectory": trajectory_table,
    "follow_up": follow_up_table,
    "forest": forest_table,
    "tipping": tipping_table,
    "pathways": pathways_table,
}


@pytest.fixture
def words() -> FigureWords:
    return WORDS


@pytest.fixture
def make():
    """`make(kind, **changes)` is a protected table of that kind; `make(kind, frame)` protects that frame."""

    def protect(kind: str, frame: pd.DataFrame | None = None, **changes):
        return _let_through(TABLES[kind](**changes) if frame is None else frame)

    return protect


def shown_texts(figure) -> list:
    """Every text of a figure that a reader sees."""
    from matplotlib.text import Text

    figure.canvas.draw()
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def named(figure, prefix: str) -> list:
    """Artists whose gid starts with `prefix`."""
    return figure.findobj(lambda artist: (artist.get_gid() or "").startswith(prefix))


@pytest.fixture
def texts_of():
    return shown_texts


@pytest.fixture
def artists_of():
    return named


@pytest.fixture
def tables():
    return TABLES


@pytest.fixture
def four_groups():
    return FOUR
