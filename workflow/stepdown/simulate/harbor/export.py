"""The export of Harbor's record system: a folder of tables with dates and the program's own words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import polars as pl

from stepdown.simulate.harbor import observe
from stepdown.simulate.harbor.block import Block, blocks
from stepdown.simulate.harbor.course import NEVER, READMISSION_DAYS, READMISSION_LEVEL, Course
from stepdown.simulate.harbor.course import REASONS as ENDS
from stepdown.simulate.harbor.dirt import soil
from stepdown.simulate.harbor.people import PAYERS, RACES, SUBSTANCES
from stepdown.simulate.harbor.placement import REASONS, reasons
from stepdown.simulate.harbor.symptoms import INSTRUMENTS, WAVES, scores
from stepdown.simulate.harbor.world import World

LEVEL_WORDS = ("OP", "IOP", "PHP", "RES", "INP")
END_WORDS = dict(zip(ENDS, ("Completed", "Transferred", "Left AMA", "Jail", "Deceased"), strict=True))
AFTERCARE_WORDS = ("Phone check-in", "Recovery coach", "AA/NA meeting", "Outpatient counselor")


def write_export(world: World, folder: str | Path, dirt: bool = True, stream: int = 0) -> dict[str, int]:
    """Write the export, a block of people at a time: memory does not grow with their number.

    Parameters
    ----------
    world : what to simulate
    folder : made if it is not there; files of the same names are replaced
    dirt : make the mistakes that record systems make
    stream : another one exports other people of the same world

    Returns
    -------
    File name -> rows written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = dict.fromkeys((f"{name}.csv" for name in TABLES), 0)
    with ExitStack() as open_files:
        streams = {name: open_files.enter_context(open(folder / f".{name}", "wb")) for name in written}
        for block in blocks(world, stream=stream):
            course = block.course()
            status = observe.interviews(world, block.people, course, block.draws)
            day_zero = _day_zero(block)
            for name, make in TABLES.items():
                frame = make(block, course, status, day_zero)
                if dirt:
                    frame = soil(name, frame, world.seed, block.first)
                file = f"{name}.csv"
                frame.write_csv(streams[file], include_header=written[file] == 0, date_format="%m/%d/%Y")
                written[file] += len(frame)
    # All at once, so that a killed run leaves no half export.
    for name in written:
        (folder / f".{name}").replace(folder / name)
    return written


def _day_zero(block: Block) -> np.ndarray:
    """Days from the world's first day to the first level of care: detox comes before it."""
    return block.people.admission + _detox_days(block)


def _detox_days(block: Block) -> np.ndarray:
    """3 to 5 days of withdrawal management for those who need it, none for others."""
    return np.where(block.people.needs_detox, 3 + (block.draws.small[:, 0] * 3).astype(int), 0)


def _keys(block: Block, who: np.ndarray | None = None) -> pl.Series:
    who = np.arange(len(block.people)) if who is None else who
    return "H" + pl.Series(block.first + who + 1).cast(pl.String).str.zfill(6)


def _dates(block: Block, days: np.ndarray) -> pl.Series:
    base = np.datetime64(block.world.first_admission)
    return pl.Series(base + days.astype("timedelta64[D]"))


def _words(codes: np.ndarray, words: tuple[str, ...]) -> np.ndarray:
    return np.array(words, dtype=object)[codes]


def _clients(block: Block, course: Course, status: np.ndarray, day_zero: np.ndarray) -> pl.DataFrame:
    people, placement = block.people, block.placement
    level = course.level
    return pl.DataFrame(
        {
            "client": _keys(block),
            "site": _words(people.site, tuple(f"S{site + 1:02d}" for site in range(block.world.sites))),
            "age": people.age,
            "sex": np.where(people.female, "F", "M"),
            "race": _words(people.race, RACES),
            "primary_drug": _words(people.substance, SUBSTANCES),
            "payer": _words(people.payer, PAYERS),
            "housing": np.where(people.unstable, "unstable", "stable"),
            "works": np.where(people.employed, "yes", "no"),
            "mandated": np.where(people.mandate, "yes", "no"),
            "relative": np.where(people.relative, "yes", "no"),
            "miles": people.miles,
            "earlier_admissions": people.prior_episodes,
            **{f"asam{dimension + 1}": people.dimensions[:, dimension] for dimension in range(6)},
            "intake_phq9": people.phq9,
            "admission_quarter": [f"Q{quarter + 1}" for quarter in people.quarter],
            "recommended": _words(placement.recommended, LEVEL_WORDS),
            "placed_why": _words(reasons(block.world, people, placement, level), REASONS),
        }
    )


def _admissions(block: Block, course: Course, status: np.ndarray, day_zero: np.ndarray) -> pl.DataFrame:
    world, phases = block.world, observe.phases(course)
    columns = phases.columns
    detox = np.flatnonzero(block.people.needs_detox)
    back = np.flatnonzero(course.readmission_day < NEVER)
    who = np.concatenate([detox, phases.who, back])
    start = np.concatenate([-_detox_days(block)[detox], columns["start"], course.readmission_day[back]])
    end = np.concatenate(
        [np.zeros(len(detox), int), columns["end"], course.readmission_day[back] + READMISSION_DAYS]
    )
    level = np.concatenate([np.full(len(detox), 4), columns["level"], np.full(len(back), READMISSION_LEVEL)])
    reason = np.concatenate([np.full(len(detox), 1), columns["reason"], np.zeros(len(back), int)])
    cost = np.round((np.maximum(end - start, 1)) * np.array(world.column("daily_cost"))[level], 2)
    order = np.lexsort((start, who))
    number = np.concatenate([np.zeros(len(detox), int), 1 + columns["phase"], np.full(len(back), 9)])
    frame = pl.DataFrame(
        {
            "admission": _keys(block, who) + "-" + pl.Series(number).cast(pl.String),
            "client": _keys(block, who),
            "site": _words(block.people.site[who], tuple(f"S{site + 1:02d}" for site in range(world.sites))),
            "level": _words(level, LEVEL_WORDS),
            "detox": np.where(number == 0, "yes", "no"),
            "recommended": _words(block.placement.recommended[who], LEVEL_WORDS),
            "admitted": _dates(block, day_zero[who] + start),
            "discharged": _dates(block, day_zero[who] + end),
            "why": _words(reason, tuple(END_WORDS.values())),
            "paid": cost,
        }
    )
    return frame[order]


