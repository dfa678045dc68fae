"""Stage 3, outcomes: records -> one table an outcome, and who could be followed.

Reads   restricted/records
Writes  restricted/outcomes
"""


rule derive_outcomes:
    input:
        **records(*TABLES),
    output:
        outcomes=expand(f"{RESTRICTED}/outcomes/{{key}}.parquet", key=OUTCOMES),
        words=expand(f"{RESTRICTED}/outcomes/{{key}}.parquet", key=WORDS),
        follow_up_counts=f"{RESTRICTED}/outcomes/follow_up_counts.parquet",
        contacts=f"{RESTRICTED}/outcomes/contacts.parquet",
        zero_days=f"{RESTRICTED}/outcomes/zero_days.parquet",
        joint_states=[RETENTION["joint_states"]] if HAS_STATES else [],
    log:
        f"{LOGS}/derive_outcomes.log",
    benchmark:
        f"{BENCHMARKS}/derive_outcomes.tsv"
    conda:
        "../envs/stepdown.yaml"
    params:
        plan=PLAN_FILE,
        outcomes={
            key: [question.clock, question.outcome.model_dump(mode="json")]
            for key, question in PLAN.outcome_tables().items()
        },
        stays=any(asks_of_stays(question) for question in PLAN.questions),
        follow_up_by=PLAN.follow_up_by,
        code=code_of("outcomes", "cohort"),
    message:
        "Outcomes: deriving them from the records"
    script:
        "../scripts/derive_outcomes.py"
