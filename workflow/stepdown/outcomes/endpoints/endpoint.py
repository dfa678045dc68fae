"""The form in which every endpoint is declared (definitions, A.5.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from stepdown.outcomes.endpoints.missing import missing_steps
from stepdown.outcomes.endpoints.rules import Rule
from stepdown.outcomes.endpoints.steps import MISSING_RULE, Cut, Recode, Step

Type = Literal["logical", "integer", "ratio", "score", "survival"]

KINDS = {"Ab": "abstinence", "Rd": "reduction", "Rs": "relapse", "Dr": "dropout"}


@dataclass(frozen=True, kw_only=True)
class AsPublished:
    """The definition by the words of its publication, where those differ from what has been computed.

    Parameters
    ----------
    steps, rule : in place of the endpoint's own
    missing : the missing rule that the words say; None if it is the endpoint's own
    because : what the words say that the computation does not do
    """

    steps: tuple[Step, ...]
    rule: Rule
    missing: str | None = None
    because: str


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One published definition of an outcome, as data.

    Parameters
    ----------
    id : the published column, without the T and E of a survival pair: "Rs_lee_2016"
    place : its place among the published outcomes; later ones follow
    citation, doi : who published it; None where there is no DOI
    type : logical; integer; ratio (0 to 1); score (any number); survival (time in positions, and event)
    measures : what the publication measures, in a sentence
    schedule : how often it screened
    states : what it says of missing screens
    missing : the missing rule of the definition as computed, a name in `missing.RULES`; None where
        missing is the event itself, and no rule can replace it
    steps : what is done to the word, in order; `MISSING_RULE` marks where the missing rule acts
    rule : how the prepared word becomes the value
    retained : the value is 0 (or false) unless the last position with contact is at least this one
    higher_is_better : the direction; of the time for survival
    note : where the published text and the definition as computed disagree
    as_published : the definition by the publication's own words, where `note` tells of a difference
    examples : a line a column, the values of the example words in order (`examples.WORDS`)
    """

    id: str
    citation: str
    doi: str | None
    type: Type
    measures: str
    schedule: str
    states: str
    missing: str | None
    steps: tuple[Step, ...] = ()
    rule: Rule
    retained: int = 0
    higher_is_better: bool
    examples: tuple[str, ...]
    note: str = ""
    place: int = 1000
    as_published: AsPublished | None = None

    @property
    def kind(self) -> str:
        """abstinence, reduction, relapse or dropout."""
        return KINDS.get(self.id.partition("_")[0], "other")

    @property
    def name(self) -> str:
        """The id without its kind: "lee_2016"."""
        return self.id.partition("_")[2]

    @property
    def columns(self) -> tuple[str, ...]:
        """The published column ids: time and event for survival, else one."""
        if self.type != "survival":
            return (self.id,)
        kind, _, name = self.id.partition("_")
        return (f"{kind}T_{name}", f"{kind}E_{name}")

    def by_its_words(self) -> Endpoint:
        """The endpoint as its publication states it; itself where nothing differs."""
        if self.as_published is None:
            return self
        stated = self.as_published
        return replace(
            self,
            steps=stated.steps,
            rule=stated.rule,
            missing=stated.missing or self.missing,
            as_published=None,
        )

    def prepared(self, missing: str | None = None) -> tuple[Step, ...]:
        """The steps with a missing rule in its place: the published one, or another by name."""
        chosen = () if self.missing is None else missing_steps(missing or self.missing)
        return tuple(part for step in self.steps for part in (chosen if step == MISSING_RULE else (step,)))

    def form(self, missing: str | None = None) -> tuple[object, ...]:
        """The definition in its plainest form: equal forms give equal values for every word.

        Recodes at the end of the steps, or before a cut, say the same as a rule that names other
        symbols; they are moved into the rule.
        """
        kept: list[Step] = []
        recodes: list[Recode] = []
        rest = list(self.prepared(missing))
        while rest and isinstance(rest[-1], Cut | Recode):
            step = rest.pop()
            if isinstance(step, Recode):
                recodes.insert(0, step)
            else:
                kept.insert(0, step)
        plain = self.rule.after(recodes)
        if plain is None:
            return (self.type, self.retained, self.prepared(missing), self.rule)
        return (self.type, self.retained, (*rest, *kept), plain)

    def same_as(self, other: Endpoint, missing: str | None = None) -> bool:
        """Whether both are one definition under two names, under a missing rule."""
        return self.form(missing) == other.form(missing)
