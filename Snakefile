"""stepdown: from a program's records to answers anyone can rebuild.

    snakemake --cores 2 --config study=help

The stages are included in the order in which data pass through them.
"""

from snakemake.utils import min_version

min_version("9.19")


include: "workflow/rules/common.smk"


report: "workflow/report/workflow.rst"


include: "workflow/rules/records.smk"
include: "workflow/rules/cohort.smk"
include: "workflow/rules/spells.smk"
include: "workflow/rules/outcomes.smk"
include: "workflow/rules/answers.smk"
include: "workflow/rules/disclosure.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/tables.smk"
include: "workflow/rules/reports.smk"


onsuccess:
    # After the last job, and not as one: the page is about all studies, and no study should rerun for another.
    from stepdown.reports.results_index import write_results_index

    write_results_index(config.get("results", "results"))


rule all:
    default_target: True
    input:
        get_release(),
