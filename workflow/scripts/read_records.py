"""Source files -> canonical records, quarantine, ledger and quality checks."""

from pathlib import Path
from typing import TYPE_CHECKING

from stepdown.errors import plain_exit
from stepdown.files import write_csv, write_json, write_parquet
from stepdown.records.adapters import read_source, settings_models, vocabulary_of
from stepdown.records.ingest import ingest, ledger, refuse_emptied
from stepdown.records.mapping.ledger import MappingLedger
from stepdown.records.quality import check_quality

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with plain_exit(log=snakemake.log[0]):
    # Row-level data: for the person who runs the study, and nobody else.
    Path(snakemake.output.ledger).parent.parent.chmod(0o700)
    block = snakemake.params.source["source"]
    settings = settings_models()[block["adapter"]](**block)
    source, vocabulary = read_source(settings), vocabulary_of(settings)
    tables = ingest(source, vocabulary)
    refuse_emptied(tables)
    for (name, table), quarantine in zip(tables.items(), snakemake.output.quarantine, strict=True):
        write_parquet(snakemake.output[name], table.kept)
        write_csv(quarantine, table.quarantined)
    write_json(snakemake.output.ledger, ledger(source, tables))
    mapping = source.mapping or MappingLedger()
    write_csv(snakemake.output.mapping_columns, mapping.column_table())
    write_csv(snakemake.output.mapping_values, mapping.value_table())
    write_json(snakemake.output.quality, check_quality(tables, vocabulary))
