"""The made-up inputs are what their script writes, and every reference file says what made it."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from .oracle import ORACLES, reference

NAMES = sorted(path.stem for path in (ORACLES / "reference").glob("*.json"))


def test_inputs_are_what_the_script_writes(tmp_path):
    script = runpy.run_path(str(ORACLES / "make_inputs.py"))
    # `main` looks its folder up in its own globals.
    script["main"].__globals__["HERE"] = tmp_path
    script["main"]()
    committed: dict[str, bytes] = {
        path.name: path.read_bytes() for path in (ORACLES / "inputs").glob("*.csv")
    }
    # From Harbor, by a script of its own (test_state_occupation compares it).
    del committed["harbor_stays.csv"]
    written = {path.name: path.read_bytes() for path in Path(tmp_path).glob("*.csv")}
    assert written == committed


@pytest.mark.parametrize("name", NAMES)
def test_reference_names_its_versions(name):
    assert reference(name)["made_with"]["R"].startswith("4.")


@pytest.mark.parametrize("name", NAMES)
def test_no_reference_file_is_unused(name):
    tests = (path.read_text(encoding="utf-8") for path in Path(__file__).parent.rglob("test_*.py"))
    assert any(f'reference("{name}")' in text for text in tests)
