"""The discrete fast path: the same estimates from small tables of counts.

Times in whole days and covariates with few levels make every likelihood here a
function of joint histograms. Rows are read as one byte a group of covariates
(`pack`), added into tables by compiled loops (`kernels`, `tables`), and all that
is left is algebra on those tables. Nothing is approximated: the estimates agree with
the dense path to rounding. numba is imported only when a path here runs.
"""
