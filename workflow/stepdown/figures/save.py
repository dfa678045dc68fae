"""Figures to files: the same figure gives the same bytes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from stepdown.figures.style import DPI, house_style
from stepdown.files import write_bytes

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def save_png(figure: Figure, path: str | Path) -> None:
    """Write a 300 dpi PNG without metadata (no program name, no date), whole or not at all.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        As returned by a figure kind.
    path : str or pathlib.Path
        The file. Its folder is made if missing.
    """
    buffer = BytesIO()
    with house_style():
        # "Software" is the one text matplotlib adds by itself.
        figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    write_bytes(path, buffer.getvalue())
