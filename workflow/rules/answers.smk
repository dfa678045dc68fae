"""Stage 4, answers: one job a question -> estimates, curves, gate verdicts, flow.

Reads   restricted/cohort.parquet, restricted/outcomes
Writes  restricted/answers/<question>
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
        code=code_of("answers", "estimators"),
    message:
        "Answers: {wildcards.question}"
    script:
        "../scripts/answer_question.py"
