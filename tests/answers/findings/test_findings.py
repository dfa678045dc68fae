"""A finding says what its rows allow: an effect, that the data do not settle it, or why it cannot be said."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.estimate import COLUMNS
from stepdown.answers.findings.write import write_findings
from stepdown.errors import DisclosureError

NAN = np.nan


def estimates(question, *rows: dict) -> pd.DataFrame:
    """A released table: each row gives what differs from a plain primary row of the question."""
    fixed = {
        "study": "help", "question": question.id, "role": "primary", "method": "rmst", "adjustment": "none",
        "outcome": question.outcome.key, "definition": question.outcome.definition, "missing_rule": "observed only",
        "population": question.population, "exposure": "", "level": None, "reference": None,
        "horizon_days": question.horizon_days, "measure": "", "estimate": NAN, "std_error": NAN, "lower": NAN,
        "upper": NAN, "p_value": NAN, "n": 200.0, "n_events": 90.0, "status": "ok", "reason": None,
    }  # fmt: skip
    return pd.DataFrame([fixed | row for row in rows], columns=list(COLUMNS))


def number(measure, estimate, lower, upper, level=None, reference=None, **more) -> dict:
    return {"measure": measure, "estimate": estimate, "lower": lower, "upper": upper, "level": level,
            "reference": reference} | more  # fmt: skip


def withheld(measure, level=None, reference=None, status="withheld", **more) -> dict:
    reason = (
        "ascertainment: the outcome is known for too few people"
        if status == "withheld"
        else "fewer than 11 events"
    )
    return number(measure, NAN, NAN, NAN, level, reference, status=status, reason=reason, **more)


def rmst(estimate, lower, upper, level="clinic", reference="control"):
    return number("rmst_difference", estimate, lower, upper, level, reference)


RISKS = [
    number("risk", 0.6, 0.5, 0.7, "clinic", method="kaplan_meier", role="descriptive"),
    number("risk", 0.2, 0.1, 0.3, "control", method="kaplan_meier", role="descriptive"),
]
BOUNDS = number("risk_difference", NAN, -0.3, 0.4, "clinic", "control", method="bounds", role="sensitivity")
FIRM_BOUNDS = BOUNDS | {"lower": 0.31, "upper": 0.41}


def mood(effect: dict, change=-9.0):
    """Means at baseline and month 24, the change, and the effect."""
    rows = []
    for level in ("clinic", "control"):
        rows += [
            number("mean", 32.9, 31.8, 34.1, level, horizon_days=0),
            number("mean", 32.9 + change, 22.0, 26.0, level),
            number("mean_change", change, change - 2, change + 2, level),
        ]
    return [*rows, effect]


def mood_effect(estimate, lower, upper):
    return number("mean_difference", estimate, lower, upper, "clinic", "control")


def late(role, method, estimate, lower, upper, day=None):
    definition = f"first_use after day {day}" if day else "first_use"
    return number(
        "hazard_ratio", estimate, lower, upper, "yes", "no", role=role, method=method, definition=definition
    )


NAIVE = late("naive", "cox", 0.55, 0.4, 0.76)
OTHERS = [
    late("sensitivity", "landmark", 0.9, 0.6, 1.4, 14),
    late("sensitivity", "time_varying", 1.1, 0.7, 1.6),
]
SCORES = [number("mean", 22.1, 20.0, 24.2, "yes"), number("mean", 26.0, 24.0, 28.0, "no")]


def score(estimate, lower, upper):
    return number("mean_difference", estimate, lower, upper, "yes", "no", method="landmark", adjustment="age")


def odds(exposure, level, reference, estimate, lower, upper, **more):
    return number(
        "odds_ratio", estimate, lower, upper, level, reference, exposure=exposure, method="logistic", **more
    )


# what the rows say | question | rows | status of the finding
CASES = {
    "sooner": ("linkage_by_arm", [rmst(-130, -155, -106), *RISKS, FIRM_BOUNDS], "stated"),
    "later": ("linkage_by_arm", [rmst(30, 10, 50), *RISKS, BOUNDS], "stated"),
    "a tiny clear effect": ("linkage_by_arm", [rmst(-0.3, -0.5, -0.1), *RISKS], "stated"),
    "an interval that touches 0": ("linkage_by_arm", [rmst(10, 0, 20)], "uncertain"),
    "both directions": ("linkage_by_arm", [rmst(-5, -20, 10), *RISKS, BOUNDS], "uncertain"),
    "withheld": ("linkage_by_arm", [withheld("rmst_difference", "clinic", "control"), *RISKS, BOUNDS], "cannot_say"),
    "suppressed": ("linkage_by_arm", [withheld("rmst_difference", "clinic", "control", "suppressed")], "cannot_say"),
    "no row at all": ("linkage_by_arm", [RISKS[0]], "cannot_say"),
    "hidden risks": (
        "linkage_by_arm", [rmst(-130, -155, -106), withheld("risk", "clinic", status="suppressed")], "stated",
    ),
    "three groups, one clear": (
        "first_use_by_substance",
        [rmst(-20, -35, -5, "cocaine", "alcohol"), rmst(-3, -20, 14, "heroin", "alcohol")], "stated",
    ),
    "three groups, one withheld": (
        "first_use_by_substance",
        [rmst(-20, -35, -5, "cocaine", "alcohol"), withheld("rmst_difference", "heroin", "alcohol")], "stated",
    ),
    "three groups, none clear": (
        "first_use_by_substance",
        [rmst(-2, -35, 31, "cocaine", "alcohol"), rmst(3, -14, 20, "heroin", "alcohol")], "uncertain",
    ),
    "scores fell in both groups alike": ("depression_by_arm", mood(mood_effect(-0.2, -2.9, 2.5)), "stated"),
    "scores did not clearly change": ("depression_by_arm", mood(mood_effect(-0.2, -2.9, 2.5), change=-1.0), "uncertain"),
    "scores fell more in one group": ("depression_by_arm", mood(mood_effect(-4.2, -6.9, -1.5)), "stated"),
    "scores fell less in one group": ("depression_by_arm", mood(mood_effect(4.2, 1.5, 6.9)), "stated"),
    "scores rose": ("depression_by_arm", mood(mood_effect(0.1, -2, 2.2), change=5.0), "stated"),
    "the difference of scores is withheld": (
        "depression_by_arm", mood(withheld("mean_difference", "clinic", "control")), "cannot_say",
    ),
    "no change can be shown": ("depression_by_arm", [withheld("mean_difference", "clinic", "control")], "cannot_say"),
    "late exposure, settled": (
        "linkage_and_first_use", [NAIVE, late("primary", "landmark", 0.6, 0.45, 0.8, 30), *OTHERS], "stated",
    ),
    "late exposure, more": ("linkage_and_first_use", [late("primary", "landmark", 1.6, 1.2, 2.2, 30)], "stated"),
    "late exposure, not settled": (
        "linkage_and_first_use", [NAIVE, late("primary", "landmark", 0.95, 0.6, 1.5, 30), OTHERS[0]], "uncertain",
    ),
    "late exposure, withheld": (
        "linkage_and_first_use", [NAIVE, withheld("hazard_ratio", "yes", "no", method="landmark")], "cannot_say",
    ),
    "score after a landmark, lower": ("self_help_and_depression", [*SCORES, score(-3.9, -6.9, -0.9)], "stated"),
    "score after a landmark, higher": ("halfway_house_and_depression", [*SCORES, score(3.9, 0.9, 6.9)], "stated"),
    "score after a landmark, not settled": ("self_help_and_depression", [*SCORES, score(-3.9, -8, 0.2)], "uncertain"),
    "score after a landmark, withheld": (
        "self_help_and_depression", [*SCORES, withheld("mean_difference", "yes", "no")], "cannot_say",
    ),
    "some predictors are clear": (
        "lost_to_follow_up",
        [odds("arm", "clinic", "control", 0.6, 0.4, 0.9), odds("age", "per 10 years", None, 0.9, 0.7, 1.2)], "stated",
    ),
    "a number is clear": ("lost_to_follow_up", [odds("age", "per 10 years", None, 0.7, 0.5, 0.9)], "stated"),
    "no predictor is clear": ("lost_to_follow_up", [odds("sex", "female", "male", 0.9, 0.5, 1.4)], "uncertain"),
    "all predictors are hidden": (
        "lost_to_follow_up", [withheld("odds_ratio", "female", "male", "suppressed", exposure="sex")], "cannot_say",
    ),
}  # fmt: skip


@pytest.fixture(params=CASES)
def told(request, help_plan, vocabulary, protect):
    """The case's question, its table, the expected status and its finding."""
    name, rows, status = CASES[request.param]
    question = help_plan.question(name)
    table = estimates(question, *rows)
    plan = help_plan.model_copy(update={"questions": [question]})
    (finding,) = write_findings(protect(table), protect({"verdicts": {name: []}}), plan, vocabulary)[
        "findings"
    ]
    return question, table, status, finding


