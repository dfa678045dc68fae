"""Sentences about weeks of care, about keeping to a level, and about in whom an effect is larger."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.answers.estimate import COLUMNS
from stepdown.answers.findings import effect_modification
from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.margin import with_margin
from stepdown.answers.findings.phrases import Rows
from stepdown.answers.findings.write import writer
from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.plan.load import load_plan

WEEKS, MARGIN, HOUSING = (
    "g06_weeks_received",
    "abstinence_iop_or_inpatient",
    "abstinence_iop_or_op_by_housing",
)
IOP, OUTCOME = "intensive_outpatient", "abstinent_throughout"


@pytest.fixture(scope="module")
def harbor(project):
    return load_plan(project / "config" / "harbor.yaml")


def row(measure, estimate, lower, upper, level, reference="", **more):
    fixed = dict.fromkeys(COLUMNS, "") | {
        "role": "primary", "status": "ok", "horizon_days": 180, "measure": measure, "estimate": estimate,
        "lower": lower, "upper": upper, "level": level, "reference": reference, "definition": OUTCOME,
    }  # fmt: skip
    return fixed | more


def context_of(plan, question, rows):
    table = pd.DataFrame([one | {"question": question} for one in rows], columns=list(COLUMNS))
    return Context(plan.question(question), vocabulary_of(plan.source), Rows(table, question))


SHORT, PLANNED, LONG = "under_8_weeks", "from_8_to_12_weeks", "over_12_weeks"


def weeks(plan, estimate, lower, upper):
    rows = [
        row("risk", 0.67 + estimate, 0.4, 0.7, SHORT),
        row("risk", 0.67, 0.6, 0.7, PLANNED),
        row("risk_difference", estimate, lower, upper, SHORT, PLANNED),
        row("risk_difference", float("nan"), float("nan"), float("nan"), LONG, PLANNED, status="not_estimable",
            reason="nobody's days fall into this window"),
        row("risk", 0.5, 0.4, 0.6, SHORT, role="naive", method="shares"),
        row("risk", 0.7, 0.6, 0.8, PLANNED, role="naive", method="shares"),
    ]  # fmt: skip
    context = context_of(plan, WEEKS, rows)
    return writer(context.question, context.vocabulary).write(context)


def test_weeks_of_care_in_people_of_100(harbor):
    finding = weeks(harbor, -0.15, -0.29, -0.02)
    assert finding.status == "stated"
    assert finding.headline.text == (
        "Counted fairly, 15 fewer of 100 people had not used any substance from day 150 to day 179 after fewer than 8 weeks "
        "of intensive outpatient care than after 8 to 12 weeks of intensive outpatient care; this is not proof that it was "
        "the cause."
    )
    detail, left_out, naive = (sentence.text for sentence in finding.sentences)
    assert detail.endswith("of intensive outpatient care, 67: 15 fewer, 2 to 29 people.")
    assert left_out == (
        "We cannot say what more than 12 weeks of intensive outpatient care would do: nobody's days fall into this window."
    )
    assert "That does not tell what the weeks did" in naive


def test_a_wide_interval_about_weeks_settles_nothing(harbor):
    finding = weeks(harbor, -0.05, -0.2, 0.1)
    assert finding.status == "uncertain"
    assert "do not settle how many weeks are enough" in finding.headline.text
    assert "20 people fewer to 10 more" in finding.sentences[0].text


def judged(plan, assigned, kept):
    effect = row("risk_difference", -0.02, -0.08, 0.04, IOP, "inpatient", method="overlap")
    rows = [effect]
    for which, verdict, worst in (("", *assigned), (", per protocol", *kept)):
        rows.append(
            row("largest_loss", worst, float("nan"), float("nan"), IOP, "inpatient", method="non_inferiority",
                role="sensitivity", definition=f"risk_difference{which}, margin 0.1: {verdict}",
                status="withheld" if verdict == "not judged" else "ok",
                reason="people_behind_strategies: weighting leaves too few people" if verdict == "not judged" else "")
        )  # fmt: skip
    context = context_of(plan, MARGIN, rows)
    return with_margin(context, writer(context.question, context.vocabulary).write(context))


def test_no_worse_is_said_only_when_both_exclude_the_loss(harbor):
    finding = judged(harbor, ("non-inferior", 0.08), ("non-inferior", 0.06))
    assert finding.status == "stated"
    assert finding.headline.text.endswith(
        "by the margin of 10 of 100 that was set beforehand: as they started, the data allow a loss of 8 of 100 at most; "
        "had everybody kept to the level, the data allow a loss of 6 of 100 at most."
    )


@pytest.mark.parametrize(
    ("kept", "says"),
    [
        (("inconclusive", 0.14), "Had everybody kept to the level, a loss of 14 of 100 cannot be ruled out."),
        (("not judged", float("nan")), "we cannot say: weighting leaves too few people."),
    ],
)
def test_otherwise_it_is_said_which_one_does_not(harbor, kept, says):
    finding = judged(harbor, ("non-inferior", 0.08), kept)
    assert finding.status == "uncertain"
    assert "that does not hold had everybody kept to the level" in finding.headline.text
    assert any(says in sentence.text for sentence in finding.sentences)


def test_the_margin_as_assigned_comes_first_where_it_is_not_excluded(harbor):
    finding = judged(harbor, ("inconclusive", 0.12), ("non-inferior", 0.06))
    assert finding.status == "uncertain"
    assert "a loss of 12 of 100 cannot be ruled out" in finding.headline.text
    assert finding.sentences[0].text == (
        "Had everybody kept to the level, a loss of 6 of 100 is the most that the data allow."
    )


def modified(plan, contrast):
    rows = []
    for group, estimate in (("stable", 0.09), ("unstable", 0.09 + contrast[0])):
        rows.append(
            row("risk_difference", estimate, estimate - 0.06, estimate + 0.06, IOP, "outpatient", method="interaction",
                definition=f"{OUTCOME}, housing: {group} housing")
        )  # fmt: skip
    rows.append(
        row("interaction_contrast", *contrast, IOP, "outpatient", method="interaction",
            definition=f"{OUTCOME}, housing: unstable housing")
    )  # fmt: skip
    return [sentence.text for sentence in effect_modification.sentences(context_of(plan, HOUSING, rows))]


def test_an_effect_in_two_groups_and_how_far_they_are_apart(harbor):
    both, apart = modified(harbor, (0.07, 0.01, 0.13))
    assert both == (
        "Among people with unstable housing, of 100, 16 more had not used any substance from day 150 to day 179 after "
        "intensive outpatient care than after outpatient care (10 to 22 people); among people with stable housing, 9 more "
        "(3 to 15 people)."
    )
    assert (
        apart
        == "The two effects are 7 of 100 apart (1 to 13 people): more among people with unstable housing."
    )


def test_a_wide_contrast_is_called_what_it_is(harbor):
    _, apart = modified(harbor, (0.01, -0.11, 0.12))
    assert apart == (
        "The two effects are 1 of 100 apart, but the data fit anything from 11 people fewer to 12 more among people with "
        "unstable housing: they do not settle whether it matters more to one group than to the other."
    )


@pytest.mark.parametrize(
    ("start", "none", "difference", "ending"),
    [
        (0.334, 0.394, -0.06, "6 fewer, 3 to 9 people."),
        (0.334, 0.386, -0.052, "5 fewer, 3 to 9 people (each number is rounded by itself)."),
    ],
)
def test_numbers_that_do_not_add_up_say_why(harbor, start, none, difference, ending):
    rows = [
        row("risk", start, start - 0.02, start + 0.02, "yes", horizon_days=90),
        row("risk", none, none - 0.02, none + 0.02, "no", horizon_days=90),
        row("risk_difference", difference, -0.09, -0.03, "yes", "no", horizon_days=90),
    ]
    context = context_of(harbor, "family_by_30", rows)
    finding = writer(context.question, context.vocabulary).write(context)
    assert any(sentence.text.endswith(ending) for sentence in finding.sentences), [
        sentence.text for sentence in finding.sentences
    ]


def test_people_as_they_came_are_told_from_those_made_alike(harbor):
    """Beside an adjusted effect the plain shares would look like its parts."""
    rows = [
        row("risk_difference", -0.16, -0.2, -0.12, IOP, "outpatient", horizon_days=90, adjustment="housing"),
        row("cumulative_incidence", 0.38, 0.35, 0.41, IOP, role="descriptive", horizon_days=90, definition="unplanned_exit"),
        row("cumulative_incidence", 0.41, 0.38, 0.43, "outpatient", role="descriptive", horizon_days=90,
            definition="unplanned_exit"),
    ]  # fmt: skip
    context = context_of(harbor, "leaving_iop_or_op", rows)
    finding = writer(context.question, context.vocabulary).write(context)
    (plain,) = [sentence.text for sentence in finding.sentences if "this many" in sentence.text]
    assert plain.startswith("As people came, before anything was accounted for, by day 90, this many")
