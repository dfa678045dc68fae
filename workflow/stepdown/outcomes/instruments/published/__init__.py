"""The instruments, one file each: a module of this folder with an `INSTRUMENT`.

To add one, add a file; its `examples` are its test table. Facts are those of definitions C.1 and C.2 and keep
their source tags; whatever is tagged "M" (memory) or has no tag prints as "not verified".
"""
