"""Stage 2, cohort: persons -> populations and their flow.

Reads   restricted/records
Writes  restricted/cohort.parquet, restricted/flow.json
"""


rule build_cohort:
    input:
        **records("persons", "assessments", "episodes"),
    output:
        cohort=f"{RESTRICTED}/cohort.parquet",
        flow=f"{RESTRICTED}/flow.json",
    log:
        f"{LOGS}/build_cohort.log",
    benchmark:
        f"{BENCHMARKS}/build_cohort.tsv"
    conda:
        "../envs/stepdown.yaml"
    params:
        plan=PLAN_FILE,
        populations=PLAN.slice("populations", "spells"),
        code=code_of("cohort"),
    message:
        "Cohort: who is in which population"
    script:
        "../scripts/build_cohort.py"
