"""Questions whose arms are spoiled on purpose, answered and passed through the door."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import RawAnswer, answer_question
from stepdown.answers.findings.write import write_findings
from stepdown.disclosure.door import release
from stepdown.disclosure.estimates import NUMBERS
from stepdown.disclosure.protected import read_protected
from stepdown.plan.study import Gates
from stepdown.tables.effects import effects

# A number as it is printed; with four figures and more, one is not met by chance.
PRINTED = re.compile(r"[-−]?\d+\.?\d*(?:e[-+]?\d+)?")
FIGURES = 4


@dataclass(frozen=True)
class Released:
    """One question's release, with what was found before the door."""

    folder: Path
    register: Path
    answer: RawAnswer
    findings: dict
    frame: object

    def read(self, name: str):
        return read_protected(self.folder / name, self.register)

    @property
    def finding(self) -> dict:
        return self.findings["findings"][0]

    @property
    def effects(self) -> str:
        """The table of every effect, as the research report prints it."""
        return effects(self.read("estimates.csv"), {self.frame.question.id: "Is it so?"}, "Effects").html()

    @property
    def texts(self) -> dict[str, str]:
        """Everything that may be read of the question: released files, the findings and the table of effects."""
        own = [*self.folder.glob(f"figures/{self.frame.question.id}*"), *self.folder.glob("*estimates.csv")]
        own.append(self.folder / "gates.json")
        return {path.name: path.read_text("utf-8") for path in own} | {
            "findings.json": str(self.findings),
            "effects.html": self.effects,
        }

    def failed(self) -> set[str]:
        """Gates that withhold something, as readers are told."""
        return {
            one["gate"]
            for one in self.read("gates.json").content["verdicts"][self.frame.question.id]
            if one["verdict"] in ("failed", "not evaluated")
        }


@pytest.fixture
def released(help_release, vocabulary, tmp_path):
    """`released(frame, gates, site)`: the frame's question, answered and released with these thresholds and this site."""

    def run(frame, gates: dict | None = None, **plan_changes) -> Released:
        changes = {"gates": Gates(**(gates or {})), "questions": [frame.question], **plan_changes}
        frame = replace(frame, plan=frame.plan.model_copy(update=changes))
        answer, name = answer_question(frame), frame.question.id
        raw = replace(
            help_release.raw,
            estimates=answer.estimates,
            verdicts={name: answer.verdicts},
            question_flow=answer.flow,
            curves={name: answer.curves},
            diagnostics={name: answer.diagnostics},
        )
        folder, register = tmp_path / "release", tmp_path / "restricted" / "register.json"
        release(raw, frame.plan, vocabulary, folder, register)
        estimates, verdicts = (
            read_protected(folder / file, register) for file in ("estimates.csv", "gates.json")
        )
        findings = write_findings(estimates, verdicts, frame.plan, vocabulary)
        return Released(folder, register, answer, findings, frame)

    return run


def _assert_withheld(found: Released, gate: str, measures: tuple[str, ...] = ()) -> None:
    """The gate's name and reason are told, and nothing else of any effect that it guards.

    Parameters
    ----------
    measures : the effects that must be withheld; all of the primary analysis where none are named.
    """
    raw = found.answer.estimates
    hidden = raw["status"] == "withheld"
    assert gate in found.failed()
    told = found.read("estimates.csv").table
    primary = (told["role"] == "primary") & told["reference"].fillna("").ne("")
    primary &= told["exposure"] == found.frame.question.exposure.variable
    guarded = told[primary & (told["measure"].isin(measures) if measures else True)]
    assert len(guarded) and (guarded["status"] == "withheld").all(), guarded[["measure", "level", "status"]]
    assert guarded["reason"].str.match(r"[a-z_]+: .+").all()
    _no_number_in_rows(found, told)
    _assert_untold(found, found.texts)
    _does_not_follow(told, raw[hidden & raw["reference"].ne("")])
    _no_sentence(found, told)


def _assert_untold(found: Released, texts: dict[str, str]) -> None:
    """No text prints a number of a withheld row."""
    raw = found.answer.estimates
    secret = raw.loc[raw["status"] == "withheld", list(NUMBERS)].to_numpy(float).ravel()
    secret = secret[np.isfinite(secret) & (secret != 0)]
    assert secret.size, "nothing was found that could have been withheld"
    for name, text in texts.items():
        met = _met(text, secret)
        assert not met, f"{name} tells {met}"


