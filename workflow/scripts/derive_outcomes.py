"""Records -> one table an outcome, and the counts of planned and completed interviews."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from stepdown.cohort.clocks import zero_days, zero_table
from stepdown.errors import plain_exit
from stepdown.files import write_parquet
from stepdown.outcomes.ascertainment import ascertainment
from stepdown.outcomes.contacts import contacts
from stepdown.outcomes.derive import derive_outcomes, derive_words
from stepdown.outcomes.retention.care import observed_to
from stepdown.outcomes.retention.joint_states import count_joint_states
from stepdown.outcomes.stays import asks_of_stays, stay_contacts
from stepdown.outcomes.words.build import words_table
from stepdown.plan.load import load_plan

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with plain_exit(log=snakemake.log[0]):
    plan = load_plan(snakemake.params.plan)
    records = {name: pd.read_parquet(path) for name, path in snakemake.input.items()}
    seen_to = observed_to(records, plan.spells.records_end_day)
    starts = {
        clock: zero_days(records["episodes"], clock, plan.spells.gap_days, seen_to)
        for clock in sorted({question.clock for question in plan.questions} - {"admission"})
    }
    words = derive_words(records, plan.questions, starts)
    for path in snakemake.output.words:
        write_parquet(path, words_table(words[Path(path).stem]))
    tables = derive_outcomes(records, plan.outcome_tables(), starts, words)
    known = contacts(records)
    if any(asks_of_stays(question) for question in plan.questions):
        known = pd.concat([known, stay_contacts(records, plan.spells.gap_days, seen_to)], ignore_index=True)
    write_parquet(snakemake.output.contacts, known)
    write_parquet(snakemake.output.zero_days, zero_table(starts))
    for path in snakemake.output.outcomes:
        write_parquet(path, tables[Path(path).stem])
    group = records["persons"].set_index("person_id")[plan.follow_up_by]
    for path in snakemake.output.joint_states:
        write_parquet(path, count_joint_states(records, [q.outcome for q in plan.questions], group))
    write_parquet(snakemake.output.follow_up_counts, ascertainment(records["follow_up"], group))
