"""Mixed model for repeated measures: every wave its own mean, and a covariance between waves."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import model_validator

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates.convergence import of_fits
from stepdown.answers.methods.base import AnalysisModel, Answer, attempt
from stepdown.answers.methods.longitudinal import (
    AT_RANDOM,
    DEGREES_WORDS,
    STRUCTURE_WORDS,
    contrasts,
    joint_row,
    no_answer,
)
from stepdown.answers.methods.repeated import RepeatedDesign, effect_weights, repeated_design
from stepdown.answers.methods.repeated_rows import compared_definition, repeated_rows
from stepdown.estimators.mmrm_structures import StructureName


class Analysis(AnalysisModel):
    """MMRM, unstructured covariance, REML, Satterthwaite degrees of freedom; all interviews used.

    Where the covariance asked for cannot be fitted to these people, the next of this order is taken, and the definition
    of every row says so: unstructured, heterogeneous Toeplitz, heterogeneous AR(1), heterogeneous compound symmetry,
    AR(1), compound symmetry.
    """

    shapes: ClassVar = ("score",)
    gates: ClassVar = ("convergence",)

    method: Literal["mmrm"]
    adjusted: bool = False
    """Adjust for the question's adjustment set, which may matter differently at every interview. Where chance did not make
    the groups, the score at baseline is adjusted for as well, once if it stands in the set too."""
    covariance: StructureName = "unstructured"
    """Covariance between a person's interviews; toeplitz and ar1 take interviews to be equally far apart."""
    degrees_of_freedom: Literal["satterthwaite", "kenward_roger"] = "satterthwaite"
    """Kenward–Roger widens the errors for few people too, and tests all interviews at once by F."""
    errors: Literal["model", "robust"] = "model"
    """robust: from what each person adds, right also where one group's scores scatter more than the other's."""
    averaged: bool = False
    """Give the difference between groups averaged over the later interviews as well."""

    @model_validator(mode="after")
    def _one_way_to_errors(self) -> Analysis:
        if self.errors == "robust" and self.degrees_of_freedom == "kenward_roger":
            raise ValueError(
                "Kenward–Roger widens the model's errors: with `errors: robust` take satterthwaite"
            )
        return self


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.mmrm import mmrm

    design, reason = attempt(repeated_design, frame, analysis.adjusted)
    if design is None:
        return no_answer(analysis, frame, "mean_difference", reason)
    visit = design.rows["wave"].map({wave: i for i, wave in enumerate(design.waves)}).to_numpy(int)
    fit, reason = attempt(
        mmrm,
        design.outcome,
        design.matrix,
        design.rows["person_id"].to_numpy(str),
        visit,
        analysis.covariance,
        analysis.degrees_of_freedom,
        fallback=True,
        errors=analysis.errors,
    )
    if fit is None:
        return no_answer(analysis, frame, "mean_difference", reason, design.rows)
    contrast, qualifier = contrasts(fit), _qualifier(analysis, fit)
    rows = repeated_rows(analysis, frame, design, contrast, qualifier=qualifier)
    if analysis.averaged:
        rows += _averaged(analysis, frame, design, contrast, qualifier)
    effects = np.array(
        [effect_weights(design, level, wave) for level in frame.levels[1:] for wave in design.compared]
    )
    n = int(design.rows["person_id"].nunique())
    definition = frame.question.outcome.definition + qualifier
    if analysis.degrees_of_freedom == "kenward_roger":
        return Answer([*rows, joint_row(analysis, frame, fit, effects, n, definition)], [of_fits(fit)])
    chi_square, _, p_value = fit.wald(effects)
    test = {"estimate": float(chi_square), "p_value": float(p_value)}
    joint = frame.estimate(analysis, "chi_square", definition=definition, missing_rule=AT_RANDOM, n=n, **test)
    return Answer([*rows, joint], [of_fits(fit)])


def _qualifier(analysis: Analysis, fit) -> str:
    """What sets the fit apart from the usual one: its covariance, why it is not the one asked for, its errors."""
    words = ""
    if fit.structure != "unstructured":
        words += f", {STRUCTURE_WORDS[fit.structure]}"
    if fit.given_up:
        words += f" ({STRUCTURE_WORDS[analysis.covariance]} could not be fitted)"
    if analysis.degrees_of_freedom != "satterthwaite":
        words += f", {DEGREES_WORDS[analysis.degrees_of_freedom]}"
    if analysis.errors == "robust":
        words += ", robust errors"
    return words


def _averaged(
    analysis: Analysis, frame: QuestionFrame, design: RepeatedDesign, contrast, qualifier: str
) -> list[Estimate]:
    """Differences between groups, every later interview counting the same."""
    people = design.rows.groupby("exposure")["person_id"].nunique()
    reference = frame.levels[0]
    return [
        frame.estimate(
            analysis,
            "mean_difference_averaged",
            definition=compared_definition(frame, design, qualifier, ", all later interviews"),
            missing_rule=AT_RANDOM,
            level=level,
            reference=reference,
            n=int(design.rows["person_id"].nunique()),
            level_n=int(people[level]),
            reference_n=int(people[reference]),
            residual_df=len(design.rows) - design.matrix.shape[1],
            **contrast(np.mean([effect_weights(design, level, wave) for wave in design.compared], axis=0)),
        )
        for level in frame.levels[1:]
    ]
