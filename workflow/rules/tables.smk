"""Stage 7, tables: protected numbers -> tables for a paper.

Reads   release/estimates.csv, release/tables/baseline.csv, release/figures/follow_up.csv
Writes  release/tables
"""


rule make_tables:
    input:
        estimates=rules.pass_the_door.output.estimates,
        baseline=rules.pass_the_door.output.baseline,
        follow_up=[f"{RELEASE}/figures/{name}.csv" for name in FOLLOW_UP],
        register=REGISTER,
    output:
        tables=report(
            expand(f"{RELEASE}/tables/{{name}}.html", name=TABLE_NAMES),
            caption="../report/table.rst",
            category="Tables",
        ),
        data=expand(f"{RELEASE}/tables/{{name}}.csv", name=[*FOLLOW_UP, "effects"]),
    log:
        f"{LOGS}/make_tables.log",
    benchmark:
        f"{BENCHMARKS}/make_tables.tsv"
    conda:
        "../envs/stepdown.yaml"
    params:
        plan=PLAN_FILE,
        words=PLAN.slice("title", "data", "questions", "disclosure"),
        code=code_of("tables", "disclosure", "records"),
    message:
        "Tables: laying out"
    script:
        "../scripts/make_tables.py"
