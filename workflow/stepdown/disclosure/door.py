"""The door: raw results in, protected results out, and a register of what went through.

Everything under `release/` is either written here or rendered from what was
written here; `protected.read_protected` checks files against the register.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from stepdown.beside import beside, figures_beside
from stepdown.beside.behind import Behind
from stepdown.disclosure.baseline import baseline_table
from stepdown.disclosure.counts import hiding_words, protect_count
from stepdown.disclosure.estimates import protect_estimates
from stepdown.disclosure.families import with_families
from stepdown.disclosure.figure_data import curves_data, follow_up_data, trajectory_data
from stepdown.disclosure.forest_data import forest_data
from stepdown.disclosure.gates import protect_verdict
from stepdown.disclosure.multiverse import multiverse_data
from stepdown.disclosure.pathways import hide_states, pathways_data
from stepdown.disclosure.people import release_counts
from stepdown.disclosure.retention import protect_discharges, protect_joint_states
from stepdown.disclosure.sensitive import refuse_sensitive_items
from stepdown.disclosure.state_counts import protect_states
from stepdown.disclosure.subtraction import Key, protect_counts
from stepdown.files import sha256, write_csv, write_json

if TYPE_CHECKING:
    from stepdown.plan.study import Disclosure, StudyPlan
    from stepdown.records.variables import Vocabulary


@dataclass(frozen=True)
class RawStudy:
    """All raw results of a study, as the earlier stages wrote them."""

    estimates: pd.DataFrame
    verdicts: Mapping[str, Sequence[dict]]
    question_flow: Sequence[dict]
    population_flow: Sequence[dict]
    curves: Mapping[str, pd.DataFrame]
    cohort: pd.DataFrame
    follow_up: pd.DataFrame
    ledger: Mapping[str, Any]
    quality: Sequence[dict]
    discharges: pd.DataFrame | None = None
    joint_states: pd.DataFrame | None = None
    multiverses: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    # Question -> name of a table -> the table (`answers.answer.NO_DIAGNOSTICS`).
    diagnostics: Mapping[str, Mapping[str, pd.DataFrame]] = field(default_factory=dict)


def release(raw: RawStudy, plan: StudyPlan, vocabulary: Vocabulary, folder: Path, register: Path) -> None:
    """Protect everything, write it under the release folder, and register each file's sum.

    Parameters
    ----------
    folder : the release folder.
    register : where to write the register (outside the release).
    """
    rules = plan.disclosure
    pathways = {
        question.id: protect_states(raw.diagnostics[question.id]["pathways"], rules)
        for question in plan.questions
        if question.outcome.shape == "states"
    }
    influence = {
        name: tables["influence"] for name, tables in raw.diagnostics.items() if "influence" in tables
    }
    shielded = hide_states(protect_estimates(raw.estimates, rules), pathways, rules)
    estimates = with_families(shielded, plan, influence)
    shown = protect_counts(release_counts(raw, plan, vocabulary), rules)
    tables: dict[str, pd.DataFrame] = {"estimates.csv": estimates}
    errors = {}
    for question in plan.questions:
        name = f"figures/{question.id}.csv"
        if question.figure.kind == "curves":
            tables[name], errors[question.id] = curves_data(
                question, raw.curves[question.id], vocabulary, rules
            )
        elif question.figure.kind == "trajectory":
            tables[name] = trajectory_data(question, estimates, vocabulary)
        elif question.figure.kind == "pathways":
            tables[name] = pathways_data(question, pathways[question.id], estimates)
        else:
            tables[name] = forest_data(question, estimates, vocabulary)
        found, curves = raw.diagnostics.get(question.id, {}), raw.curves[question.id]
        behind = Behind(question, plan, vocabulary, found, curves, estimates)
        for name in figures_beside(question, vocabulary):
            tables[f"figures/{question.id}_{name}.csv"] = beside()[name].numbers(behind)
    for name, multiverse in raw.multiverses.items():
        tables[f"figures/{name}_definitions.csv"] = multiverse_data(
            multiverse, plan.question(name), vocabulary, rules
        )
    if vocabulary.waves:
        tables["figures/follow_up.csv"] = follow_up_data(
            raw.follow_up, plan.follow_up_by, vocabulary, rules, shown
        )
    tables["tables/baseline.csv"] = baseline_table(raw.cohort, plan.follow_up_by, vocabulary, rules, shown)
    if raw.discharges is not None:
        tables["tables/discharges.csv"] = protect_discharges(raw.discharges, rules)
    if raw.joint_states is not None:
        tables["tables/joint_states.csv"] = protect_joint_states(raw.joint_states, rules)
    documents = {
        "flow.json": _flow(raw, rules, shown),
        "data_quality.json": _quality(raw, rules, shown),
        "gates.json": {
            "verdicts": {
                question.id: [
                    protect_verdict(verdict, rules, estimates[estimates["question"] == question.id])
                    for verdict in raw.verdicts[question.id]
                ]
                for question in plan.questions
            },
            "largest_curve_error": {
                name: round(error, 3) for name, error in errors.items() if error == error
            },
        },
    }
    # A table prints labels; the name behind a harmless label may be that of a sensitive item.
    refuse_sensitive_items(tables, documents | {"the variables of the study": vocabulary.names()})
    for name, table in tables.items():
        write_csv(folder / name, table)
    for name, document in documents.items():
        write_json(folder / name, document)
    write_json(register, {name: sha256(folder / name) for name in [*tables, *documents]})


def _flow(raw: RawStudy, rules: Disclosure, shown: Mapping[Key, float]) -> dict[str, Any]:
    """Steps from source rows to people analysed; a hidden count is null, never 0."""

    def steps(of: str, flow: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [
            dict(step)
            | {
                "remaining": _whole(shown["remaining", of, i]),
                "left_out": _whole(shown["left out", of, i]),
            }
            for i, step in enumerate(flow)
        ]

    return {
        "note": f"{hiding_words(rules)} Hidden is null, and steps need not add up exactly.",
        "files": [_protect_counts(entry, rules, ("rows_read", "rows_used")) for entry in raw.ledger["files"]],
        "records": [
            _protect_counts(entry, rules, ("rows_read", "rows_kept", "rows_quarantined", "exact_duplicates"))
            for entry in raw.ledger["tables"]
        ],
        "notes": list(raw.ledger["notes"]),
        "populations": steps("population", raw.population_flow),
        "questions": steps("question", raw.question_flow),
    }


def _quality(raw: RawStudy, rules: Disclosure, shown: Mapping[Key, float]) -> dict[str, Any]:
    """Every check with protected counts, in all and by level of care and time."""

    def told(*place: int) -> dict[str, int | None]:
        return {name: _whole(shown[name, *place]) for name in ("n_checked", "n_failing")}

    statuses = [check["status"] for check in raw.quality]
    return {
        "note": hiding_words(rules),
        "summary": {
            status: statuses.count(status) for status in ("passed", "failed", "not applicable", "error")
        },
        "checks": [
            dict(check)
            | told(i)
            | {"parts": [dict(part) | told(i, j) for j, part in enumerate(check["parts"])]}
            for i, check in enumerate(raw.quality)
        ],
    }


def _protect_counts(entry: Mapping[str, Any], rules: Disclosure, names: Sequence[str]) -> dict[str, Any]:
    return {
        key: _whole(protect_count(value, rules.min_cell, rules.round_to)) if key in names else value
        for key, value in entry.items()
    }


def _whole(number: float) -> int | None:
    return None if np.isnan(number) else int(number)
