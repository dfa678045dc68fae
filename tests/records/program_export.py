"""A small fictional program with an export of its own, to read and to break."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import yaml

QUESTION = {
    "id": "mood",
    "question": "Did mood get better?",
    "design": "observational",
    "time_zero": "admission",
    "exposure": {"variable": "sex", "reference": "men"},
    "outcome": {"definition": "symptom_score", "instrument": "phq9"},
    "horizon_days": 90,
    "summary": "mean score",
    "analyses": [{"method": "mmrm", "role": "primary"}],
    "figure": {"kind": "trajectory"},
}
AFTER_THE_SOURCE = {
    "follow_up_by": "sex",
    "populations": {"everyone": {"description": "everybody who was admitted"}},
    "questions": [QUESTION],
}
US = "%m/%d/%Y"
LEVELS = {"RES": "residential", "IOP": "intensive_outpatient", "OP": "outpatient"}
RESULTS = {"POS": "positive", "NEG": "negative", "X": "not_provided"}

FILES = {
    "clients.csv": """\
Client,Gender,Age,Ward
P01,M,34,north
P02,F,41,south
P03,F,29,north
P04,M,52,south
P05,M,47,north
P06,F,38,south
""",
    "episodes_2023-01.csv": """\
Episode,Client,Level,Detox,Admitted,Discharged,Reason
E01,P01,RES,Y,01/05/2023,02/02/2023,completed
E02,P01,IOP,N,02/03/2023,,
E03,P02,RES,N,01/15/2023,01/20/2023,left
E04,P03,OP,N,01/31/2023,04/30/2023,completed
""",
    # The same system a month later, after an update: another delimiter, and one row told again.
    "episodes_2023-02.csv": """\
Episode;Client;Level;Detox;Admitted;Discharged;Reason
E04;P03;OP;N;01/31/2023;04/30/2023;completed
E05;P04;RES;Y;02/13/2023;03/13/2023;completed
E06;P05;IOP;N;02/28/2023;05/01/2023;terminated
""",
    "screens.tsv": """\
Client\tTaken\tResult\tPanel
P01\t01/12/2023\tNEG\topioids
P01\t02/10/2023\tPOS\topioids
P02\t01/18/2023\tX\topioids
P04\t02/27/2023\tNEG\topioids
""",
    "scores.csv": """\
Client,Visit,Seen,PHQ9,GAD7
P01,0,01/05/2023,18,14
P01,1,04/06/2023,7,
P02,0,01/15/2023,12,11
P04,0,02/13/2023,21,15
P04,1,05/15/2023,9,6
""",
    "alumni.csv": """\
Client,Called,What
P01,02/20/2023,call
P03,05/15/2023,meeting
""",
    "calls.csv": """\
Client,Visit,Due,Outcome,Spoken
P01,1,90,R,04/06/2023
P02,1,90,NR,
P04,1,90,R,05/15/2023
""",
}

SOURCE = {
    "adapter": "program",
    "tables": {
        "persons": {
            "files": ["clients.csv"],
            "columns": {
                "person_id": "Client",
                "sex": {"column": "Gender", "recode": {"M": "men", "F": "women"}},
                "age": "Age",
            },
        },
        "episodes": {
            "files": ["episodes_*.csv"],
            "columns": {
                "episode_id": "Episode",
                "person_id": "Client",
                "level_of_care": {"column": "Level", "recode": LEVELS},
                "withdrawal_management": "Detox",
                "admission_day": {"column": "Admitted", "date_format": US},
                "discharge_day": {"column": "Discharged", "date_format": US},
                "discharge_reason": "Reason",
            },
        },
        "substance_use": {
            "files": ["screens.tsv"],
            "columns": {
                "person_id": "Client",
                "day": {"column": "Taken", "date_format": US},
                "days_covered": {"value": 3},
                "origin": {"value": "urine"},
                "substance": "Panel",
                "result": {"column": "Result", "recode": RESULTS},
            },
        },
        "assessments": {
            "files": ["scores.csv"],
            "columns": {
                "person_id": "Client",
                "wave": "Visit",
                "day": {"column": "Seen", "date_format": US},
            },
            "measures": {"phq9": "PHQ9", "gad7": "GAD7"},
        },
        "aftercare": {
            "files": ["alumni.csv"],
            "columns": {
                "person_id": "Client",
                "day": {"column": "Called", "date_format": US},
                "days_covered": {"value": 1},
                "kind": {"column": "What", "recode": {"call": "telephone", "meeting": "mutual_help"}},
                "received": {"value": "yes"},
            },
        },
        "follow_up": {
            "files": ["calls.csv"],
            "columns": {
                "person_id": "Client",
                "wave": "Visit",
                "due_day": "Due",
                "status": {"column": "Outcome", "recode": {"R": "reached", "NR": "not_reached"}},
                "day": {"column": "Spoken", "date_format": US},
            },
        },
    },
    "variables": {
        "sex": {"label": "Sex", "levels": {"men": "men", "women": "women"}},
        "age": {"label": "Age", "step": 10, "unit": "years"},
    },
    "instruments": {
        "phq9": {"label": "PHQ-9", "lowest": 0, "highest": 27, "good_direction": "lower"},
        "gad7": {"label": "GAD-7", "lowest": 0, "highest": 21, "good_direction": "lower"},
    },
    "waves": {1: 90},
}


class Program:
    """The program's plan and files in a folder of their own; tests change `source`, then read or check."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.data = folder / "export"
        self.data.mkdir()
        self.source = deepcopy(SOURCE) | {"path": str(self.data)}
        for name, text in FILES.items():
            self.write(name, text)

    @property
    def tables(self) -> dict:
        return self.source["tables"]

    def columns(self, table: str) -> dict:
        return self.tables[table]["columns"]

    def write(self, name: str, text: str) -> None:
        path = self.data / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace what stands exactly once in a file."""
        text = (self.data / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def plan(self) -> Path:
        """Write the plan file."""
        return write_plan(self.folder / "clinic.yaml", self.source)


def write_plan(path: Path, source: dict, **others) -> Path:
    """A whole plan around a `source` block."""
    plan = {"study": path.stem, "title": "A clinic", "description": "Fictional.", "data": "simulated"}
    plan |= {"source": source} | AFTER_THE_SOURCE | others
    path.write_text(yaml.safe_dump(plan, sort_keys=False), encoding="utf-8")
    return path
