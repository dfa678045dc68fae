"""Stage 2, cohort: episodes -> treatment spells under each gap rule, and the discharge ledger.

Reads   restricted/records
Writes  restricted/spells
"""


rule build_spells:
    input:
        **records("persons", "episodes"),
    output:
        spells=f"{RESTRICTED}/spells/spells.parquet",
        ledger=f"{RESTRICTED}/spells/discharge_ledger.parquet",
        gaps=f"{RESTRICTED}/spells/gaps.parquet",
    log:
        f"{LOGS}/build_spells.log",
    benchmark:
        f"{BENCHMARKS}/build_spells.tsv"
    conda:
        "../envs/stepdown.yaml"
    params:
        plan=PLAN_FILE,
        spells=PLAN.slice("spells"),
        code=code_of("cohort/spells", "outcomes/retention"),
    message:
        "Spells: chaining episodes, and a ledger of who left and why"
    script:
        "../scripts/build_spells.py"
