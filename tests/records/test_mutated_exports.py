"""Thousands of damaged exports: never a traceback, never a value in a message, always a reconciled ledger."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from program_export import SOURCE, write_plan

from stepdown.errors import StepdownError
from stepdown.plan.check import check_plan_file
from stepdown.plan.load import load_plan
from stepdown.records.adapters import read_source
from stepdown.records.guard.inspect import inspect_table
from stepdown.records.ingest import ingest
from stepdown.records.schema import TABLES

# A word of no language and numbers of no person: where one of them shows, a value was shown.
PLANTED = (
    "zqx@mail.org",
    "Zqxana Zqxson",
    "917-86-0042",
    "(617) 555-0142",
    "14 Zqx Street",
    "MRN 88160042",
    "02139-4307",
    "zqx.example.org/me",
    "10.88.160.42",
    "she said zqx and left the clinic early that day",
    "03/14/1951",
    "97",
)
SHOWN = ("zqx", "86-0042", "555-0142", "88160042", "02139", "88.160", "1951")

WIDE = """\
key,arm,age,weeks,end,mood0,mood6
1,a,34,12,1,20,11
2,b,51,3,2,21,
3,a,28,26,0,18,9
4,b,44,7,1,25,24
5,a,39,26,0,12,
6,b,62,15,1,27,19
"""
WIDE_SOURCE = {
    "adapter": "wide",
    "file": "wide.csv",
    "person": "key",
    "persons": {
        "sex": {"column": "arm", "levels": {"a": "men", "b": "women"}, "missing": ["9"]},
        "age": "age",
    },
    "events": {
        "return": {
            "time": "weeks",
            "status": "end",
            "unit": "weeks",
            "codes": {0: "censored", 1: "event", 2: "competing"},
            "noun": "return",
            "had": "had returned",
            "free": "had not returned",
        }
    },
    "measures": {
        "phq9": {
            "label": "PHQ-9",
            "lowest": 0,
            "highest": 27,
            "good_direction": "lower",
            "columns": {0: "mood0", 90: "mood6"},
        }
    },
}
PEOPLE = "Client,Gender,Age\nP01,M,34\nP02,F,41\nP03,F,29\nP04,M,52\n"
STAYS = """\
Episode,Client,Level,Detox,Admitted,Discharged
E01,P01,RES,Y,01/05/2023,02/02/2023
E02,P01,IOP,N,02/03/2023,
E03,P02,RES,N,01/15/2023,01/20/2023
E04,P03,OP,N,01/31/2023,04/30/2023
"""
CHANGES = (
    ["cell"] * 5
    + ["insert"] * 3
    + ["planted", "plant_all", "cut", "swap", "drop", "double", "double", "header"]
)
CHANGES += ["noheader", "blank", "blank"]
CHARACTERS = [
    '"',
    "'",
    "\n",
    "\r",
    "\r\n",
    ",",
    ";",
    "\t",
    "|",
    "\0",
    "\ufeff",
    "=",
    "é",
    " ",
    "\x0b",
    "\u2028",
]
CELLS = [
    "", "NA", "-", "0", "1", "9", "-3", "1e308", "1e999", "nan", "inf", "9007199254740993", "5.5", "٣", "1,5", "true",
    "zqx", "=zqx()", "+1-2", "@SUM(A1)", '"zqx, b"', '"zqx""b"', '"zqx\nb"', "zqx" * 9000, "02/31/2023", "31/12/2023",
    "01/01/1900", "01/01/0001", "2023-01-05", "a", "RES", "P01", "P99", "[zqx]", "{zqx}", "$zqx", "\\zqx", "%s zqx",
]  # fmt: skip


def changed(draw, text: str) -> str:
    """One change to the table, as people and programs make them."""
    lines = text.split("\n")
    row = draw(st.integers(0, max(len(lines) - 2, 0)))
    cells = lines[row].split(",")
    column = draw(st.integers(0, len(cells) - 1))
    kind = draw(st.sampled_from(CHANGES))
    event(kind)
    if kind in ("cell", "planted"):
        cells[column] = draw(st.sampled_from(CELLS if kind == "cell" else PLANTED))
        lines[row] = ",".join(cells)
    elif kind == "plant_all":
        # A whole column of one kind of identifier, under its old name.
        word = draw(st.sampled_from(PLANTED))
        for i in range(1, len(lines) - 1):
            cells = lines[i].split(",")
            cells[min(column, len(cells) - 1)] = word
            lines[i] = ",".join(cells)
    elif kind == "insert":
        at = draw(st.integers(0, len(text)))
        return text[:at] + draw(st.sampled_from(CHARACTERS)) + text[at:]
    elif kind == "cut":
        return text[: draw(st.integers(0, len(text)))]
    elif kind == "swap":
        other = draw(st.integers(0, len(cells) - 1))
        only = draw(st.booleans())
        for i in range(1 if only else 0, len(lines)):
            parts = lines[i].split(",")
            if max(column, other) < len(parts):
                parts[column], parts[other] = parts[other], parts[column]
            lines[i] = ",".join(parts)
    elif kind == "drop":
        del lines[row]
    elif kind == "double":
        lines.insert(draw(st.integers(0, len(lines) - 1)), lines[row])
    elif kind == "header":
        names = lines[0].split(",")
        names[column % len(names)] = draw(
            st.sampled_from([names[0], "", "zqx", names[-1].upper(), "Email", "9"])
        )
        lines[0] = ",".join(names)
    elif kind == "noheader":
        lines[0:1] = (
            [draw(st.sampled_from(["zqx,1,2", "", "sep=,", "Report of zqx"]))] if draw(st.booleans()) else []
        )
    else:
        lines.insert(row, draw(st.sampled_from(["", ",,,", " ", "Total,6"])))
    return "\n".join(lines)


@st.composite
def mutated(draw, text: str) -> bytes:
    """The export with one to three changes, in some encoding, perhaps with bytes flipped or its end cut off."""
    for _ in range(draw(st.integers(1, 3))):
        text = changed(draw, text)
    encoding = draw(st.sampled_from(["utf-8"] * 6 + ["utf-8-sig", "utf-16", "latin-1", "cp1252"]))
    content = bytearray(text.encode(encoding, errors="replace"))
    damage = draw(st.sampled_from(["none"] * 5 + ["flip", "cut", "zero"]))
    if damage != "none" and content:
        at = draw(st.integers(0, len(content) - 1))
        if damage == "flip":
            content[at] ^= 1 << draw(st.integers(0, 7))
        elif damage == "zero":
            content[at] = 0
        else:
            del content[at:]
    return bytes(content)


class Checked:
    """Checks a plan again and again on changing files.

    What stays the same is done once: the plan is read from its file, and the guard looks at a column again only when
    the column is another one.
    """

    def __init__(self, folder: Path, name: str, source: dict):
        self.data = folder / "export"
        self.data.mkdir()
        self.path = write_plan(folder / f"{name}.yaml", source | {"path": str(self.data)})
        self.plan = load_plan(self.path)
        self.seen: dict = {}
        self.inspected: dict = {}

    def read_source(self, source_settings):
        self.seen["source"] = read_source(source_settings)
        return self.seen["source"]

    def ingest(self, source, vocabulary):
        self.seen["tables"] = ingest(source, vocabulary)
        return self.seen["tables"]

    def inspect(self, table, **flags):
        found = []
        for column in table.get_columns():
            key = (column.name, tuple(column), column.name in flags["keys"], column.name in flags["dates"])
            if key not in self.inspected:
                self.inspected[key] = inspect_table(column.to_frame(), **flags)
            found += self.inspected[key]
        return found

    def run(self, **files: bytes) -> bool:
        """Check once; was the export accepted? Whatever happens, nothing leaks and everything adds up."""
        for name, content in files.items():
            (self.data / f"{name}.csv").write_bytes(content)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("stepdown.plan.check.load_plan", lambda _: self.plan)
            patch.setattr("stepdown.records.adapters.read_source", self.read_source)
            patch.setattr("stepdown.records.ingest.ingest", self.ingest)
            patch.setattr("stepdown.records.guard.door.inspect_table", self.inspect)
            try:
                said = check_plan_file(self.path)
            except StepdownError as error:
                assert error.problems
                assert_nothing_shown(str(error))
                return False
        assert_nothing_shown(" ".join(said.values()))
        reconcile(**self.seen)
        return True


def assert_nothing_shown(message: str) -> None:
    # Plans and files of these tests have no such words of their own; temporary folders may have any digits.
    told = re.sub(r"\S*/export\S*", "", message).lower()
    for word in SHOWN:
        assert word not in told


def reconcile(source, tables) -> None:
    """Rows of files are used or refused; rows of tables are kept, quarantined or exact duplicates."""
    for name, table in tables.items():
        assert table.rows_read == len(table.kept) + len(table.quarantined) + table.exact_duplicates
        assert (table.quarantined["reason"].fillna("") != "").all() or table.quarantined.empty
        for reason in set(table.quarantined["reason"]):
            assert_nothing_shown(reason)
        assert not table.kept.duplicated(list(TABLES[name].key)).any()
        assert table.kept["person_id"].isin(tables["persons"].kept["person_id"]).all()
        refused = len(source.refused.get(name, ()))
        read = [file for file in source.files if file.used_for in (name, "one row a person")]
        if source.refused.get(name) is not None:
            assert sum(file.rows_read - file.rows_used for file in read) == refused
            assert sum(file.rows_used for file in read) == len(source.tables[name])
            assert table.rows_read == sum(file.rows_read for file in read)


# `make fuzz` runs them all; `make test` a sixth, to stay within its minutes.
SHARE = float(os.environ.get("STEPDOWN_FUZZ", "0.17"))


def examples(count: int):
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    return settings(
        max_examples=max(50, int(count * SHARE)),
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=checks,
    )


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    return Checked(tmp_path_factory.mktemp("wide"), "mutated_wide", WIDE_SOURCE)


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    tables = SOURCE["tables"]
    columns = {k: v for k, v in tables["episodes"]["columns"].items() if k != "discharge_reason"}
    some = {
        "persons": tables["persons"] | {"files": ["people.csv"]},
        "episodes": {"files": ["stays.csv"], "columns": columns},
    }
    return Checked(tmp_path_factory.mktemp("program"), "mutated_program", SOURCE | {"tables": some})


def test_the_exports_are_sound_before_they_are_damaged(wide):
    assert wide.run(wide=WIDE.encode())
    assert {name: len(table.kept) for name, table in wide.seen["tables"].items() if table.rows_read} == {
        "persons": 6,
        "assessments": 10,
        "events": 6,
        "follow_up": 6,
    }


@examples(1300)
@given(mutated(WIDE))
def test_a_damaged_wide_table(wide, content):
    event("accepted" if wide.run(wide=content) else "refused")


def test_the_program_is_sound_before_it_is_damaged(program):
    assert program.run(people=PEOPLE.encode(), stays=STAYS.encode())
    assert len(program.seen["tables"]["episodes"].kept) == 4


@examples(700)
@given(st.data())
def test_a_damaged_export_of_a_program(program, data):
    people, stays = PEOPLE.encode(), STAYS.encode()
    if data.draw(st.booleans()):
        people = data.draw(mutated(PEOPLE))
    else:
        stays = data.draw(mutated(STAYS))
    event("accepted" if program.run(people=people, stays=stays) else "refused")
