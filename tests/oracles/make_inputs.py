"""Write the small made-up data sets of `inputs/`; the same bytes every time.

Run from the repository root: python tests/oracles/make_inputs.py
"""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path

HERE = Path(__file__).parent / "inputs"

# Follow-up in whole days, with ties between events and censorings, and day-0 events.
SMALL = {
    "ties": [(0, 1), (0, 0), (1, 1), (2, 1), (2, 0), (3, 1), (3, 1), (4, 0), (5, 1), (5, 0), (8, 0), (9, 1)],
    "one_event": [(3, 0), (5, 1), (5, 0), (8, 0), (12, 0)],
    "all_events": [(1, 1), (2, 1), (2, 1), (4, 1), (7, 1), (7, 1), (11, 1)],
    "no_events": [(2, 0), (2, 0), (5, 0), (9, 0)],
    "two_people": [(4, 1), (9, 0)],
    "flat_half": [(1, 1), (2, 1), (3, 0), (4, 0)],
    "half_then_lower": [(1, 1), (2, 1), (6, 1), (9, 0)],
}

# The same with causes: 0 censored, 1 and 2 what happened; causes tie with each other and with censorings.
SMALL_COMPETING = {
    "competing_ties": [
        (0, 1), (0, 2), (1, 1), (2, 1), (2, 2), (2, 0), (3, 2), (3, 2), (4, 1), (4, 0), (6, 2), (8, 1), (9, 0),
    ],
    "competing_one_event": [(3, 0), (5, 1), (5, 0), (8, 0), (12, 0)],
    "competing_no_second": [(1, 1), (2, 1), (2, 0), (4, 1), (6, 0)],
    "competing_all_events": [(1, 1), (1, 2), (2, 2), (4, 1), (4, 1), (4, 2), (7, 2), (9, 1)],
    "competing_no_events": [(2, 0), (2, 0), (5, 0)],
    "competing_two_people": [(4, 1), (9, 2)],
}  # fmt: skip


