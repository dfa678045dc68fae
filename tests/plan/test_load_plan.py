"""Every way in which a plan can be wrong, and what its author is told."""

from __future__ import annotations

import pytest

from stepdown.errors import PlanError
from stepdown.plan.load import find_plan, load_plan


def problems_of(path):
    with pytest.raises(PlanError) as caught:
        load_plan(path)
    return caught.value.problems


# what is wrong | edit: old line, new line | where | what is said | how to mend it
ONE_MISTAKE = {
    "misspelled top key": (
        "follow_up_by: arm", "folow_up_by: arm", "folow_up_by", "not known", "Did you mean follow_up_by?",
    ),
    "misspelled key of a question": (
        "summary: days to first use", "sumary: days to first use",
        "questions[1].sumary", "not known", "Did you mean summary?",
    ),
    "misspelled key of an outcome": (
        "instrument: ces_d}", "instrument: ces_d, wafe: 6}", "questions[2].outcome.wafe", "not known", "Known: definition",
    ),
    "misspelled key of an analysis": (
        "landmark_day: 30, adjusted: true", "landmark_day: 30, ajusted: true",
        "questions[3].analyses[1].ajusted", "not known", "Did you mean adjusted?",
    ),
    "misspelled key of the source": ("  path: data/help", "  path: data/help\n  pth: x", "source.pth", "not known", "path"),
    "misspelled key of the gates": (
        "  ascertainment: 0.5", "  ascertanment: 0.5", "gates.ascertanment", "not known", "Did you mean ascertainment?",
    ),
    "misspelled key of a condition": (
        "because: primary substance not recorded", "because: not recorded\n        becase: x",
        "populations.known_substance.conditions[1].becase", "not known", "Did you mean because?",
    ),
    "missing key": ("title: A small trial\n", "", "title", "missing", "config/README.md"),
    "missing key of a question": ("    horizon_days: 730\n", "", "questions[2].horizon_days", "missing", "Add it"),
    "unknown outcome definition": (
        "{definition: symptom_score, instrument: ces_d}", "{definition: symptom_scor, instrument: ces_d}",
        "questions[2].outcome.definition", "'symptom_scor' is not a known definition", "Did you mean symptom_score?",
    ),
    "unknown method": (
        "{method: rmst, role: primary}", "{method: rmstt, role: primary}",
        "questions[1].analyses[2].method", "'rmstt' is not a known method", "Did you mean rmst?",
    ),
    "outcome without a definition": (
        "{definition: symptom_score, instrument: ces_d}", "{instrument: ces_d}",
        "questions[2].outcome", "'definition' is missing", "",
    ),
    "text where a number belongs": ("horizon_days: 180", "horizon_days: half a year", "horizon_days", "it is text", ""),
    "a number where text belongs": ("title: A small trial", "title: 12", "title", "it is a whole number", ""),
    "nothing where text belongs": ("title: A small trial", "title:", "title", "it is empty", ""),
    "a list where a block belongs": ("{kind: curves}", "[curves]", "questions[1].figure", "it is a list", ""),
    "a bare no where a level belongs": ('reference: "no"', "reference: no", "exposure.reference", "true or false", ""),
    "a horizon of no days": ("horizon_days: 180", "horizon_days: 0", "horizon_days", "greater than 0", ""),
    "an id that is no file name": ("id: use_by_arm", "id: Use by arm", "questions[1].id", "pattern", ""),
    "unknown design": ("design: observational", "design: causal", "questions[3].design", "'observational'", ""),
    "unknown source adapter": (
        "adapter: help", "adapter: hepl", "source.adapter", "'hepl' is not a", "Did you mean help?",
    ),
    "unknown population": (
        "population: known_substance", "population: known_substances",
        "questions[3].population", "not defined", "Did you mean known_substance?",
    ),
    "unknown variable in a condition": (
        "variable: primary_substance", "variable: primary_drug",
        "conditions[1].variable", "not a variable of the source", "Did you mean primary_substance?",
    ),
    "unknown level in a condition": (
        "[alcohol, cocaine, heroin]", "[alcohol, cocain, heroin]", "is_in", "not a level", "Did you mean cocaine?",
    ),
    "unknown exposure": (
        "variable: aftercare.primary_care", "variable: aftercare.primary_car",
        "questions[3].exposure.variable", "not a variable", "Did you mean aftercare.primary_care?",
    ),
    "unknown reference level": (
        'reference: "no"', "reference: never", "exposure.reference", "not a level", "Known: no, yes",
    ),
    "unknown variable in the adjustment": (
        "[age, sex]", "[age, sexx]", "adjustment[2]", "not a variable of the source", "Did you mean sex?",
    ),
    "unknown instrument": ("instrument: ces_d", "instrument: cesd", "outcome", "not an instrument", ""),
    "a horizon on which no interview is due": (
        "horizon_days: 730", "horizon_days: 700", "horizon_days", "No interview is due on day 700", "730",
    ),
    "two primaries": (
        "{method: kaplan_meier, role: descriptive", "{method: kaplan_meier, role: primary",
        "questions[1].analyses", "2 analyses have the role primary", "Exactly one must.",
    ),
    "no primary": ("{method: mmrm, role: primary}", "{method: mmrm, role: sensitivity}", "analyses", "0 analyses", ""),
    "a method for another outcome": (
        "{method: mmrm, role: primary}", "{method: rmst, role: primary}",
        "questions[2].analyses[1].method", "rmst cannot answer a question about symptom_score", "time_to_event",
    ),
    "a landmark for what is known at time zero": (
        "{method: rmst, role: primary}", "{method: landmark, role: primary, landmark_day: 30}",
        "questions[1].analyses[2].method", "learned after time zero", "Use cox or rmst.",
    ),
    "a landmark after the horizon": (
        "landmark_day: 30", "landmark_day: 365", "landmark_day", "is not before the horizon", "earlier",
    ),
    "adjusted without an adjustment set": (
        "    adjustment: [age, sex]\n", "", "analyses[1].adjusted", "no adjustment set", "Add `adjustment:`",
    ),
    "adjusting for what came later": (
        "[age, sex]", "[age, aftercare.mutual_help]", "adjustment[2]", "learned after time zero", "Remove it",
    ),
    "the study is not called like its file": ("study: trial", "study: other", "study", "the file trial.yaml", "Rename"),
}  # fmt: skip


