"""Persons -> populations, with the flow of each."""

from typing import TYPE_CHECKING

import pandas as pd

from stepdown.answers.frame import baseline_scores, later_scores
from stepdown.cohort.derived import derive_variables, derived_variables
from stepdown.cohort.eligibility import build_cohort
from stepdown.errors import plain_exit
from stepdown.files import write_json, write_parquet
from stepdown.outcomes.retention.care import observed_to
from stepdown.plan.load import load_plan
from stepdown.records.adapters import vocabulary_of

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with plain_exit(log=snakemake.log[0]):
    plan = load_plan(snakemake.params.plan)
    persons = pd.read_parquet(snakemake.input.persons)
    assessments = pd.read_parquet(snakemake.input.assessments)
    for scores in (baseline_scores(assessments), later_scores(assessments)):
        persons = persons.merge(scores, left_on="person_id", right_index=True, how="left")
    variables = derived_variables(vocabulary_of(plan.source))
    episodes = pd.read_parquet(snakemake.input.episodes)
    if variables:
        seen_to = observed_to({"persons": persons}, plan.spells.records_end_day)
        derived = derive_variables(episodes, variables, plan.spells.gap_days, seen_to)
        persons = persons.merge(derived, left_on="person_id", right_index=True, how="left")
    cohort, flow = build_cohort(persons, plan.populations)
    write_parquet(snakemake.output.cohort, cohort)
    write_json(snakemake.output.flow, flow)
