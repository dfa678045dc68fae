"""Harbor's people by the study's own way: exported, read, put into the cohort, their outcomes derived."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from harbor_frames import compared_here

from stepdown.answers.frame import QuestionFrame, baseline_scores, build_frame, later_scores
from stepdown.cohort.clocks import zero_days, zero_table
from stepdown.cohort.derived import derive_variables, derived_variables
from stepdown.cohort.eligibility import build_cohort
from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.files import write_parquet
from stepdown.outcomes.contacts import contacts
from stepdown.outcomes.derive import derive_outcomes, derive_words
from stepdown.outcomes.retention.care import observed_to
from stepdown.plan.study import StudyPlan
from stepdown.records import adapters
from stepdown.records.ingest import ingest
from stepdown.simulate.harbor.export import write_export
from stepdown.simulate.harbor.world import World

Records = dict[str, pd.DataFrame]


def frames(
    plan: StudyPlan, world: World, stream: int, people: int, dirt: bool = True
) -> Iterator[QuestionFrame]:
    """Every question's people, in the plan's order, from an export of so many; another stream gives other people."""
    records = records_of(plan, world.model_copy(update={"people": people}), stream, dirt)
    vocabulary = vocabulary_of(plan.source)
    cohort = _cohort(plan, records)
    seen_to = observed_to(records, plan.spells.records_end_day)
    starts = {
        clock: zero_days(records["episodes"], clock, plan.spells.gap_days, seen_to)
        for clock in sorted({question.clock for question in plan.questions} - {"admission"})
    }
    words = derive_words(records, plan.questions, starts)
    outcomes = derive_outcomes(records, plan.outcome_tables(), starts, words)
    begun, zero = contacts(records), zero_table(starts)
    for question in filter(compared_here, plan.questions):
        yield build_frame(plan, question, vocabulary, cohort, outcomes[question.outcome_key], begun, zero)


def records_of(plan: StudyPlan, world: World, stream: int, dirt: bool) -> Records:
    """The export as canonical records, kept and read again as a run does."""
    with TemporaryDirectory() as folder:
        write_export(world, folder, dirt=dirt, stream=stream)
        source = adapters.read_source(plan.source.model_copy(update={"path": folder}))
        records = {}
        for name, table in ingest(source, adapters.vocabulary_of(plan.source)).items():
            path = Path(folder) / f"{name}.parquet"
            write_parquet(path, table.kept)
            records[name] = pd.read_parquet(path)
    return records


def _cohort(plan: StudyPlan, records: Records) -> pd.DataFrame:
    persons = records["persons"]
    for scores in (baseline_scores(records["assessments"]), later_scores(records["assessments"])):
        persons = persons.merge(scores, left_on="person_id", right_index=True, how="left")
    variables = derived_variables(adapters.vocabulary_of(plan.source))
    seen_to = observed_to({"persons": persons}, plan.spells.records_end_day)
    derived = derive_variables(records["episodes"], variables, plan.spells.gap_days, seen_to)
    persons = persons.merge(derived, left_on="person_id", right_index=True, how="left")
    return build_cohort(persons, plan.populations)[0]
