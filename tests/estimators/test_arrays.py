"""The gatekeepers refuse what an estimator could only misread."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators import arrays


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([[1.0, 2.0]], "one number a row"),
        ([], "no rows"),
        ([1.0, np.nan, np.inf], "not finite in 2 rows"),
    ],
)
def test_numeric_refuses(values, message):
    with pytest.raises(ValueError, match=message):
        arrays.numeric(values, "outcome")


def test_numeric_refuses_another_length():
    with pytest.raises(ValueError, match="2 rows, but 3"):
        arrays.numeric([1, 2], "weights", 3)


def test_binary_takes_booleans_and_zero_one_alike():
    expected = np.array([True, False, True])
    for given in ([True, False, True], [1, 0, 1], np.array([1.0, 0.0, 1.0])):
        np.testing.assert_array_equal(arrays.binary(given, "event"), expected)


def test_binary_refuses_other_values():
    with pytest.raises(ValueError, match="neither in 1 rows"):
        arrays.binary([0, 1, 2], "event")


@pytest.mark.parametrize(
    ("time", "event", "entry", "message"),
    [
        ([1, -2], [1, 0], None, "negative in 1 rows"),
        ([1, 2], [1], None, "1 rows, but 2"),
        ([1, 2], [1, 0], [0, 2], "entry must lie before time"),
    ],
)
def test_survival_refuses(time, event, entry, message):
    with pytest.raises(ValueError, match=message):
        arrays.survival(time, event, entry)


def test_matrix_reads_a_flat_covariate_as_one_column():
    assert arrays.matrix([1, 2, 3], "covariates", 3).shape == (3, 1)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.ones((2, 2)), "3 rows"),
        (np.ones((3, 0)), "no columns"),
        ([[1.0], [np.nan], [2.0]], "in 1 rows"),
    ],
)
def test_matrix_refuses(values, message):
    with pytest.raises(ValueError, match=message):
        arrays.matrix(values, "covariates", 3)


def test_codes_follow_the_sorted_labels_whatever_their_type():
    labels, code = arrays.codes(["b", "a", "b"], "strata", 3)
    assert list(labels) == ["a", "b"]
    assert list(code) == [1, 0, 1]


@pytest.mark.parametrize("values", [["a", None, "b"], [1.0, np.nan, 2.0]])
def test_codes_refuse_missing_labels(values):
    with pytest.raises(ValueError, match="missing in 1 rows"):
        arrays.codes(np.array(values, dtype=object), "strata", 3)


def test_collinear_column_is_named_even_when_units_differ_by_a_million():
    day = np.arange(6.0)
    design = np.column_stack([np.ones(6), day * 1e6, day * 1e-6 + 3])
    with pytest.raises(ValueError, match="column 2"):
        arrays.require_independent_columns(design, "covariates")


def test_more_columns_than_rows_are_collinear():
    with pytest.raises(ValueError, match="collinear"):
        arrays.require_independent_columns(np.eye(2, 3), "covariates")


def test_no_message_shows_a_value_of_a_record():
    with pytest.raises(ValueError) as caught:
        arrays.survival([12345.0, -98765.0], [1, 0])
    assert "98765" not in str(caught.value)


def test_p_values_keep_the_far_tail():
    p_value = arrays.normal_p_value(np.array([1.959963984540054, 20.0, 1.0]), np.array([1.0, 1.0, 0.0]))
    assert p_value[0] == pytest.approx(0.05, rel=1e-12)
    assert p_value[1] == pytest.approx(5.507248237212469e-89, rel=1e-9)
    assert np.isnan(p_value[2])
