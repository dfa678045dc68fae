# Recompute every reference number. Run from the root of the repository:
#   Rscript tests/oracles/make_reference.R
source("tests/oracles/json.R")
source("tests/oracles/help_study.R")
dir.create("tests/oracles/reference", showWarnings = FALSE)
source("tests/oracles/survival_cases.R")
source("tests/oracles/competing_cases.R")
source("tests/oracles/regression_cases.R")
source("tests/oracles/reml.R")
source("tests/oracles/longitudinal_cases.R")
source("tests/oracles/strategy_cases.R")
source("tests/oracles/weights_cases.R")
source("tests/oracles/small_print_cases.R")
source("tests/oracles/discrete_cases.R")
