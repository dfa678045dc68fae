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
        estimates=f"{RESTRICTED}/answers/{{question}}/estimates.parquet",
        curves=f"{RESTRICTED}/answers/{{question}}/curves.parquet",
        balance=f"{RESTRICTED}/answers/{{question}}/balance.parquet",
        propensity=f"{RESTRICTED}/answers/{{question}}/propensity.parquet",
        exits=f"{RESTRICTED}/answers/{{question}}/exits.parquet",
        adjusted=f"{RESTRICTED}/answers/{{question}}/adjusted.parquet",
        influence=f"{RESTRICTED}/answers/{{question}}/influence.parquet",
        pathways=f"{RESTRICTED}/answers/{{question}}/pathways.parquet",
        verdicts=f"{RESTRICTED}/answers/{{question}}/verdicts.json",
        flow=f"{RESTRICTED}/answers/{{question}}/flow.json",
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
        jointly=is_judged_jointly,
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
