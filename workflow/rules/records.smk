"""Stage 1, records: source files -> canonical tables, quarantine, ledger, quality.

Reads   the source folder of the plan
Writes  restricted/records, restricted/quarantine, restricted/mapping
"""


rule read_records:
    input:
        source_files(),
    output:
        **records(*TABLES),
        quarantine=expand(f"{RESTRICTED}/quarantine/{{table}}.csv", table=TABLES),
        ledger=f"{RESTRICTED}/records/ledger.json",
        quality=f"{RESTRICTED}/records/quality.json",
        mapping_columns=f"{RESTRICTED}/mapping/columns.csv",
        mapping_values=f"{RESTRICTED}/mapping/values.csv",
    log:
        f"{LOGS}/read_records.log",
    benchmark:
        f"{BENCHMARKS}/read_records.tsv"
    conda:
        "../envs/stepdown.yaml"
    params:
        source=PLAN.slice("source"),
        code=code_of("records"),
    message:
        "Records: reading the source files"
    script:
        "../scripts/read_records.py"
