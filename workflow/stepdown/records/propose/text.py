"""Lines of YAML that stay valid whatever a column is called."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

import yaml

WIDTH = 110


def scalar(value: str) -> str:
    """A text as YAML reads it back, quoted only where it must be."""
    if re.fullmatch(r"[A-Za-z_][\w./*-]*", value) and yaml.safe_load(value) == value:
        return value
    return yaml.safe_dump(value, default_style='"', allow_unicode=True, width=2**31).strip()


def listed(values: Iterable[str]) -> str:
    """A list in one line."""
    return f"[{', '.join(scalar(value) for value in values)}]"


def block(**entries: str) -> str:
    """A mapping in one line; the values are YAML already."""
    return f"{{{', '.join(f'{key}: {value}' for key, value in entries.items())}}}"


def comment(text: str, indent: int = 0) -> list[str]:
    """A comment in lines of a readable length."""
    prefix = " " * indent + "# "
    plain = "".join(c if c.isprintable() else "?" for c in text)
    return textwrap.wrap(
        plain, WIDTH, initial_indent=prefix, subsequent_indent=prefix, break_on_hyphens=False
    )


def decide(text: str, indent: int = 0) -> list[str]:
    """A comment at a place where a person must decide."""
    return comment(f"DECIDE: {text}", indent)
