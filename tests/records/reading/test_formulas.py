"""What a spreadsheet would run, and what only looks like it."""

from __future__ import annotations

import polars as pl
import pytest

from stepdown.records.reading.cells import FORMULA

RUN = [
    "=1+1", "=A1", "=SUM(A1:A9)", '="00123"', "='x'!A1", "=-1", "=+cmd|' /C calc'!A0", "= HYPERLINK(1)", "=@A1",
    '=HYPERLINK("http://x","y")', "+SUM(1)", "-sum(A1)", "+A1", "-$B$12", "+A1+A2", "-2+3+cmd|' /C calc'!D2",
    "@SUM(1+1)*cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-1+A1", "+-A1", "-(A1)", "-=1", "{" "=1}"[1:], "@IF(1,2,3)",
]  # fmt: skip
PASS = [
    "-9", "+5", "-0.5", "-1e-5", "+1,5", "-", "+", "=", "@", "--", "+-o", "-o*", "+++", "o+-o", "*", "==", "=>", "@home",
    "@someone", "-not asked-", "- none", "+ve", "-ve", "+/-", "-> moved", "+1-2", "-B vitamins", "-12 to -5", "+ (left)",
    "a=1", "x@y", "1+1", "-99 (refused)", "+++--oo", "-5%", "+positive", "-negative (urine)",
]  # fmt: skip


@pytest.mark.parametrize("text", RUN)
def test_formulas(text):
    assert pl.Series([text]).str.contains(FORMULA).item()


@pytest.mark.parametrize("text", PASS)
def test_numbers_and_words(text):
    assert not pl.Series([text]).str.contains(FORMULA).item()
