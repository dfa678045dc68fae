"""One question -> estimates, curves, gate verdicts and flow, all raw."""

from typing import TYPE_CHECKING

import pandas as pd

from stepdown.answers.answer import answer_question
from stepdown.answers.frame import build_frame
from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.errors import plain_exit
from stepdown.files import write_json, write_parquet
from stepdown.plan.load import load_plan

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with plain_exit(log=snakemake.log[0]):
    plan = load_plan(snakemake.params.plan)
    frame = build_frame(
        plan,
        plan.question(snakemake.wildcards.question),
        vocabulary_of(plan.source),
        pd.read_parquet(snakemake.input.cohort),
        pd.read_parquet(snakemake.input.outcome),
        pd.read_parquet(snakemake.input.contacts),
        pd.read_parquet(snakemake.input.zero_days),
    )
    answer = answer_question(frame)
    write_parquet(snakemake.output.estimates, answer.estimates)
    write_parquet(snakemake.output.curves, answer.curves)
    for name, table in answer.diagnostics.items():
        write_parquet(snakemake.output[name], table)
    write_json(snakemake.output.verdicts, answer.verdicts)
    write_json(snakemake.output.flow, answer.flow)