@pytest.mark.parametrize("case", ONE_MISTAKE)
def test_one_mistake_gives_one_problem_that_says_where_what_and_how(case, write_plan):
    old, new, where, what, mend = ONE_MISTAKE[case]
    found = problems_of(write_plan((old, new)))
    assert len(found) == 1, [str(problem) for problem in found]
    assert where in found[0].where
    assert what in found[0].what
    assert mend in found[0].mend


def test_a_problem_names_the_line_of_the_mistake(write_plan):
    path = write_plan(("horizon_days: 730", "horizon_days: 700"))
    line = 1 + path.read_text().splitlines().index("    horizon_days: 700")
    assert f"trial.yaml, line {line}:" in problems_of(path)[0].where


def test_all_mistakes_are_told_at_once(write_plan):
    path = write_plan(
        ("title: A small trial\n", ""),
        ("seed: 7", "seed: seven"),
        ("horizon_days: 180", "horizon_days: -1"),
        ("{method: mmrm, role: primary}", "{method: mrmm, role: primary}"),
    )
    assert len(problems_of(path)) == 4


def test_all_wrong_names_are_told_at_once(write_plan):
    path = write_plan(
        ("follow_up_by: arm", "follow_up_by: site"),
        ("population: known_substance", "population: nobody"),
        ("[age, sex]", "[age, shoe_size]"),
    )
    assert len(problems_of(path)) == 3


def test_two_questions_need_two_ids(write_plan):
    (problem,) = problems_of(write_plan(("id: mood_by_arm", "id: use_by_arm")))
    assert "2 questions have the id 'use_by_arm'" in problem.what


