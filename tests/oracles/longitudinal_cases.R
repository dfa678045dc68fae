# Reference numbers for the random-intercept model and the MMRM.
suppressMessages(library(nlme))
suppressMessages(library(lme4))
suppressMessages(library(clubSandwich))

mixed_case <- function(formula, data) {
  control <- lmeControl(tolerance = 1e-13, msTol = 1e-15, niterEM = 500, maxIter = 500, msMaxIter = 500)
  fit <- lme(formula, random = ~ 1 | person, data, method = "REML", control = control)
  other <- lmer(update(formula, . ~ . + (1 | person)), data, REML = TRUE)
  variances <- as.numeric(VarCorr(fit)[, 1])
  list(coefficients = unname(fixef(fit)), covariance = unname(vcov(fit)), between_variance = scalar(variances[1]),
       residual_variance = scalar(variances[2]), log_likelihood = scalar(as.numeric(logLik(fit))),
       coefficients_lme4 = unname(lme4::fixef(other)), log_likelihood_lme4 = scalar(as.numeric(logLik(other))))
}

# Each person's sum of X'V^-1 r, as clubSandwich's CR1 takes it, at the exact maximum.
robust <- function(residual, x, person, number, fit) {
  sums <- t(sapply(split(seq_along(residual), person), function(r) {
    between <- fit$visit_covariance[number[r], number[r], drop = FALSE]
    as.vector(crossprod(x[r, , drop = FALSE], solve(between, residual[r])))
  }))
  fit$covariance %*% crossprod(sums) %*% fit$covariance * nrow(sums) / (nrow(sums) - 1)
}

mmrm_case <- function(formula, data) {
  data$number <- data$visit + 1
  control <- glsControl(tolerance = 1e-12, msTol = 1e-14, msMaxIter = 1000, maxIter = 1000)
  # vcovCR looks for the formula and the data where the call names them.
  seen_by_vcovCR <<- data
  fit <- eval(substitute(
    gls(wanted, seen_by_vcovCR, correlation = corSymm(form = ~ number | person), weights = varIdent(form = ~ 1 | number),
        method = "REML", control = control),
    list(wanted = formula)
  ))
  x <- model.matrix(formula, data)
  start <- cov(reshape(data[, c("person", "number", all.vars(formula)[1])], idvar = "person", timevar = "number",
                       direction = "wide")[, -1], use = "pairwise.complete.obs")
  exact <- reml_fit(data[[all.vars(formula)[1]]], x, data$person, data$number, start)
  contrast <- seq_len(ncol(x)) - 2
  contrast_row <- list(weights = contrast, estimate = scalar(sum(contrast * exact$coefficients)),
                       std_error = scalar(sqrt(sum(contrast * (exact$covariance %*% contrast)))),
                       degrees_of_freedom = scalar(exact$freedom(contrast)))
  exact$freedom <- NULL
  exact$robust_covariance <- robust(data[[all.vars(formula)[1]]] - as.vector(x %*% exact$coefficients), x, data$person,
                                    data$number, exact)
  list(gls = list(coefficients = unname(coef(fit)), covariance = unname(vcov(fit)),
                  log_likelihood = scalar(as.numeric(logLik(fit))),
                  robust_covariance = unname(as.matrix(vcovCR(fit, cluster = data$person, type = "CR1")))),
       exact = exact, contrast = contrast_row)
}

symptoms$person <- symptoms$ID
common_baseline <- CES_D ~ visit1 + visit2 + visit3 + visit4 + treated1 + treated2 + treated3 + treated4
visits <- read.csv("tests/oracles/inputs/visits.csv")
for (k in 1:3) {
  visits[[paste0("visit", k)]] <- as.integer(visits$visit == k)
  visits[[paste0("treated", k)]] <- as.integer(visits$visit == k) * visits$treated
}
made_up_formula <- score ~ visit1 + visit2 + visit3 + treated1 + treated2 + treated3

write_reference("mixed", list(
  symptoms = mixed_case(common_baseline, symptoms),
  made_up = mixed_case(made_up_formula, visits)
), packages = c("nlme", "lme4"))
write_reference("mmrm", list(
  symptoms = mmrm_case(common_baseline, symptoms),
  made_up = mmrm_case(made_up_formula, visits)
), packages = c("nlme", "clubSandwich"))
