"""A notebook -> a page, run from top to bottom on the released results."""

from typing import TYPE_CHECKING

from stepdown.errors import plain_exit
from stepdown.files import write_text
from stepdown.reports.notebook import notebook_page

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with plain_exit(log=snakemake.log[0]):
    page = notebook_page(snakemake.input.notebook, snakemake.params.study, snakemake.params.results)
    write_text(snakemake.output.page, page)
