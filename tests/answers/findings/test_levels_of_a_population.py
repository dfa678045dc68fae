"""A population may leave out levels of the exposure, such as the arms of another trial."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.phrases import Rows

LEVELS = {
    "all levels": (["alcohol", "cocaine", "heroin"], ["cocaine", "heroin"]),
    "one that the population leaves out": (["alcohol", "heroin"], ["heroin"]),
    "no row that names a level": ([""], ["cocaine", "heroin"]),
}


@pytest.mark.parametrize("case", LEVELS)
def test_only_levels_with_estimates_are_spoken_of(case, help_plan, vocabulary):
    present, expected = LEVELS[case]
    question = help_plan.question("first_use_by_substance")
    estimates = pd.DataFrame({"question": question.id, "level": present, "reference": "", "reason": ""})
    context = Context(question, vocabulary, Rows(estimates, question.id))
    assert context.levels == expected