def _no_number_in_rows(found: Released, told: pd.DataFrame) -> None:
    """Estimates, figures and the table of effects keep the row, with the reason and without a number."""
    rows = told[told["status"] == "withheld"]
    assert rows[list(NUMBERS)].isna().all(axis=None)
    for path in (found.folder / "figures").glob(f"{found.frame.question.id}*.csv"):
        table = pd.read_csv(path)
        if "status" in table and "estimate" in table:
            shown = table[table["status"] == "withheld"]
            assert shown[["estimate", "lower", "upper"]].isna().all(axis=None), path.name
            assert shown["reason"].notna().all(), path.name
    assert found.effects.count("ithheld") >= 1


def _met(text: str, secret: np.ndarray) -> list[str]:
    """Printed numbers of four figures and more that are one of the secret ones, as a share or of 100 people."""
    met = []
    for printed in set(PRINTED.findall(text)):
        digits = printed.split("e")[0].lstrip("-−").replace(".", "").lstrip("0")
        if len(digits) >= FIGURES:
            value, size = abs(float(printed.replace("−", "-"))), len(digits)
            if any(
                value == float(f"{abs(scale * one):.{size - 1}e}") for one in secret for scale in (1, 100)
            ):
                met.append(printed)
    return met


def _does_not_follow(told: pd.DataFrame, hidden: pd.DataFrame) -> None:
    """No two numbers that are stated give a withheld effect as their difference or ratio."""
    stated = told.loc[told["status"] == "ok", "estimate"].dropna().to_numpy(float)
    pairs = np.subtract.outer(stated, stated), np.divide.outer(stated, np.where(stated == 0, np.nan, stated))
    for effect in hidden["estimate"].dropna():
        for made in pairs:
            assert not np.isclose(made, effect, rtol=1e-6, atol=0).any(), f"{effect} follows"


def _no_sentence(found: Released, told: pd.DataFrame) -> None:
    """No sentence rests on a withheld row; where the primary effect is one, we cannot say."""
    sentences = [found.finding["headline"], *found.finding["sentences"]]
    for sentence in sentences:
        for part in sentence["parts"]:
            if isinstance(part, dict):
                assert told.iloc[part["row"] - 1]["status"] != "withheld", sentence["text"]


@pytest.fixture(scope="session")
def assert_untold():
    """`assert_untold(released, {name: text})`: no text prints a number that is withheld."""
    return _assert_untold


@pytest.fixture(scope="session")
def assert_withheld():
    """`assert_withheld(released, gate, measures)`: the gate's reason is told, and no number of what it guards."""
    return _assert_withheld


def _world(n: int = 2000, steep: float = 0.8, chance: float = 0.5, seed: int = 3) -> pd.DataFrame:
    """Older people get the clinic more often and complete less often; the clinic helps."""
    draw = np.random.default_rng(seed)
    z = draw.normal(0, 1, n)
    clinic = draw.random(n) < 1 / (1 + np.exp(-steep * z))
    odds = chance / (1 - chance) * np.exp(-0.7 * z + 0.6 * clinic)
    return pd.DataFrame(
        {
            "person_id": [f"p{i:04d}" for i in range(n)],
            "arm": np.where(clinic, "clinic", "control"),
            "age": 40 + 10 * z,
            "sex": np.where(draw.random(n) < 0.5, "male", "female"),
            "primary_substance": draw.choice(["alcohol", "cocaine", "heroin"], n),
            "value": pd.array(draw.random(n) < odds / (1 + odds), dtype="boolean"),
        }
    )


@pytest.fixture(scope="session")
def world():
    """`world(n, steep, chance)`: people with an arm, covariates and a yes/no outcome; `steep` is how arms differ in age."""
    return _world


@pytest.fixture
def asked(frame_of):
    """`asked(people, "aipw", …)`: the frame of a question about completing treatment, its primary analysis by a method.

    Beside it stand what follows from it: an E-value, a margin and, for `multiple_imputation`, a tipping grid.
    """

    def make(people: pd.DataFrame, method: str, **options):
        beside = [{"method": "e_value", "role": "sensitivity"}]
        if method in ("overlap", "iptw", "att", "matching_weights", "aipw", "standardization"):
            beside.append({"method": "non_inferiority", "role": "sensitivity", "margin": 0.2})
        if method == "multiple_imputation":
            grid = {"cycles": 10, "adjusted": True, "odds_ratios": [1, 3], "corner": False}
            beside.append({"method": "tipping_point", "role": "sensitivity"} | grid)
        analyses = [
            {"method": "shares", "role": "descriptive"},
            {"method": method, "role": "primary"} | options,
            *beside,
        ]
        return frame_of(
            people.drop(columns="value"),
            people[["person_id", "value"]],
            design="observational",
            outcome={"definition": "treatment_completed"},
            adjustment=["age", "sex"],
            analyses=analyses,
        )

    return make
