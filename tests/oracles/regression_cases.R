# Reference numbers for logistic and linear regression.

logistic_case <- function(formula, data) {
  fit <- glm(formula, binomial, data, control = list(epsilon = 1e-14, maxit = 100))
  list(coefficients = unname(coef(fit)), covariance = unname(vcov(fit)), p_value = unname(coef(summary(fit))[, 4]),
       log_likelihood = scalar(as.numeric(logLik(fit))), n = scalar(nobs(fit)))
}

# HC3 by its formula: residuals divided by (1 - leverage), squared.
linear_case <- function(formula, data) {
  fit <- lm(formula, data)
  x <- model.matrix(fit)
  bread <- solve(crossprod(x))
  hc3 <- bread %*% crossprod(x * (residuals(fit) / (1 - hatvalues(fit)))) %*% bread
  p_value <- 2 * pt(-abs(coef(fit) / sqrt(diag(hc3))), fit$df.residual)
  list(coefficients = unname(coef(fit)), covariance_hc3 = unname(hc3), covariance = unname(vcov(fit)),
       p_value_hc3 = unname(p_value), residual_degrees_of_freedom = scalar(fit$df.residual))
}

made_up <- read.csv("tests/oracles/inputs/survival.csv")
followed <- merge(attrition, subset(interviews, TIME == 6, c(ID, CES_D)), by.x = "id", by.y = "ID")
followed <- followed[order(followed$id), ]

write_reference("logistic", list(
  missed_six_months = logistic_case(missed ~ age + male + cocaine + heroin + is_homeless + treated + cesd, attrition),
  made_up = logistic_case(event ~ age + treated + middle + high, made_up)
), packages = "stats")
write_reference("linear", list(
  symptoms_six_months = linear_case(CES_D ~ treated + cesd + age + male, followed),
  made_up = linear_case(score ~ age + treated + middle + high, made_up)
), packages = "stats")
