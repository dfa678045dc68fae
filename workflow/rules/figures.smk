"""Stage 6, figures: protected numbers -> pictures.

Reads   release/figures/*.csv, release/findings.json
Writes  release/figures/*.png, alt texts
"""


rule draw_figures:
    input:
        data=rules.pass_the_door.output.figures,
        gates=rules.pass_the_door.output.gates,
        estimates=rules.pass_the_door.output.estimates,
        findings=rules.write_findings.output.findings,
        register=REGISTER,
    output:
        pictures=report(
            expand(
                f"{RELEASE}/figures/{{name}}{{layout}}.png",
                name=FIGURES,
                layout=["", "_phone"],
            ),
            caption="../report/figure.rst",
            category="Figures",
        ),
        alt_texts=f"{RELEASE}/figures/alt_texts.json",
    log:
        f"{LOGS}/draw_figures.log",
    benchmark:
        f"{BENCHMARKS}/draw_figures.tsv"
    conda:
        "../envs/stepdown.yaml"
    threads: 2
    params:
        plan=PLAN_FILE,
        words=PLAN.slice("title", "data", "questions", "disclosure"),
        code=code_of(
            "figures", "beside", "disclosure", "records", "outcomes/definitions"
        ),
    message:
        "Figures: drawing"
    script:
        "../scripts/draw_figures.py"
