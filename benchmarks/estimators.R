# The same fits in R: Rscript benchmarks/estimators.R task file.csv. Prints seconds of the fit and what it found, as JSON.
arguments <- commandArgs(TRUE)
task <- arguments[1]
rows <- if (requireNamespace("data.table", quietly = TRUE)) {
  data.table::fread(arguments[2], data.table = FALSE, showProgress = FALSE)
} else {
  read.csv(arguments[2])
}
covariates <- paste0("c", 0:11)
for (name in intersect(covariates, names(rows))) rows[[name]] <- factor(rows[[name]])
right_side <- paste(covariates, collapse = " + ")

fits <- list(
  cox = function() coef(coxph(as.formula(paste("Surv(day, event) ~", right_side)), rows)),
  logistic = function() coef(glm(as.formula(paste("y ~", right_side)), binomial, rows)),
  curves = function() {
    at_90 <- summary(survfit(Surv(day, event) ~ c3, rows), times = 90)$surv
    c(at_90, survdiff(Surv(day, event) ~ c3, rows)$chisq)
  },
  # One replicate: a bootstrap does this 200 times.
  weighted = function() {
    share <- fitted(glm(arm ~ c1 + c2 + c3 + c4 + c5, binomial, rows))
    balance <- ifelse(rows$arm == 1, 1 / share, 1 / (1 - share))
    summary(survfit(Surv(day, event) ~ arm, rows, weights = balance, se.fit = FALSE), times = 90)$surv
  },
  mmrm = function() {
    rows$number <- rows$visit + 1
    for (k in 1:4) {
      rows[[paste0("visit", k)]] <- as.integer(rows$visit == k)
      rows[[paste0("arm", k)]] <- as.integer(rows$visit == k) * rows$arm
    }
    formula <- score ~ visit1 + visit2 + visit3 + visit4 + arm1 + arm2 + arm3 + arm4
    coef(gls(formula, rows, correlation = corSymm(form = ~ number | person), weights = varIdent(form = ~ 1 | number)))
  },
  random_slope = function() fixef(lmer(score ~ visit + arm:visit + (visit | person), rows))
)
library_of <- c(cox = "survival", curves = "survival", weighted = "survival", mmrm = "nlme", random_slope = "lme4")
if (task %in% names(library_of)) suppressMessages(library(library_of[[task]], character.only = TRUE))
started <- proc.time()[["elapsed"]]
found <- fits[[task]]()
spent <- proc.time()[["elapsed"]] - started
cat(sprintf('{"fit": %f, "found": [%s]}\n', spent, paste(format(unname(found), digits = 15, trim = TRUE), collapse = ", ")))
