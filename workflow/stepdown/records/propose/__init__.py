"""A first draft of a study plan from the files alone: `stepdown init`.

`looking` describes every file without showing a value, `wide` and `program` turn the description into a `source`
block (`program` part by part: `program_files`, `program_tables` and so on), `questions` adds questions that the records
could answer, and `draft.propose` writes it all down. What the files cannot tell is marked `# DECIDE:` in the draft, with
the reason.
"""
