"""The published endpoints, one file each: a module of this folder with an `ENDPOINT`.

To add one, add a file; its `examples` are its test table. Rules are those of definitions A.3 to A.5, where
the text of the published dictionary and the computed definition were compared; a `note` says where they
disagree. Columns keep their published ids.
"""
