"""Words in, endpoints out."""

from __future__ import annotations

import pytest

from stepdown.errors import RecordError, SourceError, StepdownError
from stepdown.outcomes.endpoints.csv_files import endpoints_from_csv
from stepdown.outcomes.endpoints.registry import columns


def write(folder, text, encoding="utf-8"):
    (folder / "words.csv").write_bytes(text.encode(encoding))
    return folder / "words.csv"


def refusal(folder, text, kind):
    with pytest.raises(kind) as caught:
        endpoints_from_csv(write(folder, text), folder / "out.csv")
    assert not (folder / "out.csv").exists()
    return str(caught.value)


def test_one_row_a_person_in_the_published_form(tmp_path):
    path = write(tmp_path, 'site,person_id,word\r\n1,007,---------------\r\n1,"a,b",+o\r\n', "utf-8-sig")
    assert endpoints_from_csv(path, tmp_path / "deep" / "out.csv") == 2
    head, *lines = (tmp_path / "deep" / "out.csv").read_text(encoding="utf-8").split("\n")
    assert head == ",".join(["person_id", *columns()])
    assert lines[0].startswith("007,TRUE,15,TRUE,TRUE,11,TRUE,TRUE,15,0,15,")
    assert lines[1].startswith('"a,b",FALSE,0,FALSE,')
    assert lines[1].endswith(",FALSE,FALSE,,,,,,")  # two positions are too few for the last three pairs
    assert lines[2] == ""


def test_every_problem_of_the_rows_at_once(tmp_path):
    message = refusal(tmp_path, "person_id,word\nsecret,+\nsecret,-\n,o\nx,\ny,++?\n", RecordError)
    for part in (
        "1 row has the person_id of an earlier row",
        "1 row has no person_id",
        "1 row has an empty word",
        "1 person has a symbol other than",
        "words.csv",
    ):
        assert part in message
    assert "secret" not in message and "++?" not in message


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "The column person_id is missing"),
        ("person_id,words\n1,+\n", "Did you mean words?"),
        ("person_id,word\n", "The file has no rows"),
        ("person_id,word,word\n1,+,-\n", "The column word is there twice"),
        ("person_id,word\n1,+,-\n2\n3,+\n", "2 rows have another number of cells"),
        ('person_id,word\n1,"+\n', "no CSV"),
    ],
)
def test_files_that_cannot_be_used(tmp_path, text, part):
    assert part in refusal(tmp_path, text, SourceError)


def test_other_files(tmp_path):
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        endpoints_from_csv(tmp_path / "nothing.csv", tmp_path / "out.csv")
    with pytest.raises(SourceError, match="UTF-8"):
        endpoints_from_csv(write(tmp_path, "person_id,word\n1,+\nü,-\n", "latin-1"), tmp_path / "out.csv")
    with pytest.raises(StepdownError, match="missing rule"):
        endpoints_from_csv(write(tmp_path, "person_id,word\n1,+\n"), tmp_path / "out.csv", missing="none")
