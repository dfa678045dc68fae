"""Protected numbers and findings -> every figure in two layouts, and its alt text."""

from pathlib import Path
from typing import TYPE_CHECKING

from stepdown.answers.methods import METHODS_OF_LOSS
from stepdown.beside import figures_beside
from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.disclosure.protected import read_protected
from stepdown.errors import plain_exit
from stepdown.figures.files import draw_files
from stepdown.figures.registry import figure_description
from stepdown.figures.specification import follow_up_figure, question_figure
from stepdown.figures.specify_beside import beside_figure
from stepdown.figures.specify_definitions import definitions_figure
from stepdown.files import read_json, write_json
from stepdown.plan.load import load_plan

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with plain_exit(log=snakemake.log[0]):
    plan = load_plan(snakemake.params.plan)
    vocabulary = vocabulary_of(plan.source)
    folder = Path(snakemake.output.alt_texts).parent
    data = {Path(path).stem: read_protected(path, snakemake.input.register) for path in snakemake.input.data}
    headlines = {
        f["question"]: f["headline"]["text"] for f in read_json(snakemake.input.findings)["findings"]
    }
    estimates = read_protected(snakemake.input.estimates, snakemake.input.register).table
    errors = read_protected(snakemake.input.gates, snakemake.input.register).content["largest_curve_error"]
    # Bounds, and what else asks about people who were lost, count everybody; the figure shows those whose outcome is known.
    beside = (estimates["role"] != "primary") & estimates["method"].isin(METHODS_OF_LOSS)
    people = estimates[~beside].groupby("question")["n"].max()
    figures = [follow_up_figure(plan, vocabulary, data["follow_up"])] if "follow_up" in data else []
    figures += [
        question_figure(
            plan,
            question,
            vocabulary,
            headlines[question.id],
            errors.get(question.id),
            people[question.id],
            data[question.id],
        )
        for question in plan.questions
    ]
    figures += [
        definitions_figure(plan, question, vocabulary, data[f"{question.id}_definitions"])
        for question in plan.questions
        if f"{question.id}_definitions" in data
    ]
    figures += [
        beside_figure(
            plan, question, vocabulary, suffix, headlines[question.id], data[f"{question.id}_{suffix}"]
        )
        for question in plan.questions
        for suffix in figures_beside(question, vocabulary)
    ]
    draw_files(figures, data, folder, snakemake.threads)
    alt_texts = {
        figure.name: figure_description(figure.kind)(data[figure.name], figure.words, **figure.options)
        for figure in figures
    }
    write_json(snakemake.output.alt_texts, alt_texts)
