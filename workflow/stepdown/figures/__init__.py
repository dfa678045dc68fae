"""Figures made from protected results: one module a kind in `kinds/`, found by its name."""

from stepdown.figures.registry import figure_description, figure_kind, figure_kinds
from stepdown.figures.words import FigureWords

__all__ = ["FigureWords", "figure_description", "figure_kind", "figure_kinds"]
