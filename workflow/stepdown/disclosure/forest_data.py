"""The numbers behind a forest: every effect of a question, by every analysis, from the protected estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from stepdown.answers.methods.competing import of_competing

if TYPE_CHECKING:
    from stepdown.plan.study import Question
    from stepdown.records.variables import Variable, Vocabulary

COLUMNS = ["measure", "group", "label", "estimate", "lower", "upper", "status", "reason", "role"]
# In the order of the panels: differences, which count people, days and points, before ratios.
MEASURES = (
    "risk_difference", "mean_difference", "mean_difference_averaged", "slope_difference",
    "rmst_difference", "rmtl_difference", "risk_ratio", "odds_ratio", "hazard_ratio",
    "subdistribution_hazard_ratio", "time_ratio", "rmst_ratio", "rmtl_ratio",
)  # fmt: skip
# Rows that differ in nothing else are one analysis at several days.
ANALYSIS = ["measure", "method", "role", "level", "definition", "adjustment", "missing_rule"]
CONTRAST = "interaction_contrast"
# A grid of many shifts is a picture of its own.
LEFT_OUT = ("tipping_point",)
GROUPS = {
    "primary": "Main analysis",
    "sensitivity": "Other ways to look",
    "within": "Within groups of people",
    "descriptive": "As observed",
    "naive": "Naive comparison",
}
# Methods that always adjust, and those that never do, need no word for it.
PLAIN = {
    "overlap": "overlap weights",
    "iptw": "inverse probability weights",
    "att": "weighted to those who had it",
    "matching_weights": "matching weights",
    "aipw": "doubly robust (AIPW)",
    "standardization": "standardization",
    "two_part": "two-part model",
    "clone_censor_weight": "clone, censor, weight",
    "per_protocol": "had everybody kept to the level",
    "incidence_difference": "incidence as observed",
    "rmst": "mean time by the curve",
    "rmtl": "mean time lost by the curve",
    "bounds": "bounds: if all whose outcome is not known had it, or none",
}
RULES = {
    "missing = event": "if all who were lost had it",
    "missing = no event": "if none of those who were lost had it",
}
MODELS = {
    "cox": "Cox model",
    "logistic": "logistic regression",
    "time_varying": "exposure switches on when it starts",
    "fine_gray": "Fine–Gray model",
    "multiple_imputation": "multiple imputation",
    "ipcw": "weighted for loss",
    "aft": "time ratio model",
    "grouped_hazards": "hazards of intervals",
    "firth": "logistic regression, Firth",
    "modified_poisson": "modified Poisson model",
    "gee": "estimating equations (GEE)",
    "mmrm": "mixed model for repeated measures",
    "mixed": "mixed model",
    "random_slope": "straight lines, a slope a person",
}


def forest_data(question: Question, estimates: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Effects with their intervals: one row an analysis, measure, compared level and day, or one a predictor's level.

    Rows stand in the order in which they are read: by measure, and in it the main analysis first and the
    naive comparison last. A withheld effect keeps its row, with the reason and without a number.
    """
    rows = estimates[(estimates["question"] == question.id) & ~estimates["method"].isin(LEFT_OUT)]
    rows = rows.reset_index(drop=True).fillna({"exposure": "", "level": "", "reason": ""})
    if question.exposure is None:
        return _predictors(rows[rows["measure"].isin(MEASURES)], vocabulary)
    # What was adjusted for answers nothing.
    rows = rows[rows["exposure"] == question.exposure.variable]
    if question.outcome.shape != "time_to_event":
        # A contrast of differences is on their scale; of a time, its row does not say which difference it is of.
        own = "mean_difference" if question.outcome.shape == "score" else "risk_difference"
        rows = rows.assign(
            measure=rows["measure"].where(rows["measure"] != CONTRAST, own), contrast=rows["measure"]
        )
    rows = rows[rows["measure"].isin(MEASURES)]
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    if question.outcome.shape == "interval":
        return _periods(rows[rows["role"] == "primary"], vocabulary)
    told = _told(rows, question, vocabulary)
    place = {name: i for i, name in enumerate((*MEASURES, *GROUPS.values()))}
    table = pd.DataFrame(
        {
            "measure": rows["measure"],
            "group": [GROUPS[_group(row)] for row in rows.to_dict("records")],
            "label": [_label(i, row, told) for i, row in rows.to_dict("index").items()],
            **{name: rows[name] for name in COLUMNS[3:]},
            "reason": [_reason(row) for row in rows.to_dict("records")],
        }
    )
    return table.sort_values(["measure", "group"], key=lambda c: c.map(place), kind="stable").reset_index(
        drop=True
    )


