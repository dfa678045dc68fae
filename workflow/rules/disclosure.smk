"""Stage 5, disclosure: the only door from restricted/ to release/.

Reads   restricted/
Writes  release/*.csv and *.json that hold numbers, restricted/disclosure/register.json
"""


rule pass_the_door:
    input:
        **RETENTION,
        answers=expand(list(ANSWER.values()), question=QUESTIONS),
        multiverses=expand(
            f"{RESTRICTED}/answers/{{question}}/multiverse.parquet",
            question=MULTIVERSES,
        ),
        cohort=f"{RESTRICTED}/cohort.parquet",
        flow=f"{RESTRICTED}/flow.json",
        follow_up_counts=f"{RESTRICTED}/outcomes/follow_up_counts.parquet",
        ledger=f"{RESTRICTED}/records/ledger.json",
        quality=f"{RESTRICTED}/records/quality.json",
    output:
        estimates=f"{RELEASE}/estimates.csv",
        flow=f"{RELEASE}/flow.json",
        quality=f"{RELEASE}/data_quality.json",
        gates=f"{RELEASE}/gates.json",
        figures=expand(f"{RELEASE}/figures/{{name}}.csv", name=FIGURES),
        baseline=f"{RELEASE}/tables/baseline.csv",
        retention=expand(f"{RELEASE}/tables/{{name}}.csv", name=RETENTION),
        register=REGISTER,
    log:
        f"{LOGS}/pass_the_door.log",
    benchmark:
        f"{BENCHMARKS}/pass_the_door.tsv"
    conda:
        "../envs/stepdown.yaml"
    params:
        plan=PLAN_FILE,
        rules=PLAN.slice("disclosure", "questions", "follow_up_by", "families", "seed"),
        code=code_of("beside", "disclosure", "records", "cohort/spells", "estimators"),
    message:
        "Disclosure: hiding small counts, rounding, then deriving"
    script:
        "../scripts/pass_the_door.py"


rule write_findings:
    input:
        estimates=rules.pass_the_door.output.estimates,
        gates=rules.pass_the_door.output.gates,
        multiverses=expand(
            f"{RELEASE}/figures/{{question}}_definitions.csv", question=MULTIVERSES
        ),
        register=REGISTER,
    output:
        findings=f"{RELEASE}/findings.json",
    log:
        f"{LOGS}/write_findings.log",
    benchmark:
        f"{BENCHMARKS}/write_findings.tsv"
    conda:
        "../envs/stepdown.yaml"
    params:
        plan=PLAN_FILE,
        words=PLAN.slice("title", "data", "questions", "families"),
        code=code_of("answers/findings", "outcomes/definitions", "records"),
    message:
        "Findings: putting the answers into sentences"
    script:
        "../scripts/write_findings.py"
