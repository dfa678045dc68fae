"""14 and 15: web addresses and internet addresses."""

from __future__ import annotations

import ipaddress
import re

from stepdown.records.guard.rule import Rule

_TOP = "com|org|net|edu|gov|mil|info|biz|io|health|app|dev|online|site|example"


def _is_v6(match: str) -> bool:
    """An address of version 6; `a::b` is one by the letter, and nobody means it."""
    text = match.strip("[]")
    if len(re.findall(r"[0-9a-fA-F]", text)) < 5 or text.count(":") < 2:
        return False
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


RULES = (
    Rule(
        kind=14,
        rule="Web addresses",
        why="A page may be the person's own, and its address may carry names or keys.",
        named=r"(?:\w+_)?(?:urls?|website|web_?(?:page|site|address)|home_?page|link_?url|hyperlink|facebook|instagram|linkedin|twitter)(?:_\w+)?",
        small_codes_pass=True,
        pattern=rf"\b(?:https?|hxxps?|ftp|sftp|file|blob)\s?:\s?//|\bwww\d?\.[a-z0-9-]+"
        rf"|(?:^|[^@\w.-])(?:[a-z0-9-]+\.)*[a-z0-9-]+(?:\.|\[\.\]|\(dot\)|\[dot\])(?:{_TOP})\b(?:[/?#:]\S*|$|[\s,;.)])"
        r"|\b[a-z0-9-]+\.(?:ly|me|co|us|tv|gg|be|gl|uk|de|ca|ru|cn|page|link)/[\w-]{2,}",
    ),
    Rule(
        kind=15,
        rule="Internet (IP) addresses",
        why="The address of a computer leads to its user.",
        named=r"(?:\w+_)?(?:ip|ipv4|ipv6)(?:_?(?:addr|address|addresses|no|num|v4|v6|\d))*$|ip_?\w*address",
        small_codes_pass=True,
        pattern=r"(?:^|[^0-9.])\d{1,3}(?: ?(?:\.|\[\.\]) ?\d{1,3}){3}(?:$|[^0-9.]|\.(?:$|\D))",
        confirm=lambda match: all(int(part) <= 255 for part in re.findall(r"\d+", match)),
    ),
    Rule(
        kind=15,
        rule="Internet (IP) addresses of version 6",
        why="The address of a computer leads to its user.",
        pattern=r"\[?(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{1,4}|\d{1,3}(?:\.\d{1,3}){3})?\]?",
        confirm=_is_v6,
    ),
)