def _services(block: Block, course: Course, status: np.ndarray, day_zero: np.ndarray) -> pl.DataFrame:
    rows = observe.sessions(block.world, course)
    tables, columns = block.world.column("sessions"), rows.columns
    slots = max(map(len, tables))
    kinds = np.full((len(tables), slots), "", dtype=object)
    hours = np.zeros((len(tables), slots))
    for level, of_level in enumerate(tables):
        kinds[level, : len(of_level)] = [session[1] for session in of_level]
        hours[level, : len(of_level)] = [session[2] for session in of_level]
    family = np.flatnonzero(course.family_day < NEVER)
    who = np.concatenate([rows.who, family])
    day = np.concatenate([columns["day"], course.family_day[family]])
    kind = np.concatenate(
        [kinds[columns["level"], columns["slot"]], np.full(len(family), "family", dtype=object)]
    )
    length = np.concatenate([hours[columns["level"], columns["slot"]], np.ones(len(family))])
    attended = np.concatenate([columns["attended"], np.ones(len(family), dtype=bool)])
    order = np.lexsort((day, who))
    who, day = who[order], day[order]
    return pl.DataFrame(
        {
            "client": _keys(block, who),
            "service_date": _dates(block, day_zero[who] + day),
            "kind": kind[order],
            "hours": length[order],
            "attendance": np.where(attended[order], "Attended", "No show"),
        }
    )


def _use(block: Block, course: Course, status: np.ndarray, day_zero: np.ndarray) -> pl.DataFrame:
    """Urine screens during treatment and what people report at interviews, in the order of days."""
    screens = observe.screens(block.world, course, block.draws)
    reports = observe.reported_use(course, status)
    provided, positive = screens.columns["provided"], screens.columns["positive"]
    who = np.concatenate([screens.who, reports.who])
    day = np.concatenate([screens.columns["day"], reports.columns["day"]])
    order = np.lexsort((day, who))
    frame = pl.DataFrame(
        {
            "client": _keys(block, who),
            "observed": _dates(block, day_zero[who] + day),
            "days": np.concatenate([np.ones(len(screens.who), dtype=int), reports.columns["days"]]),
            "how": np.repeat(["Urine screen", "Self-report"], [len(screens.who), len(reports.who)]),
            "result": np.concatenate(
                [
                    np.where(~provided, "Not provided", np.where(positive, "Positive", "Negative")),
                    np.where(reports.columns["used"], "Positive", "Negative"),
                ]
            ),
        }
    )
    return frame[order]


def _questionnaires(block: Block, course: Course, status: np.ndarray, day_zero: np.ndarray) -> pl.DataFrame:
    points = scores(block.world, block.people, course, block.draws)
    who, wave = np.nonzero(status == observe.REACHED)
    frame = pl.DataFrame(
        {
            "client": _keys(block, who),
            "visit": wave,
            "filled": _dates(block, day_zero[who] + np.array(WAVES)[wave]),
        }
    )
    return frame.with_columns(
        pl.Series(name, points[who, wave, place]) for place, name in enumerate(INSTRUMENTS)
    )


def _interviews(block: Block, course: Course, status: np.ndarray, day_zero: np.ndarray) -> pl.DataFrame:
    who, wave = np.nonzero(np.ones_like(status[:, 1:], dtype=bool))
    wave = wave + 1
    outcome = status[who, wave]
    due = np.array(WAVES)[wave]
    return pl.DataFrame(
        {
            "client": _keys(block, who),
            "visit": wave,
            "due": _dates(block, day_zero[who] + due),
            "status": _words(outcome, observe.STATUSES),
            "held": _dates(block, day_zero[who] + due),
        }
    ).with_columns(pl.when(pl.Series(outcome == observe.REACHED)).then("held"))


def _aftercare(block: Block, course: Course, status: np.ndarray, day_zero: np.ndarray) -> pl.DataFrame:
    """The first contact, then one a fortnight, six in all while alive."""
    who = np.repeat(np.flatnonzero(course.aftercare_day < NEVER), 6)
    day = course.aftercare_day[who] + 14 * np.tile(np.arange(6), len(who) // 6)
    alive = day < np.minimum(course.death_day[who], course.readmission_day[who])
    who, day = who[alive], day[alive]
    kind = (block.draws.small[who, 1] * len(AFTERCARE_WORDS)).astype(int)
    return pl.DataFrame(
        {
            "client": _keys(block, who),
            "contact": _dates(block, day_zero[who] + day),
            "kind": _words(kind, AFTERCARE_WORDS),
        }
    )


TABLES: dict[str, Callable[[Block, Course, np.ndarray, np.ndarray], pl.DataFrame]] = {
    "clients": _clients,
    "admissions": _admissions,
    "services": _services,
    "use": _use,
    "questionnaires": _questionnaires,
    "interviews": _interviews,
    "aftercare": _aftercare,
}
