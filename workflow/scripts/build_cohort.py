"""Persons -> populations, with the flow of each."""

from typing import TYPE_CHECKING

import pandas as pd

from stepdown.answers.frame import baseline_scores
from stepdown.cohort.eligibility import build_cohort
from stepdown.errors import plain_exit
from stepdown.files import write_json, write_parquet
from stepdown.plan.load import load_plan

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with plain_exit(log=snakemake.log[0]):
    plan = load_plan(snakemake.params.plan)
    persons = pd.read_parquet(snakemake.input.persons)
    scores = baseline_scores(pd.read_parquet(snakemake.input.assessments))
    persons = persons.merge(scores, left_on="person_id", right_index=True, how="left")
    cohort, flow = build_cohort(persons, plan.populations)
    write_parquet(snakemake.output.cohort, cohort)
    write_json(snakemake.output.flow, flow)
