"""What every stage shares: the plan, the paths, and what a rule depends on. No rules here."""

import hashlib
from pathlib import Path

from stepdown.answers.answer import NO_DIAGNOSTICS
from stepdown.answers.multiverse import has_multiverse
from stepdown.beside import figures_beside
from stepdown.errors import plain_exit
from stepdown.outcomes.derive import words_name, words_names
from stepdown.outcomes.stays import asks_of_stays
from stepdown.plan.family import is_judged_jointly
from stepdown.plan.library.entry import library_files
from stepdown.plan.load import find_plan, load_plan
from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.records.adapters import files_of
from stepdown.records.fingerprints import SUMS, check_fingerprints
from stepdown.records.schema import TABLES

STUDY = config.get("study", "help")
PLAN_FOLDER = config.get("plans", "config")
PACKAGE = Path(workflow.basedir) / "workflow" / "stepdown"

# A plan or a source that cannot be used stops the run here, before any job, with all problems at once.
with plain_exit():
    PLAN_FILE = str(find_plan(STUDY, PLAN_FOLDER))
    PLAN = load_plan(PLAN_FILE)
    SOURCE_FILES = files_of(PLAN.source)
    check_fingerprints(
        PLAN.source.path, SOURCE_FILES, required=PLAN.source.sums == "required"
    )

ROOT = f"{config.get('results', 'results')}/{STUDY}"
RESTRICTED = f"{ROOT}/restricted"
RELEASE = f"{ROOT}/release"
LOGS = f"{ROOT}/logs"
BENCHMARKS = f"{ROOT}/benchmarks"
REGISTER = f"{RESTRICTED}/disclosure/register.json"

# The library of questions: the plan may use some, the report says which it could not ask.
LIBRARY = [str(path) for path in library_files(Path(PLAN_FILE).parent)]
QUESTIONS = [question.id for question in PLAN.questions]
OUTCOMES = sorted(PLAN.outcome_tables())
# A source without planned interviews has nobody to reach.
FOLLOW_UP = ["follow_up"] if vocabulary_of(PLAN.source).waves else []
# Spells need episodes with days; the joint state of staying and using is counted where a question asks for it.
HAS_SPELLS = "episodes" in (vocabulary_of(PLAN.source).dated or ())
HAS_STATES = any(
    question.outcome.definition == "joint_state" for question in PLAN.questions
)
RETENTION = {
    name: f"{RESTRICTED}/{path}"
    for name, path, there in (
        ("discharges", "spells/discharge_ledger.parquet", HAS_SPELLS),
        ("joint_states", "outcomes/joint_states.parquet", HAS_STATES),
    )
    if there
}
# What is found about one question.
ANSWER = {
    name: f"{RESTRICTED}/answers/{{question}}/{name}.{kind}"
    for kind, names in (
        ("parquet", ("estimates", "curves", *NO_DIAGNOSTICS)),
        ("json", ("verdicts", "flow")),
    )
    for name in names
}
# Use-pattern words, where an outcome rests on them; and the questions that other definitions could answer too.
WORDS = words_names(PLAN.questions)
MULTIVERSES = [question.id for question in PLAN.questions if has_multiverse(question)]
BESIDE = [
    f"{question.id}_{suffix}"
    for question in PLAN.questions
    for suffix in figures_beside(question, vocabulary_of(PLAN.source))
]
FIGURES = [
    *FOLLOW_UP,
    *QUESTIONS,
    *(f"{name}_definitions" for name in MULTIVERSES),
    *BESIDE,
]
TABLE_NAMES = ["baseline", *FOLLOW_UP, "effects"]
REPORTS = ["director", "research", "data_quality", "index"]


wildcard_constraints:
    question="|".join(QUESTIONS),


def source_files():
    """The files that the adapter reads, and their sums where there are any."""
    folder = Path(PLAN.source.path)
    sums = [str(folder / SUMS)] if (folder / SUMS).is_file() else []
    return [*(str(folder / name) for name in SOURCE_FILES), *sums]


def records(*tables):
    """Paths of canonical records."""
    return {table: f"{RESTRICTED}/records/{table}.parquet" for table in tables}


def code_of(*stages):
    """Digest of the package's shared modules and of the named stages.

    Snakemake notices an edited script, not an edited module behind it; this
    parameter makes it rerun what the edit touches.
    """
    digest = hashlib.sha256()
    shared = [path for path in sorted(PACKAGE.glob("*.py")) if path.name != "cli.py"]
    for path in [
        *shared,
        *(
            path
            for stage in stages
            for path in sorted((PACKAGE / stage).rglob("*.[pjhc]*"))
        ),
    ]:
        if path.suffix not in (".pyc",) and path.is_file():
            digest.update(path.relative_to(PACKAGE).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def get_question(wildcards):
    """One question's part of the plan: editing another question does not touch this one."""
    return PLAN.question(wildcards.question).model_dump(mode="json")


def get_jointly(wildcards):
    """Whether a question's family asks what each person adds to its effect."""
    return is_judged_jointly(PLAN, wildcards.question)


def get_outcome(wildcards):
    """The outcome table of a question."""
    return (
        f"{RESTRICTED}/outcomes/{PLAN.question(wildcards.question).outcome_key}.parquet"
    )


def get_words(wildcards):
    """The use-pattern words of a question's outcome."""
    return (
        f"{RESTRICTED}/outcomes/{words_name(PLAN.question(wildcards.question))}.parquet"
    )


def get_release():
    """Every file of the release."""
    return [
        f"{RELEASE}/estimates.csv",
        f"{RELEASE}/findings.json",
        f"{RELEASE}/flow.json",
        f"{RELEASE}/data_quality.json",
        *expand(
            f"{RELEASE}/figures/{{name}}{{kind}}",
            name=FIGURES,
            kind=[".png", "_phone.png", ".csv"],
        ),
        *expand(
            f"{RELEASE}/tables/{{name}}.{{kind}}",
            name=TABLE_NAMES,
            kind=["csv", "html"],
        ),
        *expand(f"{RELEASE}/reports/{{name}}.html", name=REPORTS),
        *expand(f"{RELEASE}/tables/{{name}}.csv", name=RETENTION),
        f"{RELEASE}/notebooks/01_explore_a_study.html",
        f"{RELEASE}/manifest.json",
    ]
