"""A notebook -> a page, run from top to bottom on the released results."""

from pathlib import Path
from typing import TYPE_CHECKING

from stepdown.errors import plain_exit
from stepdown.files import write_text
from stepdown.reports.notebook import notebook_page

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with plain_exit(log=snakemake.log[0]):
    # results/<study>/release/estimates.csv
    study = Path(snakemake.input.estimates).parents[1]
    page = notebook_page(snakemake.input.notebook, study.name, study.parent)
    write_text(snakemake.output.page, page)