def sentences(finding) -> list[dict]:
    return [finding["headline"], *finding["sentences"]]


def everything(finding) -> str:
    return " ".join(sentence["text"] for sentence in sentences(finding))


def test_the_status_follows_the_rows(told):
    *_, status, finding = told
    assert finding["status"] == status


def ways_to_print(value: float) -> set[str]:
    """Every way in which a sentence may print a cell, written anew here."""
    plain = {f"{abs(value):,.0f}", f"{abs(100 * value):,.0f}", f"{abs(value):.1f}", f"{value:.2f}"}
    from_one = {f"{100 * abs(value - 1):,.0f}"}
    texts = {text.replace(",", "\u2009") for text in plain | from_one}
    return texts | {f"−{text}" for text in texts if value < 0}


def check_numbers(finding, table):
    pointed = 0
    for sentence in sentences(finding):
        assert sentence["text"] == "".join(p if isinstance(p, str) else p["text"] for p in sentence["parts"])
        for part in sentence["parts"]:
            if isinstance(part, dict):
                value = table[part["column"]].iloc[part["row"] - 1]
                assert part["text"] in ways_to_print(value), (part, value)
                pointed += 1
    return pointed


def test_every_number_is_the_cell_that_it_points_to(told):
    _, table, _, finding = told
    check_numbers(finding, table)


