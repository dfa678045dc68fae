"""What is done to people, where it differs from what would happen by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np


@dataclass(frozen=True)
class Strategy:
    """What is done, where it differs from what would happen.

    level : the level to start at, for all or for each; None for the placement drawn
    aftercare : start by the last day of grace after treatment, or not until that day is over
    family : a family session by the last day of grace after admission, or none until that day is over
    step_down : into intensive outpatient care when 24-hour care ends, which is on the last day of grace for who is still in
        it; or not into it until that day is over
    grace : days
    stay : days at the first level: nobody leaves before the first, and everybody has stopped on the last (whose plan goes
        beyond it leaves in one of the last two weeks); None where people stay as they would
    """

    level: int | np.ndarray | None = None
    aftercare: Literal["natural", "start", "none"] = "natural"
    family: Literal["natural", "start", "none"] = "natural"
    step_down: Literal["natural", "start", "none"] = "natural"
    grace: int = 14
    stay: tuple[int, int] | None = None
