"""Use-pattern words and the published endpoints computed from them (definitions, section A).

`words`, `counts`     words of many people, from strings or from counts of screens
`operations/`         the primitives, over all people at once
`steps`, `missing`, `rules/`, `endpoint`    the form in which a definition is declared
`published/`          the definitions, one file each
`registry`, `evaluate`, `details`           every endpoint of every person, in one call
`csv_files`, `explain`, `document`          for people: tables, explanations, docs/endpoints.md
"""

from stepdown.outcomes.endpoints.counts import words_from_counts
from stepdown.outcomes.endpoints.csv_files import endpoints_from_csv
from stepdown.outcomes.endpoints.details import details
from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.evaluate import evaluate
from stepdown.outcomes.endpoints.explain import explain as explain_endpoint
from stepdown.outcomes.endpoints.registry import columns, distinct, endpoints, find
from stepdown.outcomes.endpoints.words import Words

__all__ = [
    "Endpoint",
    "Words",
    "columns",
    "details",
    "distinct",
    "endpoints",
    "endpoints_from_csv",
    "evaluate",
    "explain_endpoint",
    "find",
    "words_from_counts",
]
