"""What cannot be run is refused before any job, in words, and leaves nothing behind."""

from __future__ import annotations

import pytest

BROKEN = {
    "a misspelled key": ("seed:", "sead:", "Did you mean seed?"),
    "an unknown variable": ("follow_up_by: arm", "follow_up_by: amr", "Did you mean arm?"),
    "YAML that does not parse": ("study: small", "study: [small", "not valid YAML"),
    "a source folder that is not there": ("path: data/small", "path: data/smal", "folder does not exist"),
}


def refused(finished) -> str:
    said = finished.stdout + finished.stderr
    assert finished.returncode != 0
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_plan_stops_the_run_with_its_message(case, small):
    old, new, message = BROKEN[case]
    text = small.plan.read_text(encoding="utf-8")
    assert old in text
    plans = small.folder / "broken"
    plans.mkdir(exist_ok=True)
    (plans / "small.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    assert message in refused(small.snakemake(plans="broken", results="nothing"))
    assert not (small.folder / "nothing").exists()


def test_an_unknown_study_is_answered_with_the_known_ones(small):
    assert "Did you mean small?" in refused(small.snakemake(study="smal", results="nothing"))
    assert not (small.folder / "nothing").exists()


def test_an_altered_source_stops_the_run(small):
    path = small.folder / "data" / "small" / "HELPmiss.csv"
    before = path.read_bytes()
    try:
        path.write_bytes(before.replace(b"female", b"male", 1))
        said = refused(small.snakemake(results="nothing"))
    finally:
        path.write_bytes(before)
    assert "HELPmiss.csv" in said
    assert "altered" in said
    assert not (small.folder / "nothing").exists()
