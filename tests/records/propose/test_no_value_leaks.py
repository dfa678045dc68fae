"""Whatever the records hold, none of it is in the draft."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.errors import StepdownError
from stepdown.records.propose.draft import propose

# Letters that no comment of a draft holds in this order.
sentinels = st.text("ZQXJVK", min_size=4, max_size=12)
names = st.sampled_from(
    [
        "id",
        "client_id",
        "sex",
        "arm",
        "days_to_relapse",
        "relapse",
        "phq9_0",
        "phq9_6m",
        "admit_date",
        "result",
        "x",
    ]
)


@settings(max_examples=25)
@given(
    header=st.lists(names, min_size=2, max_size=6, unique=True),
    rows=st.lists(st.lists(sentinels, min_size=6, max_size=6), min_size=2, max_size=8),
    files=st.sampled_from([["study"], ["clients", "admissions", "uds", "phq9"]]),
)
def test_a_draft_or_a_refusal_holds_no_value(header, rows, files):
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "export")
        source.mkdir()
        for name in files:
            lines = [",".join(header), *(",".join(row[: len(header)]) for row in rows)]
            (source / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        try:
            said = propose(source, Path(folder, "config", "draft.yaml"))
            text = said.text + said.next_steps
        except StepdownError as error:
            text = str(error)
    text = text.replace(folder, "")
    assert not any(value in text for row in rows for value in row)
