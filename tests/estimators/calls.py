"""Every public estimator, called on a `World`: the table that tests of thin and of rearranged data walk."""

from __future__ import annotations

from .regression_calls import CALLS as REGRESSION
from .survival_calls import CALLS as SURVIVAL

# name -> the estimator on a world. What stands before a colon is the name of the function.
CALLS = SURVIVAL | REGRESSION
