"""`stepdown check`: plan, source and records, without running anything."""

from __future__ import annotations

import pytest

from stepdown.errors import SourceError
from stepdown.plan.check import check_study


@pytest.fixture
def in_project(project, monkeypatch):
    monkeypatch.chdir(project)


def test_the_default_study_can_be_used(in_project):
    counts = check_study("help")
    assert counts["persons"] == "470 rows kept, 0 quarantined, 0 exact duplicates"
    assert list(counts) == ["persons", "episodes", "substance_use", "assessments", "aftercare", "follow_up"]


def test_a_source_folder_that_is_not_there_is_refused(in_project, write_plan, tmp_path):
    write_plan(("path: data/help", "path: data/nowhere"))
    with pytest.raises(SourceError, match=r"source\.path"):
        check_study("trial", str(tmp_path))
