"""Protected estimates and gate verdicts -> findings.json."""

from pathlib import Path
from typing import TYPE_CHECKING

from stepdown.answers.findings.write import write_findings
from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.disclosure.protected import read_protected
from stepdown.errors import plain_exit
from stepdown.files import write_json
from stepdown.plan.load import load_plan

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with plain_exit(log=snakemake.log[0]):
    plan = load_plan(snakemake.params.plan)
    estimates = read_protected(snakemake.input.estimates, snakemake.input.register)
    gates = read_protected(snakemake.input.gates, snakemake.input.register)
    multiverses = {
        Path(path).stem.removesuffix("_definitions"): read_protected(path, snakemake.input.register)
        for path in snakemake.input.multiverses
    }
    vocabulary = vocabulary_of(plan.source)
    write_json(snakemake.output.findings, write_findings(estimates, gates, plan, vocabulary, multiverses))