def test_comparing_needs_an_exposure(write_plan):
    path = write_plan(('    exposure: {variable: aftercare.primary_care, reference: "no"}\n', ""))
    assert all("compares groups, but the question has no exposure" in p.what for p in problems_of(path))


# A mistake that makes other lines wrong too: edit | what must be among the problems
WIDER_MISTAKE = {
    "a number as exposure": (
        'variable: aftercare.primary_care, reference: "no"', 'variable: age, reference: "no"', "needs groups",
    ),
    "the exposure in the adjustment": (
        'variable: aftercare.primary_care, reference: "no"', "variable: sex, reference: male", "sex is the exposure",
    ),
    "unknown kind of aftercare": (
        "{definition: symptom_score, instrument: ces_d}", "{definition: aftercare_start, kind: primary}",
        "Did you mean primary_care?",
    ),
    "unknown interview": (
        "{definition: symptom_score, instrument: ces_d}", "{definition: lost_to_follow_up, wave: 7}", "Known: 6, 12, 18, 24",
    ),
    "curves without Kaplan–Meier": (
        "      - {method: kaplan_meier, role: descriptive, days: [90, 180]}\n", "",
        "Curves are drawn from a kaplan_meier analysis",
    ),
    "curves of a score": ("{kind: trajectory}", "{kind: curves}", "there is none"),
    "a trajectory of a time to event": ("{kind: curves}", "{kind: trajectory}", "is not a score"),
}  # fmt: skip


@pytest.mark.parametrize("case", WIDER_MISTAKE)
def test_a_mistake_that_spreads_is_named_among_the_problems(case, write_plan):
    old, new, said = WIDER_MISTAKE[case]
    assert any(said in str(problem) for problem in problems_of(write_plan((old, new))))


# ---- YAML itself

