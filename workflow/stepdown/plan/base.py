"""What every part of a study plan is made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
PositiveDay = Annotated[int, Field(gt=0)]


class PlanModel(BaseModel):
    """A part of the plan: unknown keys are refused, values cannot change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
