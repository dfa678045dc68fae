"""What a plan may say of one canonical column, and what it is told when it may not."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from stepdown.records.mapping.columns import ColumnMap


def test_codes_are_compared_as_text_however_yaml_reads_them():
    spec = ColumnMap(column="sex", recode={1: "men", 2.5: 7, "x": "women"}, missing=[9, "NA", -9])
    assert spec.recode == {"1": "men", "2.5": "7", "x": "women"}
    assert spec.missing == ["9", "NA", "-9"]


# what | the block
BOOLEANS = {
    "a key of a recode": {"column": "use", "recode": {True: "yes"}},
    "a value of a recode": {"column": "use", "recode": {"Y": True}},
    "a missing code": {"column": "use", "missing": [False]},
    "a fixed value": {"value": False},
}


@pytest.mark.parametrize("case", BOOLEANS)
def test_an_unquoted_yes_or_no_is_refused_with_the_hint_to_quote_it(case):
    with pytest.raises(ValidationError, match="put it in quotes"):
        ColumnMap(**BOOLEANS[case])


def test_a_fixed_number_is_text_like_any_code():
    assert ColumnMap(value=3).value == "3"


@pytest.mark.parametrize("block", [{}, {"column": "a", "value": "b"}])
def test_a_column_comes_from_one_place(block):
    with pytest.raises(ValidationError, match="either column or value"):
        ColumnMap(**block)


@pytest.mark.parametrize(
    "more", [{"recode": {"a": "b"}}, {"missing": ["NA"]}, {"multiply": 7}, {"date_format": "%Y-%m-%d"}]
)
def test_a_fixed_value_takes_no_other_key(more):
    with pytest.raises(ValidationError, match="takes no other key"):
        ColumnMap(value="a", **more)


def test_a_column_map_survives_being_written_and_read():
    for spec in (ColumnMap(value="a"), ColumnMap(column="a", recode={1: "b"}, multiply=7)):
        assert ColumnMap(**spec.model_dump(mode="json")) == spec


@pytest.mark.parametrize("date_format", ["%d.%m", "%Q-%m-%d", "day", ""])
def test_a_date_format_that_gives_no_date_is_refused_before_any_file_is_read(date_format):
    with pytest.raises(ValidationError, match="date format"):
        ColumnMap(column="seen", date_format=date_format)


@pytest.mark.parametrize("factor", [0, -7])
def test_a_unit_is_a_positive_factor(factor):
    with pytest.raises(ValidationError):
        ColumnMap(column="weeks", multiply=factor)