UNREADABLE = {
    "empty": ("", "empty"),
    "only a comment": ("# nothing yet\n", "empty"),
    "a tab": ("study: trial\ntitle:\tx\n\tdata: real\n", "not valid YAML"),
    "an open bracket": ("study: [trial\ntitle: x\n", "not valid YAML"),
    "an unknown tag": ("study: !secret trial\n", "not valid YAML"),
    "a brace template": ("study: {{ study }}\n", "not valid YAML"),
    "a day that does not exist": ("study: 2020-13-45\n", "not valid YAML"),
    "a control character": ("study: a\x07b\n", "not valid YAML"),
    "a list": ("- study\n- trial\n", "it is a list"),
    "a sentence": ("Please run the trial.\n", "it is text"),
    "a key that is a number": ("1: trial\n", "1"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_is_no_plan_at_all_is_refused_in_words(case, tmp_path):
    text, what = UNREADABLE[case]
    path = tmp_path / "trial.yaml"
    path.write_text(text, encoding="utf-8")
    assert any(what in str(problem) for problem in problems_of(path))


def test_a_syntax_error_names_its_line(tmp_path):
    path = tmp_path / "trial.yaml"
    path.write_text("study: trial\ntitle: x\n  data: real\n", encoding="utf-8")
    assert f"{path}, line 3" in problems_of(path)[0].where


def test_a_doubled_key_names_its_second_line(write_plan):
    (problem,) = problems_of(write_plan(("seed: 7", "seed: 7\nseed: 8")))
    assert "there twice" in problem.what
    assert ", line 8: seed" in problem.where


def test_a_doubled_key_deep_inside_is_seen(write_plan):
    (problem,) = problems_of(write_plan(("{kind: curves}", "{kind: curves, kind: forest}")))
    assert "questions[1].figure.kind" in problem.where


def test_a_plan_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "trial.yaml"
    path.write_bytes("study: trial\ntitle: Größe\n".encode("latin-1"))
    assert "not UTF-8" in problems_of(path)[0].what


def test_a_plan_that_does_not_exist_is_refused(tmp_path):
    assert "does not exist" in problems_of(tmp_path / "trial.yaml")[0].what


def test_an_unknown_study_is_answered_with_the_known_ones(project):
    with pytest.raises(PlanError, match=r"Did you mean help\?"):
        find_plan("hepl", project / "config")


def test_a_folder_without_plans_says_so(tmp_path):
    with pytest.raises(PlanError, match="There are no plans"):
        find_plan("help", tmp_path)


# ---- exposures come before outcomes


def test_the_immortal_time_guard_refuses_a_comparison_by_what_came_later(write_plan):
    (problem,) = problems_of(
        write_plan(("{method: time_varying, role: sensitivity}", "{method: cox, role: sensitivity}"))
    )
    assert "learned after time zero" in problem.what


@pytest.mark.parametrize("method", ["cox", "rmst", "log_rank", "bounds", "kaplan_meier, days: [90]"])
def test_the_guard_covers_every_method_that_looks_ahead(method, write_plan):
    edit = ("{method: time_varying, role: sensitivity}", f"{{method: {method}, role: sensitivity}}")
    assert "immortal time" in problems_of(write_plan(edit))[0].what


def test_the_alternatives_of_the_guard_are_accepted_when_pasted(write_plan):
    old = "{method: time_varying, role: sensitivity}"
    (problem,) = problems_of(write_plan((old, "{method: cox, role: sensitivity}")))
    offered = [line.strip().removeprefix("- ") for line in problem.what.splitlines() if "{method" in line]
    assert len(offered) == 3
    for alternative in offered:
        plan = load_plan(write_plan((old, alternative)))
        assert plan.questions[2].analyses[1].role == "sensitivity"


def test_a_naive_comparison_is_accepted_under_its_own_name(write_plan):
    plan = load_plan(write_plan(("{method: time_varying, role: sensitivity}", "{method: cox, role: naive}")))
    assert plan.questions[2].analyses[1].role == "naive"


def test_a_population_may_not_be_chosen_by_what_came_later(write_plan):
    path = write_plan(
        ("variable: primary_substance", "variable: aftercare.primary_care"),
        ("[alcohol, cocaine, heroin]", '["yes"]'),
    )
    assert any("learned after time zero" in problem.what for problem in problems_of(path))


def test_a_population_may_not_leave_out_the_reference(write_plan):
    path = write_plan(
        ('variable: aftercare.primary_care, reference: "no"', "variable: primary_substance, reference: alcohol"),
        ("[alcohol, cocaine, heroin]", "[cocaine, heroin]"),
        ("{method: landmark, role: primary, landmark_day: 30, adjusted: true}", "{method: rmst, role: primary}"),
        ("{method: time_varying, role: sensitivity}", "{method: log_rank, role: sensitivity}"),
    )  # fmt: skip
    assert any("reference" in problem.where for problem in problems_of(path))


# ---- what holds for every refusal


@pytest.mark.parametrize("case", ONE_MISTAKE)
def test_a_refusal_reads_well_and_has_no_traceback(case, write_plan, capsys):
    from stepdown.errors import plain_exit

    old, new, *_ = ONE_MISTAKE[case]
    with pytest.raises(SystemExit) as ended, plain_exit():
        load_plan(write_plan((old, new)))
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.startswith("The study plan cannot be used: 1 problem") or "problems" in said
    assert "Traceback" not in said
    assert "pydantic" not in said


def test_the_small_plan_is_read(trial):
    assert [question.id for question in trial.questions] == ["use_by_arm", "mood_by_arm", "linkage_and_use"]
    assert trial.disclosure.min_cell == 11


def test_a_plan_cannot_be_changed_once_read(trial):
    with pytest.raises(ValueError, match="frozen"):
        trial.seed = 1


def test_a_byte_order_mark_is_no_mistake(tmp_path, trial_text):
    path = tmp_path / "trial.yaml"
    path.write_text(trial_text, encoding="utf-8-sig")
    assert load_plan(path).study == "trial"


def test_windows_line_ends_are_no_mistake(tmp_path, trial_text):
    path = tmp_path / "trial.yaml"
    path.write_bytes(trial_text.replace("\n", "\r\n").encode())
    assert load_plan(path).study == "trial"
