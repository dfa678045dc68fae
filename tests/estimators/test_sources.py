"""Every formula names where it comes from: an article's DOI, or a book with its year."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

import stepdown.estimators

from .oracle import ORACLES

FOLDER = Path(stepdown.estimators.__file__).parent
MODULES = sorted(
    path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.py") if path.stem != "__init__"
)
# Gatekeepers, and how rows are kept in memory: no statistic is computed here.
PLUMBING = {
    "arrays.py", "causes.py", "path.py", "doubly_robust_folds.py", "discrete/cell_rows.py", "discrete/days.py",
    "discrete/curve_kernels.py", "discrete/first_guess.py", "discrete/kernels.py", "discrete/pack.py",
    "discrete/tables.py",
}  # fmt: skip
SOURCE = re.compile(r"\b10\.\d{4,}/\S+|\b[A-Z][A-Za-zé’']+[, ]+(18|19|20)\d\d\b|\bICH E9\b")


def documents(module: str) -> tuple[str, list[tuple[str, str]]]:
    """A module's docstring, and those of its public functions."""
    tree = ast.parse((FOLDER / module).read_text(encoding="utf-8"))
    functions = [
        (node.name, ast.get_docstring(node) or "")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    return ast.get_docstring(tree) or "", functions


@pytest.mark.parametrize("module", [module for module in MODULES if module not in PLUMBING])
def test_names_its_source(module):
    whole, functions = documents(module)
    assert whole
    for name, text in functions:
        assert text, f"{module}: {name} says nothing of itself"
        assert SOURCE.search(whole) or SOURCE.search(text), f"{module}: {name} names no source"


@pytest.mark.parametrize("module", sorted(PLUMBING))
def test_plumbing_says_what_it_does(module):
    whole, functions = documents(module)
    assert whole and all(text for _, text in functions)


def test_a_docstring_without_a_source_would_be_found():
    assert not SOURCE.search("Divide one mean by another, in 2 steps of 1000 rows.")
    assert SOURCE.search("Source: Kish 1965, section 11.7.") and SOURCE.search(
        "as in Uno et al., 10.1200/JCO.2014"
    )


def test_every_reference_and_script_is_listed():
    listed = (ORACLES / "README.md").read_text(encoding="utf-8")
    run = (ORACLES / "make_reference.R").read_text(encoding="utf-8") + listed
    for path in sorted((ORACLES / "reference").iterdir()):
        assert path.name in listed
    for path in sorted(ORACLES.glob("*.R")):
        assert path.name in run or any(
            path.name in one.read_text() for one in ORACLES.glob("*.R") if one != path
        )


def test_every_reference_says_which_versions_made_it():
    for path in sorted((ORACLES / "reference").glob("*.json")):
        made_with = json.loads(path.read_text(encoding="utf-8"))["made_with"]
        assert re.fullmatch(r"\d+\.\d+\.\d+", made_with["R"]), path.name
