"""Whether the other published definitions of an outcome agree with the plan's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepdown.answers.findings.phrases import Sentence, say
from stepdown.disclosure.protected import require_protected

if TYPE_CHECKING:
    from stepdown.answers.findings.finding import Finding
    from stepdown.disclosure.protected import Protected

PICTURE = "the picture under every definition shows them all"


def sentences(multiverse: Protected, finding: Finding) -> tuple[Sentence, ...]:
    """One sentence on the direction; nothing where no finding is stated that a definition could turn round.

    A definition speaks for a direction when its interval leaves out no difference.
    """
    require_protected(multiverse, "findings.definitions")
    rows = multiverse.table.dropna(subset="difference")
    if finding.status == "cannot_say" or rows.empty:
        return ()
    more, fewer = (rows["difference_lower"] > 0).any(), (rows["difference_upper"] < 0).any()
    if more and fewer:
        text = (
            "this depends on the definition: by some rules, and some ways to count a missed screen, one group did "
            f"better, by others the other; {PICTURE}."
        )
    elif more or fewer:
        text = f"no published definition, whatever a missed screen counts as, clearly says the opposite; {PICTURE}."
    else:
        text = f"no published definition, whatever a missed screen counts as, settles it; {PICTURE}."
    return (say(text),)
