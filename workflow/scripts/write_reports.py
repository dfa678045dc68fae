"""Findings, figures and tables -> the director's page, the research report and the index."""

from pathlib import Path
from typing import TYPE_CHECKING

from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.disclosure.protected import read_protected
from stepdown.errors import plain_exit
from stepdown.files import read_json, write_text
from stepdown.plan.library.entry import untestable
from stepdown.plan.library.standing import standings
from stepdown.plan.load import load_plan
from stepdown.reports.pages import PageContent, write_pages

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with plain_exit(log=snakemake.log[0]):
    plan = load_plan(snakemake.params.plan)
    register = snakemake.input.register
    vocabulary, beside = vocabulary_of(plan.source), Path(snakemake.params.plan).parent
    content = PageContent(
        plan=plan,
        vocabulary=vocabulary,
        findings=read_json(snakemake.input.findings),
        estimates=read_protected(snakemake.input.estimates, register),
        flow=read_protected(snakemake.input.flow, register),
        quality=read_protected(snakemake.input.quality, register),
        tables={Path(path).stem: Path(path).read_text(encoding="utf-8") for path in snakemake.input.tables},
        pictures={Path(path).stem: Path(path) for path in snakemake.input.pictures},
        alt_texts=read_json(snakemake.input.alt_texts),
        standings=standings(plan, vocabulary, beside),
        untestable=untestable(beside),
    )
    folder = Path(snakemake.output[0]).parent
    for name, page in write_pages(content).items():
        write_text(folder / f"{name}.html", page)
