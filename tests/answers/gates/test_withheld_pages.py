"""A withheld claim on the pages, in the figures and in its family: its reason, and no number."""

from __future__ import annotations

import base64

import numpy as np
import pandas as pd
import pytest

from stepdown.beside import figures_beside
from stepdown.disclosure.families import MEASURE
from stepdown.figures.registry import figure_description, figure_kind
from stepdown.figures.save import save_png
from stepdown.figures.specification import question_figure
from stepdown.figures.specify_beside import beside_figure
from stepdown.plan.family import Family
from stepdown.reports.pages import PageContent, write_pages

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def pages_of(found, folder) -> dict[str, str]:
    """Every page of a release, its figures drawn and put into words."""
    frame, alt_texts, pictures = found.frame, {"follow_up": "Who was reached."}, {}
    question, headline = frame.question, found.finding["headline"]["text"]
    names = [
        question.id,
        *(f"{question.id}_{suffix}" for suffix in figures_beside(question, frame.vocabulary)),
    ]
    for name in names:
        data, suffix = found.read(f"figures/{name}.csv"), name.removeprefix(question.id).strip("_")
        figure = (
            beside_figure(frame.plan, question, frame.vocabulary, suffix, headline, data)
            if suffix
            else question_figure(frame.plan, question, frame.vocabulary, headline, None, 2000, data)
        )
        alt_texts[name] = figure_description(figure.kind)(data, figure.words, **figure.options)
        for layout, ending in (("full", ""), ("phone", "_phone")):
            drawn = figure_kind(figure.kind)(data, figure.words, layout, **figure.options)
            pictures[f"{name}{ending}"] = folder / f"{name}{ending}.png"
            save_png(drawn, pictures[f"{name}{ending}"])
            alt_texts[f"{name}{ending}"] = alt_texts[name] + " ".join(
                text.get_text() for axes in drawn.axes for text in axes.texts
            )
    (folder / "pixel.png").write_bytes(PIXEL)
    pictures |= {"follow_up": folder / "pixel.png", "follow_up_phone": folder / "pixel.png"}
    content = PageContent(
        plan=frame.plan,
        vocabulary=frame.vocabulary,
        findings=found.findings,
        estimates=found.read("estimates.csv"),
        flow=found.read("flow.json"),
        quality=found.read("data_quality.json"),
        tables={"baseline": "", "follow_up": "", "effects": found.effects},
        pictures=pictures,
        alt_texts=alt_texts,
    )
    # Pictures are letters without end, some of which look like numbers.
    pages = {name: _without_pictures(page) for name, page in write_pages(content).items()}
    return pages | {f"{name}, words in it": text for name, text in alt_texts.items()}


def _without_pictures(page: str) -> str:
    first, *rest = page.split("data:image/png;base64,")
    return first + "".join(part[part.index('"') :] for part in rest)


@pytest.fixture
def without_overlap(world, asked, released):
    return released(asked(world(steep=3.5), "iptw"))


def test_no_page_and_no_figure_tells_what_was_withheld(
    without_overlap, assert_withheld, assert_untold, tmp_path
):
    assert_withheld(without_overlap, "overlap")
    pages = pages_of(without_overlap, tmp_path)
    assert {"director", "research", "q", "q_phone"} <= {name.partition(",")[0] for name in pages}
    assert_untold(without_overlap, pages)
    reason = "too many people could hardly have been in the other group"
    assert reason in pages["research"]
    assert "We cannot say" in pages["director"] and "Not every check was passed" in pages["director"]
    assert reason.capitalize() in pages["director"]


def test_a_check_that_was_not_done_is_told_to_directors(
    world, asked, released, assert_untold, tmp_path, monkeypatch
):
    monkeypatch.delattr("stepdown.estimators.categorical_likelihood.CategoricalFit.converged")
    monkeypatch.setattr("stepdown.estimators.propensity.Propensity.converged", None)
    found = released(asked(world(), "overlap"))
    pages = pages_of(found, tmp_path)
    assert_untold(found, pages)
    assert "It could not be checked whether the fits had settled" in pages["director"]
    assert "not evaluated" in pages["research"]


def test_a_claim_that_passes_is_on_the_pages(world, asked, released, tmp_path):
    """The search for numbers finds them where they may stand."""
    found = released(asked(world(), "overlap"))
    told = found.read("estimates.csv").table
    effect = told[(told["role"] == "primary") & (told["measure"] == "risk_difference")].iloc[0]
    pages = pages_of(found, tmp_path)
    assert f"{effect['estimate']:.4g}".lstrip("-") in pages["research"]
    assert "checks of the data and the models were passed" in pages["director"]


def test_a_family_does_not_judge_what_was_withheld(
    world, asked, released, assert_withheld, assert_untold, tmp_path
):
    people = world()
    lost = (people["arm"] == "clinic") & (people.index % 3 == 0)
    frame = asked(people.assign(value=people["value"].mask(lost)), "logistic")
    found = released(frame, families=[Family(name="one", questions=[frame.question.id])])
    assert_withheld(found, "ascertainment_difference")
    told = found.read("estimates.csv").table
    judged = told[told["measure"] == MEASURE]
    assert len(judged) == 1 and (judged["status"] == "withheld").all()
    assert judged[["estimate", "p_value"]].isna().all(axis=None)
    assert_untold(found, pages_of(found, tmp_path))


def test_a_trajectory_of_withheld_means_has_no_points(frame_of, released, assert_untold, tmp_path):
    """The means of a model are what its differences are made of."""
    draw = np.random.default_rng(9)
    clinic, people = draw.random(500) < 0.5, [f"p{i:03d}" for i in range(500)]
    own = draw.normal(0, 4, 500)
    parts = [
        pd.DataFrame(
            {"person_id": people, "wave": wave, "due_day": due, "day": due,
             "score": 30 + own - 0.01 * due * (1 + clinic) + draw.normal(0, 3, 500)}
        )
        for wave, due in {0: 0, 6: 183, 12: 365}.items()
    ]  # fmt: skip
    parts[2] = parts[2][~clinic | (draw.random(500) < 0.6)]
    frame = frame_of(
        pd.DataFrame({"person_id": people, "arm": np.where(clinic, "clinic", "control")}),
        pd.concat(parts, ignore_index=True),
        design="observational",
        outcome={"definition": "symptom_score", "instrument": "ces_d"},
        horizon_days=365,
        analyses=[{"method": "mmrm", "role": "primary"}],
        figure={"kind": "trajectory"},
    )
    found = released(frame)
    assert found.failed() == {"ascertainment_difference"}
    told = found.read("estimates.csv").table
    own_group = told["level"] == "clinic"
    assert (
        told.loc[own_group & told["measure"].isin(["mean", "mean_change", "mean_difference"]), "status"]
        == "withheld"
    ).all()
    assert (told.loc[told["measure"] == "chi_square", "status"] == "withheld").all()
    drawn = found.read("figures/q.csv").table
    assert drawn.loc[drawn["level"] == "clinic", ["mean", "lower", "upper"]].isna().all(axis=None)
    assert_untold(found, pages_of(found, tmp_path))
