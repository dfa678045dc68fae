"""Against the published endpoints of the CTN-0094 participants, where that data set is at hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stepdown.outcomes.endpoints.csv_files import endpoints_csv, endpoints_from_csv
from stepdown.outcomes.endpoints.evaluate import evaluate
from stepdown.outcomes.endpoints.registry import columns
from stepdown.outcomes.endpoints.words import Words

HERE = Path(__file__).parent
DATA = HERE.parents[2].parent / "shared" / "data" / "ctn0094"
SAMPLE = DATA / "endpoints_sample300.csv"
EVERYBODY = DATA / "extra_20230327" / "derived_weeklyOpioidPattern_20230327.csv"
GOLDENS = dict(line.split() for line in (HERE / "goldens.txt").read_text(encoding="utf-8").splitlines())

needs_sample = pytest.mark.skipif(not SAMPLE.exists(), reason="the CTN-0094 sample is not here")
needs_everybody = pytest.mark.skipif(not EVERYBODY.exists(), reason="the CTN-0094 words are not here")


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)


@needs_sample
def test_every_value_of_300_people(sample):
    published = pd.read_csv(SAMPLE)
    ours = evaluate(Words.from_strings(sample["usePatternUDS"], person_id=sample["who"]))
    assert list(ours.columns) == list(published.columns[2:])
    for name in columns():
        theirs = published[name].to_numpy(dtype=float)
        # Published with 15 digits; whole and logical values are equal exactly.
        np.testing.assert_allclose(
            ours[name].to_numpy(dtype=float), theirs, rtol=1e-12, atol=1e-14, err_msg=name
        )


@needs_sample
def test_the_written_file_has_the_published_form(sample, tmp_path):
    words = sample[["who", "usePatternUDS"]].set_axis(["person_id", "word"], axis=1)
    words.to_csv(tmp_path / "words.csv", index=False)
    assert endpoints_from_csv(tmp_path / "words.csv", tmp_path / "endpoints.csv") == 300
    written = pd.read_csv(tmp_path / "endpoints.csv", dtype=str, keep_default_na=False)
    assert list(written.columns) == ["person_id", *sample.columns[2:]]
    assert written["person_id"].tolist() == sample["who"].tolist()
    for name in columns():
        whole = ~sample[name].str.contains(".", regex=False)
        pd.testing.assert_series_equal(written.loc[whole, name], sample.loc[whole, name])
        np.testing.assert_allclose(
            written[name][~whole].astype(float), sample[name][~whole].astype(float), rtol=1e-12
        )


@pytest.fixture(scope="module")
def everybody() -> Words:
    phases = pd.read_csv(EVERYBODY, dtype=str, keep_default_na=False)
    return Words.from_strings(phases["Phase_1"] + phases["Phase_2"])


@needs_everybody
def test_the_means_over_all_3560_people(everybody):
    means = evaluate(everybody).astype(float).mean()
    assert list(GOLDENS) == columns()
    for name, golden in GOLDENS.items():
        assert means[name] == pytest.approx(float(golden), abs=5.001e-5), name


@needs_everybody
@pytest.mark.parametrize(
    ("missing", "four_of_four", "three_of_three", "two_of_four"),
    [("positive", 0.754, 0.819, 0.947), ("missing", 0.255, 0.351, 0.518), ("observed", 0.189, 0.277, 0.525)],
)
def test_relapse_by_missing_rule(everybody, missing, four_of_four, three_of_three, two_of_four):
    ids = ["RsE_ctnNinetyFour_2023", "RsE_schottenfeld_2008", "RsE_lee_2016"]
    seen = everybody.take(everybody.began)
    assert len(seen) == 2512
    shares = evaluate(seen, ids, missing)[ids].fillna(0).astype(float).mean()
    np.testing.assert_allclose(shares, [four_of_four, three_of_three, two_of_four], atol=5.001e-4)


@needs_sample
def test_the_same_bytes_twice(sample):
    words = Words.from_strings(sample["usePatternUDS"])
    assert endpoints_csv(evaluate(words)) == endpoints_csv(evaluate(words.take(slice(None))))
