"""6: e-mail addresses."""

from __future__ import annotations

from stepdown.records.guard.rule import Rule

_AT = r"(?: ?@ ?| ?[(\[{<]at[)\]}>] ?)"
_DOT = r"(?: ?\. ?| ?[(\[{<]dot[)\]}>] ?| dot )"

RULES = (
    Rule(
        kind=6,
        rule="E-mail addresses",
        why="An e-mail address names a person.",
        named=r"(?:\w+_)?(?:e_?mails?|mail)(?:_?(?:address|addr|addresses|id|home|work|\d))*$",
        small_codes_pass=True,
        pattern=rf"[\w.+%'-]+{_AT}[\w-]+(?:{_DOT}[\w-]+)+|[\w.+-]+ at [\w-]+ dot [a-z]{{2,}}|\bmailto:",
    ),
)
