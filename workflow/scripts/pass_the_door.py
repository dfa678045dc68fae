"""All raw results -> protected results, and the register of what went through."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from stepdown.answers.answer import NO_DIAGNOSTICS
from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.disclosure.door import RawStudy, release
from stepdown.errors import plain_exit
from stepdown.files import read_json
from stepdown.plan.load import load_plan

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

# Not every source has episodes with days, or screens beside them.
OPTIONAL = ("discharges", "joint_states")

with plain_exit(log=snakemake.log[0]):
    plan = load_plan(snakemake.params.plan)
    restricted, release_folder = Path(snakemake.input.flow).parent, Path(snakemake.output.estimates).parent
    answers = {question.id: restricted / "answers" / question.id for question in plan.questions}
    raw = RawStudy(
        estimates=pd.concat([pd.read_parquet(folder / "estimates.parquet") for folder in answers.values()]),
        verdicts={name: read_json(folder / "verdicts.json") for name, folder in answers.items()},
        question_flow=[step for folder in answers.values() for step in read_json(folder / "flow.json")],
        population_flow=read_json(snakemake.input.flow),
        curves={name: pd.read_parquet(folder / "curves.parquet") for name, folder in answers.items()},
        cohort=pd.read_parquet(snakemake.input.cohort),
        follow_up=pd.read_parquet(snakemake.input.follow_up_counts),
        ledger=read_json(snakemake.input.ledger),
        quality=read_json(snakemake.input.quality),
        **{name: pd.read_parquet(path) for name, path in snakemake.input.items() if name in OPTIONAL},
        diagnostics={
            name: {table: pd.read_parquet(folder / f"{table}.parquet") for table in NO_DIAGNOSTICS}
            for name, folder in answers.items()
        },
        multiverses={Path(path).parent.name: pd.read_parquet(path) for path in snakemake.input.multiverses},
    )
    vocabulary = vocabulary_of(plan.source)
    release(raw, plan, vocabulary, release_folder, Path(snakemake.output.register))