def test_a_stated_effect_points_to_a_cell(told):
    _, table, status, finding = told
    if status == "stated":
        assert check_numbers(finding, table) > 0


def test_a_number_in_plain_text_is_a_day_a_month_or_a_count_of_comparisons(told):
    question, table, _, finding = told
    days = {question.horizon_days, round(question.horizon_days / 30.4), getattr(question.outcome, "wave", 0)}
    days |= {a.landmark_day for a in question.analyses if hasattr(a, "landmark_day")}
    allowed = days | {100, 10, 11} | set(range(len(table) + 1))
    for sentence in sentences(finding):
        for part in sentence["parts"]:
            if isinstance(part, str):
                assert {int(found) for found in re.findall(r"\d+", part)} <= allowed, part


def test_no_sentence_prints_a_missing_number(told):
    said = everything(told[3])
    assert "nan" not in said.lower().replace("finan", "")
    assert not re.search(r"\bNone (?!of)", said)


CAUSAL = re.compile(
    r"\b(led to|caused?|because of|thanks to|due to|effect of|makes?|prevents?|works?|reduced?)\b", re.I
)
DENIED = "this is not proof that it was the cause"
FORBIDDEN = re.compile(r"\b(addicts?|abusers?|clean|dirty|failed|failures?|relapsers?|no difference)\b", re.I)


def test_a_causal_word_is_earned_by_a_randomised_design_alone(told):
    question, *_, finding = told
    said = everything(finding).replace(DENIED, "")
    if question.design != "randomised":
        assert not CAUSAL.search(said), said


def test_a_causal_word_is_not_used_for_what_is_not_settled(told):
    *_, status, finding = told
    if status != "stated":
        assert "led to" not in everything(finding)


def test_people_are_spoken_of_with_respect_and_no_evidence_is_no_evidence_of_absence(told):
    assert not FORBIDDEN.search(everything(told[3])), everything(told[3])


def test_a_sentence_begins_with_a_capital_and_ends_with_a_stop(told):
    for sentence in sentences(told[3]):
        assert re.match(r"[A-Z0-9−]", sentence["text"]), sentence["text"]
        assert sentence["text"].endswith(".")
        assert "  " not in sentence["text"]
        assert "{" not in sentence["text"]


def test_what_cannot_be_said_gives_its_reason_without_a_gates_technical_name(told):
    *_, status, finding = told
    if status == "cannot_say":
        assert "reason" in everything(finding).lower()
        assert "ascertainment:" not in everything(finding)


def test_findings_are_written_from_protected_estimates_alone(help_plan, vocabulary, protect):
    raw = estimates(help_plan.questions[0], rmst(-130, -155, -106))
    with pytest.raises(DisclosureError):
        write_findings(raw, protect({"verdicts": {}}), help_plan, vocabulary)


# ---- the real study


def test_the_real_findings_point_to_their_cells(help_release):
    table = help_release.read("estimates.csv").table
    assert sum(check_numbers(finding, table) for finding in help_release.findings["findings"]) > 20


def test_the_real_findings_use_no_forbidden_word(help_release):
    for finding in help_release.findings["findings"]:
        said = everything(finding)
        assert not FORBIDDEN.search(said), said
        if finding["design"] != "randomised":
            assert not CAUSAL.search(said.replace(DENIED, "")), said


def syllables(word: str) -> int:
    """Groups of vowels, less a silent e: near enough for a reading grade."""
    word = word.lower()
    count = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(count, 1)


def reading_grade(text: str) -> float:
    """Flesch–Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid et al. 1975)."""
    parts = [part for part in re.split(r"[.!?;:]\s", text + " ") if part.strip()]
    words = re.findall(r"[A-Za-z]+(?:-[A-Za-z]+)*|\d+", text)
    letters = [word for word in words if not word.isdigit()]
    total = sum(syllables(part) for word in letters for part in word.split("-")) + len(words) - len(letters)
    return 0.39 * len(words) / len(parts) + 11.8 * total / len(words) - 15.59


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The cat sat on the mat. It was warm.", -3, 2),
        ("Notwithstanding considerable methodological heterogeneity, investigators characterised longitudinal "
         "trajectories.", 18, 60),
    ],
)  # fmt: skip
def test_the_reading_grade_tells_plain_words_from_learned_ones(text, low, high):
    assert low <= reading_grade(text) <= high


def test_a_director_can_read_the_real_findings(help_release):
    text = " ".join(everything(finding) for finding in help_release.findings["findings"])
    assert reading_grade(text) <= 10
