"""Stage 4, answers: one job a question -> estimates, curves, gate verdicts, flow.

Reads   restricted/cohort.parquet, restricted/outcomes
Writes  restricted/answers/<question>, with its multiverse where other definitions could answer it
"""


rule answer_question:
    input:
        contacts=f"{RESTRICTED}/outcomes/contacts.parquet",
        zero_days=f"{RESTRICTED}/outcomes/zero_days.parquet",
        cohort=f"{RESTRICTED}/cohort.parquet",
        outcome=get_outcome,
    output:
        **ANSWER,
    log:
        f"{LOGS}/answer_question_{{question}}.log",
    benchmark:
        f"{BENCHMARKS}/answer_question_{{question}}.tsv"
    conda:
        "../envs/stepdown.yaml"
    params:
        plan=PLAN_FILE,
        question=get_question,
        gates=PLAN.slice("gates", "study"),
        jointly=get_jointly,
        code=code_of("answers", "estimators"),
    message:
        "Answers: {wildcards.question}"
    script:
        "../scripts/answer_question.py"


rule compare_definitions:
    input:
        contacts=f"{RESTRICTED}/outcomes/contacts.parquet",
        zero_days=f"{RESTRICTED}/outcomes/zero_days.parquet",
        cohort=f"{RESTRICTED}/cohort.parquet",
        outcome=get_outcome,
        words=get_words,
    output:
        multiverse=f"{RESTRICTED}/answers/{{question}}/multiverse.parquet",
    log:
        f"{LOGS}/compare_definitions_{{question}}.log",
    benchmark:
        f"{BENCHMARKS}/compare_definitions_{{question}}.tsv"
    conda:
        "../envs/stepdown.yaml"
    params:
        plan=PLAN_FILE,
        question=get_question,
        code=code_of("answers", "outcomes"),
    message:
        "Answers: {wildcards.question} under every definition"
    script:
        "../scripts/compare_definitions.py"
