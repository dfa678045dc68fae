"""Stage 8, reports: findings, figures and tables -> pages, the notebook, the manifest.

Reads   release/
Writes  release/reports, release/notebooks, release/manifest.json
"""


rule write_reports:
    input:
        findings=rules.write_findings.output.findings,
        estimates=rules.pass_the_door.output.estimates,
        flow=rules.pass_the_door.output.flow,
        quality=rules.pass_the_door.output.quality,
        gates=rules.pass_the_door.output.gates,
        pictures=rules.draw_figures.output.pictures,
        alt_texts=rules.draw_figures.output.alt_texts,
        tables=rules.make_tables.output.tables,
        register=REGISTER,
        library=LIBRARY,
    output:
        report(
            expand(f"{RELEASE}/reports/{{name}}.html", name=REPORTS),
            caption="../report/report.rst",
            category="Reports",
        ),
    log:
        f"{LOGS}/write_reports.log",
    benchmark:
        f"{BENCHMARKS}/write_reports.tsv"
    conda:
        "../envs/stepdown.yaml"
    params:
        plan=PLAN_FILE,
        content=PLAN.model_dump(mode="json"),
        code=code_of("reports", "beside", "disclosure", "records", "plan", "cohort"),
    message:
        "Reports: writing the pages"
    script:
        "../scripts/write_reports.py"


rule run_notebook:
    input:
        notebook="notebooks/{name}.ipynb",
        estimates=rules.pass_the_door.output.estimates,
        findings=rules.write_findings.output.findings,
        tables=rules.make_tables.output.tables,
        pictures=rules.draw_figures.output.pictures,
    output:
        page=f"{RELEASE}/notebooks/{{name}}.html",
    log:
        f"{LOGS}/run_notebook_{{name}}.log",
    benchmark:
        f"{BENCHMARKS}/run_notebook_{{name}}.tsv"
    conda:
        "../envs/stepdown.yaml"
    params:
        code=code_of("reports"),
    message:
        "Notebooks: running {wildcards.name}"
    script:
        "../scripts/run_notebook.py"


rule write_manifest:
    input:
        release=[name for name in get_release() if not name.endswith("manifest.json")],
        gates=rules.pass_the_door.output.gates,
        alt_texts=rules.draw_figures.output.alt_texts,
        source=source_files(),
        plan=PLAN_FILE,
        library=[
            path
            for path in LIBRARY
            if Path(path).stem in {question.use for question in PLAN.questions}
        ],
        lock="requirements.lock",
    output:
        manifest=f"{RELEASE}/manifest.json",
    log:
        f"{LOGS}/write_manifest.log",
    benchmark:
        f"{BENCHMARKS}/write_manifest.tsv"
    conda:
        "../envs/stepdown.yaml"
    params:
        study=STUDY,
        seed=PLAN.seed,
        code=code_of("."),
    message:
        "Manifest: what this release is made of"
    script:
        "../scripts/write_manifest.py"