def write(name: str, header: list[str], rows: list[list[object]]) -> None:
    with open(HERE / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def survival_rows(n: int = 240) -> list[list[object]]:
    """Whole-day times with many ties; late entry, strata, weights, clusters, a three-level factor."""
    draw = random.Random(20200117)
    rows = []
    for index in range(n):
        age = round(draw.gauss(0, 1), 3)
        treated = int(draw.random() < 0.5)
        level = draw.choice(["low", "middle", "high"])
        stratum = draw.choice(["A", "B", "C"])
        hazard = math.exp(0.4 * age - 0.5 * treated + 0.3 * (level == "high")) / 25
        time = math.ceil(draw.expovariate(hazard))
        censoring = draw.randint(5, 60)
        event = int(time <= censoring)
        time = min(time, censoring)
        entry = draw.randint(0, max(0, min(time - 1, 6)))
        weight = round(0.5 + 1.5 * draw.random(), 4)
        score = round(20 + 3 * age - 2 * treated + (2 + abs(age)) * draw.gauss(0, 1), 4)
        row = [time, event, entry, stratum, weight, index // 3, age, treated]
        rows.append([*row, int(level == "middle"), int(level == "high"), score])
    return rows


def competing_rows(n: int = 300) -> list[list[object]]:
    """Three causes in whole days with many ties, and the same times untied; groups, strata and late entry."""
    draw = random.Random(20200501)
    rows = []
    for _ in range(n):
        age = round(draw.gauss(0, 1), 3)
        treated, group, stratum = int(draw.random() < 0.5), draw.choice("abc"), draw.choice("XY")
        hazards = [math.exp(0.5 * age - 0.4 * treated) / 40, math.exp(0.3 * (group == "c")) / 60, 1 / 150]
        moments = [draw.expovariate(hazard) for hazard in hazards]
        censoring = draw.uniform(5, 70)
        exact = round(min(*moments, censoring, 60), 6)
        cause = 0 if exact >= min(censoring, 60) - 1e-6 else 1 + moments.index(min(moments))
        time = math.ceil(exact)
        entry = draw.randint(0, max(0, min(time - 1, 6)))
        rows.append([time, exact, cause, entry, group, stratum, age, treated])
    return rows


def visit_rows(n_people: int = 60, n_visits: int = 4) -> list[list[object]]:
    """Repeated scores with dropout and single missed visits; visit 0 is always kept."""
    draw = random.Random(20200301)
    rows = []
    for person in range(n_people):
        treated, level, state = person % 2, draw.gauss(0, 2), 0.0
        for visit in range(n_visits):
            state = 0.5 * state + draw.gauss(0, 1 + 0.3 * visit)
            kept = visit == 0 or draw.random() < 0.8
            score = round(25 - 2 * visit - 0.8 * treated * visit + level + 2 * state, 4)
            if kept:
                rows.append([person, visit, treated, score])
    return rows


def small_visit_rows(n_people: int = 16, n_visits: int = 4) -> list[list[object]]:
    """Few people in three groups, visits on days of their own, some missed."""
    draw = random.Random(20261125)
    rows = []
    for person in range(n_people):
        group, level, slope = person % 3, draw.gauss(0, 3), draw.gauss(0, 0.03)
        for visit in range(n_visits):
            day = 0 if visit == 0 else 30 * visit + draw.randint(-6, 9)
            score = round(30 + level + (slope - 0.04 - 0.02 * group) * day + draw.gauss(0, 2), 4)
            if visit == 0 or draw.random() < 0.85:
                rows.append([person, visit, day, group, score])
    return rows


def strategy_rows() -> list[list[object]]:
    """People who start something, or not, while what they wait for goes on; `need` drives both."""
    draw = random.Random(20261124)
    rows = []
    for _ in range(400):
        need, home = round(draw.gauss(0, 1), 3), int(draw.random() < 0.4)
        start = next(
            (day for day in range(1, 41) if draw.random() < 0.05 * math.exp(0.4 * need - 0.3 * home)), ""
        )
        time, cause = 60, 0
        for day in range(1, 61):
            begun = start != "" and day > start
            chance = draw.random()
            if chance < 0.03 * math.exp(0.5 * need - 0.6 * begun):
                time, cause = day, 1
                break
            if chance > 0.994:
                time, cause = day, draw.choice([0, 2])
                break
        rows.append([time, cause, start if start != "" and start <= time else "", need, home])
    return rows


def confounded_rows(n: int = 300) -> list[list[object]]:
    """An exposure of two and one of three levels that depend on what was known before; outcomes of every shape."""
    draw = random.Random(20200601)
    rows = []
    for index in range(n):
        age = round(draw.gauss(0, 1), 3)
        severe, housing, site = int(draw.random() < 0.4), draw.choice(["own", "shared", "none"]), index % 14
        treated = int(draw.random() < 1 / (1 + math.exp(-(0.7 * age - 0.8 * severe + 0.2))))
        odds = [1.0, math.exp(0.4 * age), math.exp(-0.3 + 0.9 * severe)]
        level = draw.choices(["outpatient", "iop", "residential"], odds)[0]
        hazard = math.exp(0.5 * severe - 0.4 * treated - 0.2 * age) / 30
        time, censoring = (
            math.ceil(draw.expovariate(hazard)),
            math.ceil(draw.expovariate(math.exp(0.5 * age) / 60)),
        )
        event, time = int(time <= min(censoring, 60)), min(time, censoring, 60)
        score = round(20 - 3 * treated + 2 * age + 4 * severe + draw.gauss(0, 3), 4)
        use = int(draw.random() < 1 / (1 + math.exp(-(-0.4 + 0.8 * severe - 0.6 * treated + 0.3 * age))))
        shared, none = int(housing == "shared"), int(housing == "none")
        rows.append([treated, level, age, severe, housing, shared, none, site, score, use, time, event])
    return rows


def discrete_rows(n: int = 1500) -> list[list[object]]:
    """Whole days with many ties, and categories of which some are rare: what the discrete path is for."""
    draw = random.Random(20261201)
    rows = []
    for _ in range(n):
        substance = draw.choices(range(6), [30, 25, 20, 15, 8, 2])[0]
        age, care, stratum, severe = (
            draw.randrange(8),
            draw.randrange(4),
            draw.randrange(3),
            draw.randrange(2),
        )
        predictor = 0.15 * substance - 0.06 * age + 0.3 * severe - 0.2 * care
        arm = int(draw.random() < 1 / (1 + math.exp(-(0.5 * severe - 0.3 * care + 0.1 * age))))
        time = math.ceil(draw.expovariate(math.exp(predictor - 0.4 * arm) / (40 + 15 * stratum)))
        censoring = min(draw.randint(1, 120), 90)
        event, time = int(time <= censoring), min(time, censoring)
        cause = event * (1 + int(draw.random() < 0.4))
        use = int(draw.random() < 1 / (1 + math.exp(-(predictor - 0.5 * arm))))
        weight, times = round(draw.uniform(0.2, 3), 3), draw.randint(1, 4)
        rows.append([time, event, cause, arm, substance, age, care, severe, stratum, use, weight, times])
    return rows


def incomplete_rows(n: int = 240) -> list[list[object]]:
    """Arm, age, a category, an early score, a score and a yes/no; the last four missing at random given what is known."""
    draw = random.Random(20240601)
    rows = []
    for _ in range(n):
        treated, age = int(draw.random() < 0.5), round(draw.gauss(0, 1), 3)
        setting = 0 if draw.random() < 0.5 else 1 + int(draw.random() < 1 / (1 + math.exp(-age)))
        early = round(20 + 2 * age - 2 * treated + (setting == 2) + 4 * draw.gauss(0, 1), 4)
        score = round(6 + 0.6 * early + age - treated + 3 * draw.gauss(0, 1), 4)
        use = int(draw.random() < 1 / (1 + math.exp(-(0.2 * (score - 18) - 0.3 * treated))))
        gone = draw.random() < 1 / (1 + math.exp(1.2 - 0.15 * (early - 20) - 0.4 * treated))
        rows.append(
            [
                treated,
                age,
                "" if draw.random() < 0.1 else setting,
                "" if draw.random() < 0.08 else early,
                "" if gone else score,
                "" if gone or draw.random() < 0.05 else use,
            ]
        )
    return rows


def interval_rows(n: int = 260) -> list[list[object]]:
    """Days known to lie between two days: exact, in the bands of TEDS, in wider windows of a person's own, or open."""
    draw = random.Random(20240611)
    bands = [(31, 45), (46, 60), (61, 90), (91, 120), (121, 180), (181, 365), (366, "")]
    rows = []
    for _ in range(n):
        care, severe = draw.randrange(3), draw.randrange(2)
        hazard = math.exp(0.5 * (care == 1) - 0.4 * (care == 2) + 0.6 * severe) / 70
        day = math.ceil(draw.expovariate(hazard))
        lowest, highest = next(((a, b) for a, b in bands if a <= day <= (b or day)), (day, day))
        banded = [lowest, highest]
        kind = draw.random()
        if kind < 0.25:
            lowest = max(1, day - draw.randint(1, 20))
            highest = day + draw.randint(0, 20)
        elif kind < 0.45:
            lowest, highest = draw.randint(1, 200), ""
            if lowest > day:
                lowest, highest = day, day
        rows.append([care, severe, *banded, lowest, highest, draw.randint(1, 3)])
    return rows


def move_rows(n: int = 80) -> list[list[object]]:
    """Stays of people who move between residential (0), outpatient (1) and a pause (2), leave (3) or die (4)."""
    draw = random.Random(20240612)
    rows = []
    for person in range(n):
        state, day, end = int(draw.random() < 0.4), 0, draw.randint(20, 90)
        while state < 3 and day < end:
            stop = day + math.ceil(draw.expovariate(1 / (14, 25, 8)[state]))
            if stop >= end:
                rows.append([person, day, end, state, -1])
                break
            weights = ((0, 6, 2, 2, 0.3), (1, 0, 3, 5, 0.3), (1, 4, 0, 4, 0.3))[state]
            to = draw.choices(range(5), weights)[0]
            rows.append([person, day, stop, state, to])
            state, day = to, stop
    return rows


def regression_rows(n: int = 240) -> list[list[object]]:
    """Counts over unequal weeks, a common yes/no, four endings, and costs of which many are zero; sites differ."""
    draw = random.Random(20261130)
    effect = [draw.gauss(0, 0.3) for _ in range(16)]
    rows = []
    for index in range(n):
        age, site, severe = round(draw.gauss(0, 1), 3), index % 16, int(draw.random() < 0.4)
        treated, weeks = int(draw.random() < 0.5), draw.randint(4, 26)
        predictor = effect[site] + 0.3 * severe - 0.4 * treated + 0.2 * age
        days = sum(
            1
            for _ in range(weeks)
            if draw.random() < min(0.9, 0.2 * math.exp(predictor + draw.gauss(0, 0.9)))
        )
        days += int(draw.random() < 0.1) * draw.randint(5, 20)
        use = int(draw.random() < 1 / (1 + math.exp(-(0.2 + 2 * predictor))))
        odds = [1.0, math.exp(0.5 * age), math.exp(0.6 * severe), math.exp(-0.5 + 0.4 * treated)]
        ending = draw.choices(["completed", "dropout", "expelled", "transferred"], odds)[0]
        any_cost = draw.random() < 1 / (1 + math.exp(-(0.8 + 0.5 * severe - 0.4 * treated)))
        amount = draw.gammavariate(1.5, 800 * math.exp(0.4 * severe + 0.3 * treated - 0.1 * age))
        score = round(20 + 3 * predictor + (1 + severe) * draw.gauss(0, 2), 3)
        rows.append(
            [treated, age, severe, site, weeks, days, use, ending, round(amount * any_cost, 2), score]
        )
    return rows


def repeated_rows(n_people: int = 36, n_waves: int = 5) -> list[list[object]]:
    """Scores, yes/no and counts by wave, alike within people, with missed waves; few people."""
    draw = random.Random(20261201)
    rows = []
    for person in range(n_people):
        treated, level, state = person % 2, draw.gauss(0, 1), draw.gauss(0, 1)
        for wave in range(n_waves):
            state = 0.6 * state + 0.8 * draw.gauss(0, 1)
            if wave and draw.random() < 0.2:
                continue
            predictor = 0.6 * level + 0.5 * state - 0.2 * wave - 0.3 * treated
            use = int(draw.random() < 1 / (1 + math.exp(-0.4 - predictor)))
            days = sum(1 for _ in range(30) if draw.random() < min(0.95, 0.2 * math.exp(0.7 * predictor)))
            rows.append([person, wave, treated, round(20 + 3 * predictor + draw.gauss(0, 1), 3), use, days])
    return rows


def main() -> None:
    HERE.mkdir(exist_ok=True)
    for name, rows in SMALL.items():
        write(name, ["time", "event"], [list(row) for row in rows])
    header = [
        "time",
        "event",
        "entry",
        "stratum",
        "weight",
        "cluster",
        "age",
        "treated",
        "middle",
        "high",
        "score",
    ]
    write("survival", header, survival_rows())
    for name, rows in SMALL_COMPETING.items():
        write(name, ["time", "cause"], [list(row) for row in rows])
    columns = ["time", "exact_time", "cause", "entry", "group", "stratum", "age", "treated"]
    write("competing", columns, competing_rows())
    write("strategies", ["time", "cause", "start_day", "need", "home"], strategy_rows())
    columns = ["treated", "level", "age", "severe", "housing", "shared", "none", "site"]
    write("confounded", [*columns, "score", "use", "time", "event"], confounded_rows())
    columns = ["time", "event", "cause", "arm", "substance", "age", "care", "severe", "stratum"]
    write("discrete", [*columns, "use", "weight", "times"], discrete_rows())
    write("incomplete", ["treated", "age", "setting", "early", "score", "use"], incomplete_rows())
    columns = ["care", "severe", "band_lowest", "band_highest", "lowest", "highest", "times"]
    write("intervals", columns, interval_rows())
    write("moves", ["person", "start", "stop", "state", "to"], move_rows())
    columns = ["treated", "age", "severe", "site", "weeks", "days", "use", "ending", "cost", "score"]
    write("regression", columns, regression_rows())
    write("repeated", ["person", "wave", "treated", "score", "use", "days"], repeated_rows())
    write("visits_small", ["person", "visit", "day", "group", "score"], small_visit_rows())
    write("visits", ["person", "visit", "treated", "score"], visit_rows())


if __name__ == "__main__":
    main()
