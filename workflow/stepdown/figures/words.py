"""The words around a figure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FigureWords:
    """Title, subtitle and caption of a figure.

    Parameters
    ----------
    title : str
        The finding as one sentence. Long titles wrap.
    subtitle : str
        What is drawn, for whom, and how many people.
    caption : str
        Method, window and rounding. Whether the data are simulated is added from `simulated`.
    simulated : bool
        True if the records were made by a simulation. The figure then carries a tag above its title as well,
        because a picture is often passed on without its caption.
    """

    title: str
    subtitle: str = ""
    caption: str = ""
    simulated: bool = False

    @property
    def tag(self) -> str:
        """The line above the title, empty for real data."""
        return "SIMULATED DATA" if self.simulated else ""

    @property
    def full_caption(self) -> str:
        """The caption with the origin of the data as its last sentence."""
        origin = "Simulated data: no person is described." if self.simulated else "Real data."
        return f"{self.caption.strip()} {origin}".strip()
