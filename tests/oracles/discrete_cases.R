# Reference numbers for the discrete fast path, and for the random-slope model.
suppressMessages(library(survival))
suppressMessages(library(nlme))

discrete <- read.csv("tests/oracles/inputs/discrete.csv")
for (name in c("substance", "age", "care")) discrete[[name]] <- factor(discrete[[name]])
tight <- coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 50)
covariates <- "arm + substance + age + care + severe"

hazards <- function(strata = "", case_weight = rep(1, nrow(discrete)), ...) {
  data <- cbind(discrete, case_weight)
  fit <- coxph(as.formula(paste("Surv(time, event) ~", covariates, strata)), data, weights = case_weight, control = tight, ...)
  list(coefficients = unname(coef(fit)), covariance = unname(vcov(fit)), log_likelihood = scalar(fit$loglik[2]),
       log_likelihood_null = scalar(fit$loglik[1]))
}
use <- glm(as.formula(paste("use ~", covariates)), binomial, discrete, control = list(epsilon = 1e-14, maxit = 100))

propensity <- glm(arm ~ substance + age + care + severe, binomial, discrete, control = list(epsilon = 1e-14, maxit = 100))
share <- fitted(propensity)
days <- c(5, 20, 45, 80)
weighted <- function(balance) {
  fit <- survfit(Surv(time, event) ~ arm, cbind(discrete, balance), weights = balance)
  t(matrix(summary(fit, times = days)$surv, ncol = 2))
}
causes <- survfit(Surv(time, factor(cause, 0:2)) ~ 1, discrete)
difference <- survdiff(Surv(time, event) ~ care, discrete)
average <- function(level) {
  had <- discrete
  had$arm <- level
  mean(predict(use, had, type = "response"))
}

visits <- read.csv("tests/oracles/inputs/visits.csv")
slope_control <- lmeControl(tolerance = 1e-13, msTol = 1e-15, niterEM = 500, maxIter = 500, msMaxIter = 500)
slope <- lme(score ~ visit + treated:visit, random = ~ visit | person, visits, method = "REML", control = slope_control)

write_reference("discrete", list(
  efron = hazards(), breslow = hazards(ties = "breslow"), strata = hazards("+ strata(stratum)"),
  whole_weights = hazards("+ strata(stratum)", discrete$times), weights = hazards(case_weight = discrete$weight, robust = TRUE),
  logistic = list(coefficients = unname(coef(use)), covariance = unname(vcov(use)),
                  log_likelihood = scalar(as.numeric(logLik(use)))),
  standardized = c(average(0), average(1)),
  log_rank = list(chi_square = scalar(difference$chisq), expected = difference$exp),
  incidence = list(time = causes$time, incidence = causes$pstate[, -1]),
  curves = list(days = days, iptw = weighted(ifelse(discrete$arm == 1, 1 / share, 1 / (1 - share))),
                overlap = weighted(ifelse(discrete$arm == 1, 1 - share, share)),
                att = weighted(ifelse(discrete$arm == 1, 1, share / (1 - share)))),
  random_slope = list(coefficients = unname(fixef(slope)), covariance = unname(vcov(slope)),
                      between_covariance = unname(matrix(as.numeric(getVarCov(slope)), 2)),
                      residual_variance = scalar(slope$sigma^2), log_likelihood = scalar(as.numeric(logLik(slope))))
), packages = c("survival", "nlme"))
