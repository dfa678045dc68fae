"""One question -> who had the outcome under every definition and missing rule, raw."""

from typing import TYPE_CHECKING

import pandas as pd

from stepdown.answers.frame import build_frame
from stepdown.answers.multiverse import multiverse
from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.errors import plain_exit
from stepdown.files import write_parquet
from stepdown.outcomes.words.build import words_of_table
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
    words = words_of_table(pd.read_parquet(snakemake.input.words))
    write_parquet(snakemake.output.multiverse, multiverse(frame, words))
