"""Use-pattern words and the published endpoints computed from them (definitions, section A).

`words`, `counts`     words of many people, from strings or from counts of screens
`operations/`         the primitives, over all people at once
`steps`, `missing`, `rules/`, `endpoint`    the form in which a definition is declared
`published/`          the definitions, one file each
`registry`, `evaluate`, `details`           every endpoint of every person, in one call
`csv_files`, `explain`, `document`          for people: tables, explanations, docs/endpoints.md
"""