def _told(rows: pd.DataFrame, question: Question, vocabulary: Vocabulary) -> dict:
    """What a label has to tell: the level, where several are compared; the day, where an analysis has several."""
    variable = vocabulary.variable(question.exposure.variable)
    levels = [level for level in rows["level"].unique() if level]
    within = rows.loc[rows["method"] == "interaction", "definition"]
    return {
        "levels": {level: variable.words(level) for level in levels} if len(levels) > 1 else {},
        "days": rows.groupby(ANALYSIS, dropna=False)["horizon_days"].transform("nunique") > 1,
        # Of each modifier, the group that the others are compared with.
        "first": {
            modifier: words for modifier, _, words in reversed([name.partition(": ") for name in within])
        },
    }


def _group(row: dict) -> str:
    return "within" if row["method"] == "interaction" else row["role"]


def _label(i: int, row: dict, told: dict) -> str:
    parts = [_analysis_words(row)]
    if row.get("contrast") == CONTRAST:
        parts = [f"{parts[0]} minus {told['first'][row['definition'].partition(': ')[0]]}"]
    parts += [told["levels"][row["level"]]] if row["level"] in told["levels"] else []
    parts += [f"day {row['horizon_days']:.0f}"] if told["days"].loc[i] else []
    return ", ".join(parts)


def _analysis_words(row: dict) -> str:
    """The analysis in words, and that it is naive."""
    method, adjusted = row["method"], "unadjusted" if row["adjustment"] == "none" else "adjusted"
    if method == "interaction":
        return row["definition"].partition(": ")[2]
    if method == "duration_strategies":
        return f"clone, censor, weight, {row['definition'].partition(', ')[2]}"
    words = PLAIN.get(method) or f"{_model_words(row)}, {adjusted}"
    if row["role"] != "naive":
        return words
    # "Ever exposed" lends the exposed the days that they had to live through to be exposed.
    return f"naive: {f'ever exposed, from day 0, {adjusted}' if method == 'cox' else words}"


def _reason(row: dict) -> str:
    """Why a row has no number; the name of the gate is for the table of gates."""
    return row["reason"].partition(": ")[2] or row["reason"] if row["status"] == "withheld" else row["reason"]


def _model_words(row: dict) -> str:
    method, day = row["method"], row["definition"].partition(" after day ")[2]
    if method == "landmark":
        return f"landmark at day {day}" if day else "landmark"
    if method == "cause_specific_cox":
        return (
            f"Cox model of {row['definition'].partition(', ')[2]}"
            if of_competing(row)
            else "Cox model of the event"
        )
    if method == "reference_based":
        return row["missing_rule"]
    if method == "missing_rule":
        return RULES.get(row["missing_rule"], row["missing_rule"])
    return MODELS.get(method, method.replace("_", " "))


def _periods(rows: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """The groups compared, period by period; where there is one period, it is all days."""
    entries = []
    for row in rows.to_dict("records"):
        period = row["definition"].partition(", ")[2]
        group = f"In {period}" if period else "All days"
        told = {"group": group, "label": _level_words(vocabulary.variable(row["exposure"]), row)}
        entries.append(row | told)
    return pd.DataFrame(entries, columns=COLUMNS)


def _level_words(variable: Variable | None, row: dict) -> str:
    """The level; a model that could not be fitted has one row without a level: its reason is all there is to show."""
    return variable.words(row["level"]) if variable and row["level"] else "no estimate"


def _predictors(rows: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """One row a level of each predictor, under the predictor's name, with its reference."""
    entries = []
    for (measure, name), block in rows.groupby(["measure", "exposure"], sort=False):
        variable = vocabulary.variable(name)
        shared = {"measure": measure, "group": variable.label if variable else "All characteristics"}
        reference = next((text for text in block["reference"] if isinstance(text, str) and text), "")
        if reference:
            words = variable.words(reference)
            entries.append(shared | {"label": words, "status": "reference", "role": "primary"})
        several = block["adjustment"].nunique() > 1 or block["method"].nunique() > 1
        for row in block.to_dict("records"):
            words = _level_words(variable, row) + (f", {_analysis_words(row)}" if several else "")
            entries.append(shared | {"label": words} | {key: row[key] for key in COLUMNS[3:]})
    return pd.DataFrame(entries, columns=COLUMNS)
