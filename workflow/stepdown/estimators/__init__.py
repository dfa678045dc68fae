"""Pure estimators: numpy arrays in, a small frozen result out.

They know nothing of studies, files or column names. Each module names its
formula's source; each is compared in `tests/estimators` with R's numbers.
"""
