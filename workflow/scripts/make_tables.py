"""Protected numbers -> the release's tables, as HTML and CSV."""

from pathlib import Path
from typing import TYPE_CHECKING

from stepdown.disclosure.counts import hiding_words
from stepdown.disclosure.protected import read_protected
from stepdown.errors import plain_exit
from stepdown.files import write_csv, write_text
from stepdown.plan.load import load_plan
from stepdown.tables.baseline import baseline
from stepdown.tables.effects import effects
from stepdown.tables.follow_up import follow_up

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with plain_exit(log=snakemake.log[0]):
    plan = load_plan(snakemake.params.plan)
    folder, register = Path(snakemake.output.tables[0]).parent, snakemake.input.register
    asked = {question.id: question.question for question in plan.questions}
    hiding = hiding_words(plan.disclosure)
    layouts = {
        "baseline": baseline(
            read_protected(snakemake.input.baseline, register), "Who the people were", hiding
        )
    }
    for path in snakemake.input.follow_up:
        layouts["follow_up"] = follow_up(read_protected(path, register), "Who could be reached", hiding)
    estimates = read_protected(snakemake.input.estimates, register)
    layouts["effects"] = effects(estimates, asked, "Every effect")
    for name, layout in layouts.items():
        write_text(folder / f"{name}.html", layout.page())
        if name != "baseline":  # the door wrote that one
            write_csv(folder / f"{name}.csv", layout.rows.rename(columns={"block": "Question"}))
