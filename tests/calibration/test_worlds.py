"""Runs that are stopped and taken up again, and what worlds add up to."""

from __future__ import annotations

import json
from math import nan

import calibrate
import numpy as np
import pytest
import worlds as many


class _InTurn:
    """A pool that works by itself, and counts."""

    def __init__(self) -> None:
        self.numbers: list[int] = []

    def map(self, work, names, numbers, people, chunksize=1):
        for name, number, n in zip(names, numbers, people, strict=True):
            self.numbers.append(number)
            yield work(name, number, n)


@pytest.fixture
def unfinished(tmp_path, monkeypatch):
    monkeypatch.setattr(many, "UNFINISHED", tmp_path)
    return tmp_path


def test_a_stopped_run_goes_on_where_it_was_and_ends_the_same(unfinished):
    whole = many.run("judging", 12, 100, _InTurn())
    (path,) = unfinished.iterdir()
    lines = path.read_text(encoding="utf-8").splitlines()
    # Killed in the middle of the sixth line.
    path.write_text("\n".join([*lines[:5], lines[5][:20]]), encoding="utf-8")
    for missing in (list(range(5, 12)), []):
        again = _InTurn()
        assert json.dumps(many.run("judging", 12, 100, again)) == json.dumps(whole)
        assert again.numbers == missing


def test_what_other_code_left_is_not_taken_up(unfinished, monkeypatch):
    many.run("judging", 3, 100, _InTurn())
    monkeypatch.setattr(many, "_code", lambda name: "another")
    again = _InTurn()
    many.run("judging", 3, 100, again)
    assert again.numbers == [0, 1, 2]


def test_what_is_written_is_forgotten_and_nothing_else(unfinished):
    for name in ("harbor-6000-a", "harbor-6000-b", "harbor_loss-6000-a"):
        (unfinished / f"{name}.jsonl").touch()
    many.forget("harbor")
    assert [path.name for path in unfinished.iterdir()] == ["harbor_loss-6000-a.jsonl"]


def test_two_processes_find_what_one_finds(unfinished, tmp_path, monkeypatch):
    alone = many.run("judging", 20, 100, _InTurn())
    monkeypatch.setattr(many, "UNFINISHED", tmp_path / "other")
    with many.pool(2) as workers:
        together = many.run("judging", 20, 100, workers)
    assert json.dumps(together) == json.dumps(alone)


def test_worlds_add_up_to_bias_error_ratio_and_coverage():
    draw = np.random.default_rng(1)
    found = []
    for _ in range(400):
        estimate = 2 + draw.normal()
        right = ("two", estimate, 1.0, estimate - 1.96, estimate + 1.96)
        found.append({"right": right, "test": (0.0, nan, nan, 0.0, 1.0)})
    right, test = many.summarize(found, {"two": (2.0, 0.03)})
    assert right["truth"] == 2
    assert abs(right["bias"]) < 4 * right["bias_error"]
    # The truth's own Monte Carlo error counts.
    assert right["bias_error"] > 0.05
    assert abs(right["error_ratio"] - 1) < 4 * right["error_ratio_error"]
    assert many.off(right) == []
    assert np.isnan(test["bias"])
    assert test["coverage"] == 1
    assert many.off(test) == ["coverage"]


def test_a_truth_may_differ_from_world_to_world():
    found = [{"a": (float(k), k + 0.5, 1.0, k - 1.0, k + 2.0)} for k in range(5)]
    (row,) = many.summarize(found)
    assert row["truth"] == 2
    assert row["bias"] == pytest.approx(0.5)


def test_a_world_without_an_estimate_is_one_without_a_claim():
    there, none = (0.0, 0.1, 1.0, -1.0, 1.0, 1.0), (0.0, nan, nan, nan, nan, 0.0)
    row, nothing = many.summarize([{"a": there, "b": none}, {"a": none, "b": none}, {"a": there, "b": none}])
    assert (row["worlds"], row["coverage"]) == (2, 1)
    assert row["stated"] == pytest.approx(2 / 3)
    assert (nothing["worlds"], nothing["stated"]) == (0, 0)
    assert many.off(nothing) == []


def test_the_page_says_what_misses_and_prints_no_nan():
    row = {"truth": 0.0, "bias": None, "bias_error": None, "error_ratio": None, "error_ratio_error": None}
    row |= {"estimator": "silence", "coverage": 0.8, "coverage_error": 0.007}
    found = {name: {"worlds": 1000, "people": 300, "rows": [row]} for name in ("judging", "harbor")}
    text = calibrate.page(found)
    assert "| silence \\* | 0 | – | – | 80.0 (0.7) |" in text
    assert "nan" not in text.replace("naive", "")
    assert text.index("## Do the primary analyses of Harbor") < text.index("## Do tests of several questions")
    assert calibrate.unexplained("judging", [row]) == ["silence"]


def test_a_study_says_in_how_many_worlds_an_effect_may_be_stated():
    found = [
        {"a": (0.0, 0.1, 1.0, -1.0, 1.0, stated), "b": (0.0, 0.1, 1.0, -1.0, 1.0)} for stated in (1.0, 0.0)
    ]
    table = calibrate._table(many.summarize(found))
    assert "may be stated" in table
    assert [line.split("|")[-2].strip() for line in table.splitlines()[2:]] == ["50", "–"]
