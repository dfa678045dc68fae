"""One run of a small study, from source files to manifest."""

from __future__ import annotations

import json
import os
import re
import stat
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from stepdown.files import read_json, sha256

FIGURES = ("follow_up", "linkage_by_arm", "depression_by_arm", "linkage_and_first_use", "lost_to_follow_up")
RELEASE = [
    "estimates.csv", "findings.json", "flow.json", "data_quality.json", "gates.json", "manifest.json",
    "notebooks/01_explore_a_study.html",
    *(f"reports/{name}.html" for name in ("director", "research", "index")),
    *(f"tables/{name}.{kind}" for name in ("baseline", "follow_up", "effects") for kind in ("csv", "html")),
    *(f"figures/{name}{kind}" for name in FIGURES for kind in (".png", "_phone.png", ".csv")),
]  # fmt: skip


@pytest.mark.parametrize("name", RELEASE)
def test_the_release_is_whole(name, run):
    assert (run.release() / name).stat().st_size > 0


def test_row_level_data_are_for_their_owner_alone(run):
    mode = (run.release().parent / "restricted").stat().st_mode
    assert stat.S_IMODE(mode) == 0o700


def test_no_person_is_named_in_the_release(run):
    for path in run.release().rglob("*"):
        if path.is_file() and path.suffix != ".png":
            assert "help-0" not in path.read_text(encoding="utf-8"), path


def test_no_person_and_no_value_is_named_in_a_log(run):
    for path in (run.release().parent / "logs").iterdir():
        assert "help-0" not in path.read_text(encoding="utf-8"), path


def test_the_manifest_holds_the_sum_of_every_file(run):
    release, manifest = run.release(), read_json(run.release() / "manifest.json")
    assert {name: sha256(release / name) for name in manifest["outputs"]} == manifest["outputs"]
    for part in ("inputs", "plan", "lock"):
        assert {name: sha256(run.folder / name) for name in manifest[part]} == manifest[part]
    released = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    assert released - set(manifest["outputs"]) == {"manifest.json"}


def test_the_manifest_names_no_path_of_this_machine(run):
    assert str(run.folder) not in (run.release() / "manifest.json").read_text()


def test_a_second_call_has_nothing_to_do(run):
    again = run.snakemake()
    assert again.returncode == 0
    assert "Nothing to be done" in again.stdout + again.stderr


def test_another_number_of_cores_gives_the_same_bytes(run):
    other = run.snakemake(cores=1, results="elsewhere")
    assert other.returncode == 0, other.stderr[-4000:]
    first, second = (
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        for folder in (run.release(), run.release("elsewhere"))
    )
    assert set(first) == set(second)
    assert [name for name in first if first[name] != second[name]] == []


def jobs_of(dry_run) -> set[str]:
    """The rules that a dry run would run; for `answer_question`, the questions."""
    said = dry_run.stdout + dry_run.stderr
    _, _, listed = said.partition("Job stats:")
    rules = set(re.findall(r"^(\w+) +\d+$", listed.partition("\ntotal ")[0], flags=re.MULTILINE))
    questions = set(re.findall(r"Answers: (\w+)", said))
    return rules - {"answer_question"} | questions


@contextmanager
def edited(path: Path):
    """Give a file's text, and put the file back as it was, its time included."""
    before, times = path.read_bytes(), (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    try:
        yield before.decode()
    finally:
        path.write_bytes(before)
        os.utime(path, ns=times)


AFTER_AN_ANSWER = {
    "pass_the_door",
    "write_findings",
    "draw_figures",
    "make_tables",
    "write_reports",
    "run_notebook",
}


@pytest.mark.parametrize(
    ("edit", "jobs"),
    [
        ({"horizon_days": 300}, {"linkage_by_arm", *AFTER_AN_ANSWER, "write_manifest", "all"}),
        ({}, {"write_manifest", "all"}),
    ],
    ids=["a question is edited", "only a comment is edited"],
)
def test_an_edit_reruns_what_depends_on_it(edit, jobs, run):
    with edited(run.plan) as before:
        plan = yaml.safe_load(before)
        plan["questions"][0] |= edit
        run.plan.write_text("# edited\n" + yaml.safe_dump(plan, sort_keys=False, allow_unicode=True))
        dry_run = run.snakemake("-n")
    assert dry_run.returncode == 0
    assert jobs_of(dry_run) == jobs


def test_an_edited_stage_reruns_itself_and_what_follows(run):
    module = run.folder / "workflow" / "stepdown" / "tables" / "effects.py"
    with edited(module) as before:
        module.write_text(before + "\n# edited\n", encoding="utf-8")
        dry_run = run.snakemake("-n")
    jobs = jobs_of(dry_run)
    assert "make_tables" in jobs
    assert not jobs & {"read_records", "build_cohort", "pass_the_door", "linkage_by_arm"}


def test_the_report_is_made_without_a_network(run):
    made = run.snakemake("--report", "report.zip")
    assert made.returncode == 0, made.stderr[-3000:]
    assert (run.folder / "report.zip").stat().st_size > 100_000


# ---- the notebook


def notebook(run) -> dict:
    return json.loads((run.folder / "notebooks" / "01_explore_a_study.ipynb").read_text(encoding="utf-8"))


def test_the_notebook_names_its_kernel_and_language(run):
    metadata = notebook(run)["metadata"]
    assert metadata["kernelspec"]["name"] == "python3"
    assert metadata["language_info"]["name"] == "python"


def test_the_committed_notebook_holds_no_output(run):
    for cell in notebook(run)["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_the_notebook_gives_the_same_numbers_by_hand(run):
    executed = run.call(
        "-m", "nbconvert", "--to", "notebook", "--execute", "--stdout", "01_explore_a_study.ipynb",
        cwd="notebooks", STEPDOWN_STUDY="small",
    )  # fmt: skip
    assert executed.returncode == 0, executed.stderr[-3000:]
    page = (run.release() / "notebooks" / "01_explore_a_study.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]+>", "", page)
    texts = [
        "".join(output["text"])
        for cell in json.loads(executed.stdout)["cells"]
        for output in cell.get("outputs", [])
        if output["output_type"] == "stream" and output["name"] == "stdout"
    ]
    assert len(texts) >= 3
    for printed in texts:
        for line in printed.splitlines():
            assert line.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in text


def test_the_page_of_the_notebook_needs_no_network(run):
    page = (run.release() / "notebooks" / "01_explore_a_study.html").read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)=["']https?:""", page)
    assert "<script" not in page
