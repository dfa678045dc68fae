"""Episodes for the tables of cases."""

from __future__ import annotations

import pytest

from .episode_rows import episodes_of


@pytest.fixture(scope="session")
def episodes():
    return episodes_of
