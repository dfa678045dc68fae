"""Episodes -> spells under the study's gap rule, their ledger, and what other gap rules would change."""

from typing import TYPE_CHECKING

import pandas as pd

from stepdown.cohort.spells.build import build_spells
from stepdown.cohort.spells.index import compare_gaps, index_spells
from stepdown.cohort.spells.ledger import discharge_ledger
from stepdown.cohort.spells.stays import level_stays
from stepdown.errors import plain_exit
from stepdown.files import write_parquet
from stepdown.outcomes.retention.care import observed_to
from stepdown.plan.load import load_plan

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with plain_exit(log=snakemake.log[0]):
    rule = load_plan(snakemake.params.plan).spells
    records = {name: pd.read_parquet(path) for name, path in snakemake.input.items()}
    seen_to = observed_to(records, rule.records_end_day)
    by_gap = {
        gap: build_spells(records["episodes"], gap, seen_to) for gap in {rule.gap_days, *rule.sensitivities}
    }
    linked, spells = by_gap[rule.gap_days]
    stays = level_stays(linked, spells)
    index = index_spells(linked, spells)
    ledger = discharge_ledger(stays[stays["spell"].isin(index.index)], index)
    write_parquet(snakemake.output.spells, spells)
    write_parquet(snakemake.output.ledger, ledger)
    write_parquet(snakemake.output.gaps, compare_gaps({gap: made[1] for gap, made in by_gap.items()}))
