"""Any published endpoint of section A, computed from words of the records."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, field_validator

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.words.rules import WordRules

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd

    from stepdown.outcomes.endpoints.endpoint import Endpoint
    from stepdown.outcomes.endpoints.words import Words
    from stepdown.records.variables import Vocabulary

# What a plan may call a missing rule -> its name in `endpoints.missing`.
MISSING = {
    "positive": "positive",
    "negative": "negative",
    "missing": "missing",
    "observed": "observed",
    "imputed": "neighbours",
    "neighbours": "neighbours",
    "most_frequent": "most_frequent",
    "carried": "carried",
    "carried_within": "carried_within",
}
COUNTED = {
    "positive": "missed screens counted as use",
    "negative": "missed screens counted as no use",
    "missing": "missed screens left out",
    "observed": "as far as screens saw it",
}
SHAPES = {"survival": "time_to_event", "logical": "yes_no"}


class Definition(WordRules):
    """A published definition of relapse, abstinence, dropout or reduction, with its missing rule in the open.

    Times of a relapse become a time to event, yes and no stay yes and no; a count, a share or a score needs
    `at_least` and becomes yes or no. `stepdown explain relapse lee_2016` tells one in words, docs/endpoints.md all.
    """

    any_clock: ClassVar[bool] = True

    definition: Literal["endpoint"]
    id: str
    """The endpoint, as in docs/endpoints.md: Rs_lee_2016. The columns of a time, RsT_ and RsE_, name it too."""
    missing: Literal[tuple(MISSING)] | None = None
    """What becomes of a screen that was due and not given: positive, missing (left out), observed (keeps its place
    and breaks runs), imputed (from its neighbours), or another rule of docs/endpoints.md; by default as published."""
    mode: Literal["as_computed", "as_published"] = "as_computed"
    """Where a publication's words and the computation that has been compared with it differ: which of the two."""
    time: Literal["published", "first", "threshold", "confirmed"] = "published"
    """The day of a relapse: by the published convention, of its first or last needed positive, or when it was certain.
    People without one are followed to the last week in which a run could begin (published, first) or to their last."""
    at_least: float | None = None
    """For a count, a share or a score: the value from which on it is a success."""
    min_observed: int = Field(default=0, ge=0)
    """Fewest screens given for an outcome to be known. Published endpoints ask for none, and one screen can be 100 %."""

    @field_validator("id")
    @classmethod
    def _known(cls, value: str) -> str:
        from stepdown.errors import StepdownError, nearest
        from stepdown.outcomes.endpoints.registry import endpoints, find

        try:
            return find([value])[0].id
        except StepdownError as error:
            # All 54 would hide the few that could be meant.
            alike = [id for id in endpoints() if id[:2].lower() == value[:2].lower()]
            mend = nearest(value, alike or endpoints()).rstrip(".")
            raise ValueError(f"{error.problems[0].what} {mend}") from None

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint as the plan asks for it, but for its missing rule."""
        from stepdown.outcomes.endpoints.registry import endpoints

        chosen = endpoints()[self.id]
        return chosen.by_its_words() if self.mode == "as_published" else chosen

    @property
    def shape(self) -> str:
        return SHAPES.get(self.endpoint.type, "yes_no")

    @property
    def missing_rule(self) -> str:
        """The missing rule in use, by its name in docs/endpoints.md."""
        return MISSING[self.missing] if self.missing else self.endpoint.missing or "missing is the event"

    @property
    def key(self) -> str:
        rest = self.model_dump_json(exclude={"definition", "label", "missing"}) + self.words_key
        digest = hashlib.sha256(rest.encode()).hexdigest()[:6]
        return f"endpoint_{self.id.lower()}_{self.missing_rule.replace(' ', '_')}_{digest}"

    def check(self, vocabulary: Vocabulary) -> str | None:
        if vocabulary.dated is not None and "substance_use" not in vocabulary.dated:
            return "This source has no dated screens or reports of use. Ask for an outcome that it gives."
        kind = self.endpoint.type
        if kind not in SHAPES and self.at_least is None:
            return (
                f"{self.id} is a {kind}: the plan has to say from which value on it is a success. "
                "Add `at_least:`, 0.5 for half of the screens negative."
            )
        if kind in SHAPES and self.at_least is not None:
            return f"{self.id} is {kind} already. Leave `at_least` out."
        if self.endpoint.missing is None and self.missing:
            return f"In {self.id} a missing screen is the event itself. Leave `missing` out."
        if self.mode == "as_published" and self.endpoint.id and not self._differs():
            return f"{self.id} is computed as its publication says. Leave `mode` out."
        if self.time != "published" and kind != "survival":
            return f"{self.id} has no time. Leave `time` out."
        return None

    def _differs(self) -> bool:
        from stepdown.outcomes.endpoints.registry import endpoints

        return endpoints()[self.id].as_published is not None

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        kind, what = self.endpoint.kind, self.what
        if kind == "relapse":
            return OutcomeWords(
                noun=f"return to using {what}{self._counted()}",
                had=f"had returned to using {what}",
                free=f"had not returned to using {what}",
                good=False,
            )
        if kind == "dropout":
            return OutcomeWords(
                noun="missing four screens in a row",
                had="had missed four screens in a row",
                free="had not missed four screens in a row",
                good=False,
            )
        if self.shape == "time_to_event":
            return OutcomeWords(
                noun=f"the first screen that counts as positive for {what}",
                had=f"had a screen that counts as positive for {what}",
                free=f"had no screen that counts as positive for {what}",
                good=False,
            )
        aim = f"abstinence from {what}" if kind == "abstinence" else f"less use of {what}"
        aim += self._counted()
        done = f"abstained from {what}" if kind == "abstinence" else f"used {what} less"
        return OutcomeWords(
            noun=aim,
            had=f"had {done}",
            free=f"had not {done}",
            good=True,
        )

    def _counted(self) -> str:
        """What a missed screen counts as: the answer to the question depends on it."""
        said = COUNTED.get(self.missing_rule, "")
        # A run of negative screens that a missed one breaks is no more than what screens saw.
        return (
            f" ({said})"
            if said and (self.missing_rule != "observed" or self.endpoint.kind == "relapse")
            else ""
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        from stepdown.outcomes.words.build import use_words

        return self.derive_from(use_words(records, self))

    def derive_from(self, words: Words) -> pd.DataFrame:
        """The outcome's table from words: columns as `shape` says; people whose outcome is not known are absent."""
        import pandas as pd

        from stepdown.outcomes.endpoints.details import details
        from stepdown.outcomes.words.intervals import last_days

        endpoint = self.endpoint
        found = details(words, endpoint, self.missing and self.missing_rule, self.horizon).reset_index(
            drop=True
        )
        values = [found[name] for name in endpoint.columns]
        known = values[0].notna() & (words.lengths > 0) & (found["n_observed"] >= self.min_observed)
        if self.never_began == "not_known":
            known &= words.began
        person, values = words.person_id[known], [value[known] for value in values]
        if endpoint.type != "survival":
            value = values[0] if self.at_least is None else values[0] >= self.at_least
            return pd.DataFrame({"person_id": person, "value": value.astype(bool).to_numpy()})
        at, event = values[0], values[1].to_numpy(dtype=bool)
        if self.time != "published":
            # The published censoring time leaves out the weeks in which no run could begin any more.
            last = pd.Series(_last_positions(words, self.horizon)[known], at.index)
            at = found.loc[known, self.time].fillna(at if self.time == "first" else last)
        day = last_days(self, at.to_numpy(dtype="int64"))
        return pd.DataFrame({"person_id": person, "day": day, "event": event})


def _last_positions(words: Words, horizon: int | None) -> np.ndarray:
    """The last position with a visit, as recorded, of each word up to the horizon; 0 if there is none."""
    import numpy as np

    from stepdown.outcomes.endpoints.evaluate import ready
    from stepdown.outcomes.endpoints.operations.windows import recorded

    seen = ready(words, horizon)
    return recorded(seen, seen.lengths).astype(np.int64)
