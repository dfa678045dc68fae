"""Every effect of the study with its interval: the table a reviewer asks for."""

from __future__ import annotations

import pandas as pd

from stepdown.answers.estimate import RATIOS
from stepdown.disclosure.protected import Protected, require_protected
from stepdown.tables.layout import Layout, count

MEASURES = {
    "rmst_difference": "difference in mean days",
    "rmst_ratio": "ratio of mean days",
    "rmtl_difference": "difference in mean days lost",
    "rmtl_ratio": "ratio of mean days lost",
    "mean_difference": "difference in means",
    "mean_difference_averaged": "difference in means, later interviews",
    "slope_difference": "difference in slope, points a month",
    "hazard_ratio": "hazard ratio",
    "subdistribution_hazard_ratio": "subdistribution hazard ratio",
    "time_ratio": "time ratio",
    "odds_ratio": "odds ratio",
    "risk_difference": "risk difference",
    "risk_ratio": "risk ratio",
    "interaction_contrast": "difference between effects",
    "largest_loss": "largest loss that the data allow",
    "e_value": "E-value (of the limit)",
}
# Measures in people of 1.
SHARES = ("risk_difference", "interaction_contrast", "largest_loss")
# Measures of scores, which are no events.
MEANS = ("mean_difference", "mean_difference_averaged", "slope_difference")
# Methods that a study asks for under several rules about missing outcomes.
BY_RULE = ("missing_rule", "tipping_point", "reference_based")
COLUMNS = [
    "block", "Role", "Method", "Compared", "Measure", "Day", "Estimate (95 % interval)", "P", "People", "Events",
]  # fmt: skip


def effects(estimates: Protected, asked: dict[str, str], title: str) -> Layout:
    """Effects by question; withheld and suppressed ones keep their row and give the reason.

    Parameters
    ----------
    estimates : the released `estimates.csv`.
    asked : question id -> the question in words.
    """
    require_protected(estimates, "tables.effects")
    table = estimates.table
    table = table[table["measure"].isin(list(MEASURES))].fillna(
        {"exposure": "", "level": "", "reference": "", "reason": ""}
    )
    rows = [_row(row, asked) for row in table.to_dict("records")]
    notes = (
        "Ratios on their natural scale. Naive rows ignore when the exposure was learned and are shown for contrast only.",
        "Withheld: a gate failed, so no number is stated. Bounds have no point estimate.",
    )
    numbers = ("Day", "Estimate (95 % interval)", "P", "People", "Events")
    return Layout(title, pd.DataFrame(rows, columns=COLUMNS), numbers, notes)


def _row(row: dict, asked: dict[str, str]) -> dict:
    adjusted = "" if row["adjustment"] == "none" else ", adjusted"
    _, _, landmark = row["definition"].partition(" after ")
    rule = f", {row['missing_rule']}" if row["method"] in BY_RULE else ""
    against = f" against {row['reference']}" if row["reference"] else ""
    return {
        "block": asked[row["question"]],
        "Role": row["role"],
        "Method": f"{row['method']}{f' ({landmark})' if landmark else ''}{adjusted}".replace("_", " ") + rule,
        "Compared": f"{row['exposure'].replace('_', ' ')}: {row['level']}{against}",
        "Measure": MEASURES[row["measure"]],
        "Day": f"{row['horizon_days']:.0f}",
        "Estimate (95 % interval)": _estimate(row),
        "P": _p_value(row["p_value"]),
        "People": count(row["n"]),
        "Events": "–"
        if row["measure"] in MEANS or row["n_events"] != row["n_events"]
        else count(row["n_events"]),
    }


def _estimate(row: dict) -> str:
    if row["status"] != "ok":
        return f"{row['status'].replace('_', ' ')}: {row['reason']}"
    digits = 2 if row["measure"] in (*RATIOS, *SHARES, "e_value", "slope_difference") else 1
    if row["upper"] != row["upper"]:
        # A number without an interval; of an E-value, the limit's stands beside it.
        limit = f" ({_signed(row['lower'], digits)})" if row["lower"] == row["lower"] else ""
        return f"{_signed(row['estimate'], digits)}{limit}"
    interval = f"{_signed(row['lower'], digits)} to {_signed(row['upper'], digits)}"
    return (
        interval if row["estimate"] != row["estimate"] else f"{_signed(row['estimate'], digits)} ({interval})"
    )


def _signed(value: float, digits: int) -> str:
    text = f"{abs(value):.{digits}f}"
    return f"−{text}" if value < 0 and float(text) else text


def _p_value(value: float) -> str:
    """Two significant figures, as the research report wants."""
    if value != value:
        return ""
    return "<0.0001" if value < 0.0001 else f"{value:.2g}"
