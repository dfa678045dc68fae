"""The HELP study's analyses as plain tables; `tests/oracles/help_study.R` makes the same ones in R."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from .oracle import ROOT

USE_COVARIATES = ["cocaine", "heroin", "treated", "age", "male"]
ATTRITION_COVARIATES = ["age", "male", "cocaine", "heroin", "is_homeless", "treated", "cesd"]
SYMPTOM_COVARIATES = ["constant", *(f"visit{k}" for k in range(1, 5)), *(f"treated{k}" for k in range(1, 5))]


@cache
def people() -> pd.DataFrame:
    """One row a person, with yes/no columns as 0 and 1."""
    table = pd.read_csv(ROOT / "data/help/HELPmiss.csv")
    table["treated"] = (table["treat"] == "yes").astype(int)
    table["male"] = (table["sex"] == "male").astype(int)
    table["is_homeless"] = (table["homeless"] == "homeless").astype(int)
    for substance in ("cocaine", "heroin"):
        table[substance] = (table["substance"] == substance).astype(int)
    return table


@cache
def interviews() -> pd.DataFrame:
    return pd.read_csv(ROOT / "data/help/HELPfull.csv")


@cache
def linkage() -> pd.DataFrame:
    """First contact with primary care within a year."""
    table = people().dropna(subset=["link", "dayslink"]).copy()
    table["event"] = (table["link"] == "yes") & (table["dayslink"] <= 365)
    table["time"] = table["dayslink"].clip(upper=365)
    return table


@cache
def use() -> pd.DataFrame:
    """First use of any substance."""
    table = people().dropna(subset=["anysub", "daysanysub"])
    table = table[table["substance"] != "missing"].copy()
    table["event"] = table["anysub"] == "yes"
    table["time"] = table["daysanysub"]
    return table


@cache
def intervals() -> pd.DataFrame:
    """Use as a counting process: linked from the day after linkage."""
    both = use().dropna(subset=["link", "dayslink"])
    switches = ((both["link"] == "yes") & (both["dayslink"] < both["time"])).to_numpy()
    before = pd.DataFrame(
        {
            "id": both["id"],
            "start": 0.0,
            "stop": np.where(switches, both["dayslink"], both["time"]),
            "event": np.where(switches, False, both["event"]),
            "linked": 0,
        }
    )
    later = both[switches]
    after = pd.DataFrame(
        {
            "id": later["id"],
            "start": later["dayslink"],
            "stop": later["time"],
            "event": later["event"],
            "linked": 1,
        }
    )
    table = pd.concat([before, after]).merge(both[["id", "treated", "age"]], on="id")
    instant = table["stop"] <= table["start"]
    table.loc[instant, "stop"] = table["start"] + 0.5
    return table


@cache
def landmark() -> pd.DataFrame:
    """Use after day 30, by linkage up to it."""
    table = use().dropna(subset=["link", "dayslink"])
    table = table[table["time"] > 30].copy()
    table["linked"] = ((table["link"] == "yes") & (table["dayslink"] <= 30)).astype(int)
    table["time"] = table["time"] - 30
    return table


@cache
def attrition() -> pd.DataFrame:
    """Who missed the six-month interview."""
    reached = interviews().loc[interviews()["TIME"] == 6, "ID"]
    table = people()[people()["substance"] != "missing"].copy()
    table["missed"] = ~table["id"].isin(reached)
    return table


@cache
def six_months() -> pd.DataFrame:
    """Depressive symptoms of those who came to the six-month interview."""
    later = interviews().loc[interviews()["TIME"] == 6, ["ID", "CES_D"]]
    return attrition().merge(later, left_on="id", right_on="ID").sort_values("id")


@cache
def symptoms() -> pd.DataFrame:
    """Depressive symptoms at every interview; one common baseline mean."""
    table = interviews().dropna(subset=["CES_D"]).copy()
    table["visit"] = table["TIME"] // 6
    table["constant"] = 1
    for k in range(1, 5):
        table[f"visit{k}"] = (table["visit"] == k).astype(int)
        table[f"treated{k}"] = table[f"visit{k}"] * table["GROUP"]
    return table
