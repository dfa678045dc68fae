"""What do loss to follow-up and the records themselves do to Harbor's answers?

The same questions and analyses, of the export as it comes: people who left early or are worse off are reached less
often, screens miss some use and see what interviews are not told, record systems make mistakes. Every world goes the whole
way of a study, from the files of its export. Primary analyses here know only who was seen; what the plan sets beside them
(bounds, tipping points) is there for what these rows show. Truths are those of the planted world above.
"""

from __future__ import annotations

from calibrate_harbor import FIRST_STREAM
from calibrate_harbor import truths as harbor_truths
from harbor_records import frames
from harbor_rows import Rows, harbor_plan, rows_of

from stepdown.simulate.harbor.world import load_world

WORLDS, PEOPLE = 60, 6000
NOTES = """
Notes. Rows that are marked are what this part is there to show; they are not misses of an estimator. Retention and cost come
from the program's own records and lose nobody. Use is known of those whom the interviews reached: who left early is reached
less often, and what the plan adjusts for knows severity but not leaving. Where nothing is known for 21 days, following a
person for the first use ends, and the first use of those who are followed on is found at screens and interviews alone.
"""
EXPLAINED = ("*",)


def one_world(number: int, n: int) -> Rows:
    """What every question's analyses find; see `harbor_rows`."""
    rows: Rows = {}
    for frame in frames(harbor_plan(), load_world(), FIRST_STREAM + number, n):
        rows |= rows_of(frame, null=False)
    return rows


def truths(workers=None) -> dict[str, tuple[float, float]]:
    """Of the planted world; see `calibrate_harbor`."""
    return harbor_truths(workers)
