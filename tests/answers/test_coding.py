"""From variables to the columns of a model."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.answers.coding import code, complete
from stepdown.records.variables import Variable

DRUG = Variable("drug", "Drug", {"alcohol": "alcohol", "cocaine": "cocaine", "heroin": "heroin"})
AGE = Variable("age", "Age", step=10, unit="years")
STAY = Variable("stays", "Stays", step=1, unit="stay")

# values | reference | columns, one a level
DUMMIES = {
    "the first level is the reference": (
        ["alcohol", "cocaine", "heroin"], None, {"cocaine": [0, 1, 0], "heroin": [0, 0, 1]},
    ),
    "a named reference": (["alcohol", "cocaine", "heroin"], "heroin", {"alcohol": [1, 0, 0], "cocaine": [0, 1, 0]}),
    "a level that nobody has": (["alcohol", "heroin"], None, {"heroin": [0, 1]}),
    "only the reference": (["alcohol", "alcohol"], None, {}),
    "the first level that somebody has": (["heroin", "cocaine"], None, {"heroin": [1, 0]}),
    "a named reference that nobody has": (["heroin", "cocaine"], "alcohol", {"cocaine": [0, 1], "heroin": [1, 0]}),
}  # fmt: skip


@pytest.mark.parametrize("case", DUMMIES)
def test_levels_become_columns_against_the_reference(case):
    values, reference, expected = DUMMIES[case]
    people = pd.DataFrame({"drug": values})
    design = code(people, {"drug": DRUG}, {"drug": reference} if reference else None)
    assert {term.level: design.matrix[:, term.column].tolist() for term in design.terms} == expected
    first = next(level for level in DRUG.levels if level in values)
    assert {term.reference for term in design.terms} <= {reference or first}
    assert design.matrix.shape == (len(values), len(expected))


def test_a_number_is_divided_by_its_step():
    design = code(pd.DataFrame({"age": [30.0, 45.0], "stays": [1.0, 4.0]}), {"age": AGE, "stays": STAY})
    assert design.matrix.tolist() == [[3.0, 1.0], [4.5, 4.0]]
    assert [term.level for term in design.terms] == ["per 10 years", "per stay"]


def test_terms_are_found_by_their_variable():
    people = pd.DataFrame({"drug": ["alcohol", "cocaine"], "age": [30.0, 40.0]})
    design = code(people, {"age": AGE, "drug": DRUG})
    assert [term.column for term in design.of("drug")] == [1]


def test_only_people_with_every_value_are_complete():
    people = pd.DataFrame(
        {"age": [30.0, None, 40.0], "drug": ["alcohol", "heroin", None], "other": [None] * 3}
    )
    assert complete(people, ["age", "drug"]).index.tolist() == [0]
    assert len(complete(people, ["age"])) == 2
    assert len(complete(people, [])) == 3
