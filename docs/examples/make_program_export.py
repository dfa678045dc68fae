"""Write the export of a program that does not exist: the tables of docs/tutorial-program.md.

    python docs/examples/make_program_export.py data/riverbend

Riverbend and its 240 clients are invented: every value is drawn by chance from a fixed seed, so each run writes the
same bytes. Like real exports, this one has things wrong with it, and the tutorial finds them: a column that may not be
there, admission dates that one desk types with the day first, and a result that one laboratory spells differently.
`--without-births` and `--one-date-format` are what the program does about the first two when it is asked.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

CLIENTS = 240
SEED = 20240101
US = "%m/%d/%Y"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without-births", action="store_true", help="leave out the dates of birth")
    parser.add_argument("--one-date-format", action="store_true", help="write all dates with the month first")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables(
        random.Random(SEED), "%m/%d/%Y" if options.one_date_format else "%d/%m/%Y"
    ).items():
        dropped = {"date_of_birth"} if options.without_births else set()
        write(options.folder / name, [{key: row[key] for key in row if key not in dropped} for row in rows])


def tables(chance: random.Random, other_desk: str) -> dict[str, list[dict[str, object]]]:
    """File name -> rows; `other_desk` is how the second desk writes dates."""
    clients, admissions, scores = [], [], []
    screens: dict[str, list] = {"uds_2024-H1.csv": [], "uds_2024-H2.csv": []}
    for number in range(1, CLIENTS + 1):
        stable = chance.random() < 0.6
        age = chance.randint(19, 64)
        clients.append(
            {
                "client_no": number,
                "date_of_birth": date(2023 - age, chance.randint(1, 12), 15).strftime(US),
                "age": age,
                "gender": chance.choice(["F", "M", "M"]),
                "housing_status": "stable" if stable else "unstable",
                "primary_drug": chance.choice(["alcohol", "opioids", "opioids", "stimulants"]),
            }
        )
        start = date(2024, 1, 2) + timedelta(days=chance.randint(0, 240))
        completed = chance.random() < (0.6 if stable else 0.4)
        end = start + timedelta(days=chance.randint(60, 100) if completed else chance.randint(3, 80))
        admissions.append(
            {
                "admission_no": number,
                "client_no": number,
                "level": chance.choice(["OP", "IOP", "IOP"]),
                # Every twentieth person came in by the second desk.
                "admit_date": start.strftime(other_desk if number % 20 == 0 else US),
                "discharge_date": end.strftime(US),
                "discharge_reason": "Completed"
                if completed
                else chance.choice(["AMA", "AMA", "Transferred"]),
            }
        )
        for screen in range(chance.randint(2, 6)):
            day = start + timedelta(days=7 + 20 * screen + chance.randint(0, 12))
            used = chance.random() < (0.2 if stable else 0.3)
            # The second laboratory's word for a positive screen.
            positive = "positive" if day.month > 10 else "Positive"
            screens["uds_2024-H1.csv" if day < date(2024, 7, 1) else "uds_2024-H2.csv"].append(
                {
                    "client_no": number,
                    "collected_on": day.isoformat(),
                    "analyte": "opiates",
                    "result": positive if used else "Negative",
                }
            )
        score = chance.randint(8, 22)
        for visit, due in enumerate((0, 30, 90)):
            if visit == 0 or chance.random() < 0.75:
                scores.append(
                    {
                        "client_no": number,
                        "visit": visit,
                        "visit_date": (start + timedelta(days=due + visit * chance.randint(0, 5))).strftime(
                            US
                        ),
                        "phq9_total": max(0, score - 2 * visit + chance.randint(-3, 3)),
                    }
                )
    return {
        "clients.csv": clients,
        "admissions.csv": admissions,
        "phq9.csv": scores,
        **screens,
        **sessions(random.Random(SEED + 1), admissions, other_desk),
    }


def sessions(
    chance: random.Random, admissions: list[dict[str, object]], other_desk: str
) -> dict[str, list[dict[str, object]]]:
    """One file a quarter."""
    quarters: dict[str, list] = {f"services_2024-Q{quarter}.csv": [] for quarter in range(1, 5)}
    for admission in admissions:
        form = other_desk if int(admission["client_no"]) % 20 == 0 else US
        start = datetime.strptime(str(admission["admit_date"]), form).date()
        end = datetime.strptime(str(admission["discharge_date"]), US).date()
        intensive = admission["level"] == "IOP"
        for day in range(1, (end - start).days + 1, 2 if intensive else 5):
            seen = start + timedelta(days=day)
            quarters[f"services_2024-Q{(seen.month + 2) // 3}.csv"].append(
                {
                    "client_no": admission["client_no"],
                    "admission_no": admission["admission_no"],
                    "service_date": seen.strftime(US),
                    "start_time": chance.choice(["09:00", "13:00", "18:00"]),
                    "service_type": chance.choice(["Group", "Group", "Individual", "Family"]),
                    "minutes": chance.choice([120, 180]) if intensive else chance.choice([45, 60]),
                    "status": chance.choice(["Attended"] * 7 + ["No show", "No show", "Excused"]),
                }
            )
    return quarters


def write(path: Path, rows: Iterable[dict[str, object]]) -> None:
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
