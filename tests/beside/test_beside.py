"""Figures beside a question's own: one file a figure is enough, and no stage loads another one's part of it."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pandas as pd
import pytest

import stepdown.beside
from stepdown.beside import beside, figures_beside
from stepdown.disclosure.door import release
from stepdown.disclosure.protected import read_protected
from stepdown.figures.registry import figure_description, figure_kind, figure_kinds
from stepdown.figures.specify_beside import beside_figure
from stepdown.reports.pages import figures_on_page

NEW = """
NAME, KIND, ORDER, POSITION = "again", "forest", 15, "below"
HEADING, MEANING = "Once more", "The same again."
TABLES = {"again": ["level", "n"]}


def is_drawn(question, vocabulary):
    return question.figure.kind == "forest" and question.exposure is not None


def numbers(behind):
    from stepdown.disclosure.forest_data import forest_data

    return forest_data(behind.question, behind.estimates, behind.vocabulary)


def words(question, vocabulary, headline, data):
    return f"{headline} Again", f"{len(data.table)} rows", "Caption.", {}
"""


@pytest.fixture
def with_a_new_file(tmp_path, monkeypatch):
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "again.py").write_text(NEW, encoding="utf-8")
    monkeypatch.setattr(stepdown.beside, "__path__", [*stepdown.beside.__path__, str(folder)])
    beside.cache_clear()
    yield
    beside.cache_clear()
    sys.modules.pop("stepdown.beside.again", None)


def test_adding_a_figure_is_adding_a_file(with_a_new_file, help_release, help_plan, vocabulary, tmp_path):
    assert list(beside())[:3] == ["adjusted", "again", "methods"]
    assert stepdown.beside.tables_behind()["again"] == ["level", "n"]
    question = next(one for one in help_plan.questions if "again" in figures_beside(one, vocabulary))
    register = tmp_path / "register.json"
    release(help_release.raw, help_plan, vocabulary, tmp_path / "release", register)
    data = read_protected(tmp_path / "release" / "figures" / f"{question.id}_again.csv", register)
    figure = beside_figure(help_plan, question, vocabulary, "again", "Found.", data)
    assert (figure.name, figure.kind, figure.words.title) == (
        f"{question.id}_again",
        "forest",
        "Found. Again",
    )
    assert figure_kind(figure.kind)(data, figure.words, **figure.options) is not None
    assert figure_description(figure.kind)(data, figure.words, **figure.options)
    shown = next(one for one in figures_on_page(question, vocabulary) if one["name"] == figure.name)
    assert (shown["heading"], shown["meaning"], shown["position"]) == (
        "Once more",
        "The same again.",
        "below",
    )


def test_every_figure_says_what_pages_need():
    for name, figure in beside().items():
        assert figure.__name__.endswith(f".{name}")
        assert figure.KIND in figure_kinds()
        assert figure.POSITION in ("above", "below", "details")
        assert figure.HEADING and figure.MEANING.endswith(".")
    orders = [figure.ORDER for figure in beside().values()]
    assert len(set(orders)) == len(orders)


def test_finding_the_figures_loads_neither_the_door_nor_drawing():
    code = (
        "import sys; from stepdown.beside import beside; beside(); "
        "sys.exit(any(name.startswith(('stepdown.disclosure', 'stepdown.figures')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def asked(*analyses: str, kind: str = "forest", competing: tuple[str, ...] = ()) -> SimpleNamespace:
    """A question, as far as it decides which figures stand beside it; the first analysis is the primary one."""
    from stepdown.answers.methods import analyses as models

    words = SimpleNamespace(competes=bool(competing), competing=competing)
    days = {"aalen_johansen": {"days": [30]}, "kaplan_meier": {"days": [30]}}
    return SimpleNamespace(
        figure=SimpleNamespace(kind=kind),
        outcome=SimpleNamespace(shape="time_to_event", words=lambda vocabulary: words),
        analyses=[
            models()[name](method=name, role="sensitivity" if i else "primary", **days.get(name, {}))
            for i, name in enumerate(analyses)
        ],
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (asked("cox"), []),
        (asked("cox", "overlap"), ["balance", "overlap"]),
        (asked("cox", "standardization", kind="curves"), ["methods"]),
        (asked("overlap", "kaplan_meier", kind="curves"), ["adjusted", "methods", "balance", "overlap"]),
        (asked("overlap", kind="curves"), ["methods", "balance", "overlap"]),
        (asked("aalen_johansen", competing=("completed", "died")), ["exits"]),
        (asked("aalen_johansen", competing=("completed",)), []),
        (asked("kaplan_meier", competing=("completed", "died")), []),
        (asked("cox", "tipping_point"), ["tipping"]),
    ],
)
def test_the_plan_decides_which_figures_there_are(question, expected):
    assert figures_beside(question, None) == expected


@pytest.mark.parametrize(
    ("points", "ending"),
    [(None, "score: a quarter, a half and one standard deviation. "), ([0, 5], "score. ")],
)
def test_a_tipping_grid_says_what_its_steps_are_parts_of(help_plan, vocabulary, protect, points, ending):
    question = help_plan.question("depression_by_arm")
    analyses = [
        one.model_copy(update={"points": points}) if one.method == "tipping_point" else one
        for one in question.analyses
    ]
    data = protect(
        pd.DataFrame([{"status": "ok", "changes": "no", "label": "a", "reference_label": "b", "reason": ""}])
    )
    words = beside()["tipping"].words(
        question.model_copy(update={"analyses": analyses}), vocabulary, "", data
    )
    assert f"to what like people who were seen {ending}" in words[2]
