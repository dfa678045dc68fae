"""stepdown: outcomes research for addiction treatment that anyone can rebuild.

>>> import stepdown
>>> study = stepdown.open_study("help")          # doctest: +SKIP
>>> study.estimates, study.tables, study.figures  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stepdown.study import Study

__version__ = "0.1.0"
__all__ = ["__version__", "open_study"]


def open_study(name: str | None = None, results: str | None = None) -> Study:
    """Open the released results of a study; see `stepdown.study.open_study`."""
    # Imported here so that `import stepdown` costs nothing.
    from stepdown.study import open_study as opened

    return opened(name, results)
