"""Missing, empty and altered source files stop a run before anything is read."""

from __future__ import annotations

import pytest

from stepdown.errors import SourceError
from stepdown.records.fingerprints import check_fingerprints

NAMES = ("HELPmiss.csv", "HELPrct.csv", "HELPfull.csv")


def problems_of(folder):
    with pytest.raises(SourceError) as caught:
        check_fingerprints(folder, NAMES, required=True)
    return caught.value.problems


def test_untouched_files_pass_and_give_their_sums(help_copy):
    found = check_fingerprints(help_copy.folder, NAMES, required=True)
    assert set(found) == set(NAMES)
    assert all(len(digest) == 64 for digest in found.values())


def test_the_committed_data_have_their_sums(project):
    check_fingerprints(project / "data" / "help", NAMES, required=True)


def test_an_altered_file_is_named(help_copy):
    help_copy.set_cell("HELPmiss.csv", 2, "age", "38")
    (problem,) = problems_of(help_copy.folder)
    assert problem.where.endswith("HELPmiss.csv")
    assert "altered" in problem.what


def test_one_appended_line_end_is_noticed(help_copy):
    with open(help_copy.folder / "HELPfull.csv", "a") as stream:
        stream.write("\n")
    assert "altered" in problems_of(help_copy.folder)[0].what


def test_a_missing_and_an_empty_file_are_told_at_once(help_copy):
    (help_copy.folder / "HELPrct.csv").unlink()
    (help_copy.folder / "HELPfull.csv").write_bytes(b"")
    missing, empty = problems_of(help_copy.folder)
    assert "missing" in missing.what
    assert "empty" in empty.what


def test_a_file_without_a_sum_is_refused(help_copy):
    help_copy.change("SHA256SUMS", lambda lines: lines[1:])
    (problem,) = problems_of(help_copy.folder)
    assert "no line in SHA256SUMS" in problem.what


def test_missing_sums_are_refused_with_the_command_that_makes_them(help_copy):
    (help_copy.folder / "SHA256SUMS").unlink()
    (problem,) = problems_of(help_copy.folder)
    assert "sha256sum" in problem.mend


def test_missing_sums_are_no_mistake_where_they_are_not_required(help_copy):
    (help_copy.folder / "SHA256SUMS").unlink()
    assert check_fingerprints(help_copy.folder, NAMES, required=False)


def test_sums_that_are_there_are_always_compared(help_copy):
    help_copy.set_cell("HELPmiss.csv", 2, "age", "38")
    with pytest.raises(SourceError, match="altered"):
        check_fingerprints(help_copy.folder, NAMES, required=False)


def test_a_missing_folder_is_named(tmp_path):
    (problem,) = problems_of(tmp_path / "nowhere")
    assert "does not exist" in problem.what


def test_new_sums_are_accepted(help_copy):
    help_copy.set_cell("HELPmiss.csv", 2, "age", "38")
    help_copy.sign()
    assert check_fingerprints(help_copy.folder, NAMES, required=True)
