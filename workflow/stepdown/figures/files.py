"""Draw many figures, each in both layouts, on all cores: every file is the same whoever draws it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stepdown.figures.registry import figure_kind
from stepdown.figures.save import save_png

if TYPE_CHECKING:
    from stepdown.disclosure.protected import Protected
    from stepdown.figures.specification import FigureSpecification

LAYOUTS = {"full": "", "phone": "_phone"}


def draw_files(
    figures: Sequence[FigureSpecification], data: Mapping[str, Protected], folder: Path, cores: int = 1
) -> None:
    """Write a picture of each figure and layout.

    Parameters
    ----------
    figures : what to draw.
    data : name of a figure -> its numbers.
    folder : where the files go.
    cores : processes; they are forked, so that they need not load anything again. One where that is impossible.
    """
    tasks = [(figure, data[figure.name], layout, folder) for figure in figures for layout in LAYOUTS]
    if cores < 2 or "fork" not in multiprocessing.get_all_start_methods():
        for task in tasks:
            _draw(task)
        return
    for figure in figures:
        # What a kind imports is loaded once, here.
        figure_kind(figure.kind)
    with multiprocessing.get_context("fork").Pool(cores) as pool:
        pool.map(_draw, tasks, chunksize=1)


def _draw(task: tuple[FigureSpecification, Any, str, Path]) -> None:
    figure, numbers, layout, folder = task
    drawn = figure_kind(figure.kind)(numbers, figure.words, layout, **figure.options)
    save_png(drawn, folder / f"{figure.name}{LAYOUTS[layout]}.png")
