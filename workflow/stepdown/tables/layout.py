"""A table for a reader: a title, columns of text, notes; as HTML and as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

HIDDEN = "hidden"
STYLE = """
table.stepdown{border-collapse:collapse;font:14px/1.4 system-ui,sans-serif;font-variant-numeric:tabular-nums}
table.stepdown caption{text-align:left;font-weight:600;padding-bottom:.5em}
table.stepdown th,table.stepdown td{padding:.25em .8em .25em 0;text-align:left;vertical-align:top}
table.stepdown th.number,table.stepdown td.number{text-align:right}
table.stepdown thead th{border-bottom:1.5px solid currentColor}
table.stepdown tr.block td{padding-top:.7em;font-weight:600}
table.stepdown tfoot td{border-top:1.5px solid currentColor;font-size:12px;padding-top:.5em}
"""


@dataclass(frozen=True)
class Layout:
    """A table as it is read.

    Parameters
    ----------
    title : what it shows.
    rows : every cell is text already; a column named `block` becomes headings.
    numbers : names of the columns to align to the right.
    notes : footnotes.
    """

    title: str
    rows: pd.DataFrame
    numbers: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def html(self) -> str:
        """One `<table>` element."""
        columns = [name for name in self.rows.columns if name != "block"]
        head = "".join(f'<th scope="col"{self._align(name)}>{escape(name)}</th>' for name in columns)
        body, block = [], None
        for row in self.rows.to_dict("records"):
            if "block" in row and row["block"] != block:
                block = row["block"]
                body.append(f'<tr class="block"><td colspan="{len(columns)}">{escape(block)}</td></tr>')
            cells = "".join(f"<td{self._align(name)}>{escape(str(row[name]))}</td>" for name in columns)
            body.append(f"<tr>{cells}</tr>")
        notes = "".join(f'<tr><td colspan="{len(columns)}">{escape(note)}</td></tr>' for note in self.notes)
        return (
            f'<table class="stepdown"><caption>{escape(self.title)}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(body)}</tbody><tfoot>{notes}</tfoot></table>"
        )

    def page(self) -> str:
        """A page of its own, for readers who want one table."""
        return (
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{escape(self.title)}</title><style>{STYLE}body{{margin:2em;max-width:60em}}</style></head>"
            f"<body>{self.html()}</body></html>\n"
        )

    def _align(self, name: str) -> str:
        return ' class="number"' if name in self.numbers else ""


def count(value: float) -> str:
    """A protected count: hidden ones say so, and are never 0."""
    return HIDDEN if value != value else f"{value:,.0f}".replace(",", "\u2009")
