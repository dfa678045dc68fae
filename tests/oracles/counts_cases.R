# Reference numbers for counts, risk ratios, Firth, multinomial, two-part costs, and robust variances.
suppressMessages({library(sandwich); library(clubSandwich); library(numDeriv)})
source("tests/oracles/weights_stacked.R")

tight <- list(epsilon = 1e-15, maxit = 200)
rows <- read.csv("tests/oracles/inputs/regression.csv")
site <- rows$site

sandwiches <- function(fit) {
  dispersion_one <- vcov(fit) / summary(fit)$dispersion
  scores <- estfun(fit)
  if (inherits(fit, "lm") && !inherits(fit, "glm")) dispersion_one <- summary(fit)$cov.unscaled
  by_site <- rowsum(scores, site)
  cr0 <- dispersion_one %*% crossprod(by_site) %*% dispersion_one
  g <- nrow(by_site)
  list(coefficients = unname(coef(fit)), model = unname(vcov(fit)), HC0 = unname(vcovHC(fit, type = "HC0")),
       HC3 = unname(vcovHC(fit, type = "HC3")), CR0 = unname(cr0), CR1 = unname(cr0 * g / (g - 1)),
       sandwich_CL = unname(vcovCL(fit, cluster = site, type = "HC0", cadjust = FALSE)))
}

library(MASS, exclude = "select")
negative <- glm.nb(days ~ treated + age + severe + offset(log(weeks)), rows, control = glm.control(epsilon = 1e-15, maxit = 200))
counted <- glm(days ~ treated + age + severe + offset(log(weeks)), poisson, rows, control = tight)
risk <- glm(use ~ treated + age + severe, poisson, rows, control = tight)
logit <- glm(use ~ treated + age + severe, binomial, rows, control = tight)
points <- lm(score ~ treated + age + severe, rows)
# By clubSandwich itself where it can: least squares and Poisson.
club <- function(fit, type) unname(as.matrix(unclass(vcovCR(fit, cluster = site, type = type))))

write_reference("counts", list(
  poisson = c(sandwiches(counted), list(log_likelihood = scalar(as.numeric(logLik(counted))))),
  negative_binomial = list(coefficients = unname(coef(negative)), model = unname(vcov(negative)),
    HC0 = unname(vcovHC(negative, type = "HC0")), CR0 = unname(vcovCL(negative, cluster = site, type = "HC0", cadjust = FALSE)),
    # glm.nb's own error of the size is that of its last but one step.
    size = scalar(negative$theta), size_std_error = scalar(sqrt(-1 / hessian(function(size)
      sum(dnbinom(rows$days, size = size, mu = fitted(negative), log = TRUE)), negative$theta)[1, 1])),
    log_likelihood = scalar(as.numeric(logLik(negative)))),
  modified_poisson = sandwiches(risk),
  logistic = sandwiches(logit),
  linear = c(sandwiches(points), list(club_CR0 = club(points, "CR0"), club_CR1 = club(points, "CR1")))
), packages = c("sandwich", "clubSandwich", "MASS", "numDeriv"))

# Firth: estimates by brglm2, limits and P by a profile of the penalized likelihood, maximised by nlminb and Newton.
penalized <- function(beta, x, y) {
  eta <- as.vector(x %*% beta)
  p <- plogis(eta)
  sum(y * eta - log1p(exp(eta))) + as.numeric(determinant(crossprod(x, p * (1 - p) * x))$modulus) / 2
}
profile_at <- function(value, j, x, y, start) {
  if (ncol(x) == 1) return(penalized(value, x, y))
  whole <- function(free) { b <- numeric(ncol(x)); b[j] <- value; b[-j] <- free; b }
  found <- nlminb(start[-j], function(free) -penalized(whole(free), x, y), control = list(rel.tol = 1e-15, x.tol = 1e-12, iter.max = 1000, eval.max = 2000))
  -found$objective
}
firth_case <- function(x, y) {
  fit <- glm(y ~ x - 1, family = binomial, method = brglm2::brglmFit, type = "AS_mean",
             control = list(epsilon = 1e-12, maxit = 1000))
  beta <- unname(coef(fit)); top <- penalized(beta, x, y); se <- unname(sqrt(diag(vcov(fit))))
  limit <- function(j, side) {
    below <- function(value) profile_at(value, j, x, y, beta) - (top - qchisq(0.95, 1) / 2)
    far <- beta[j] + side * 2 * se[j]
    while (below(far) > 0) far <- far + side * 2 * se[j]
    uniroot(below, sort(c(beta[j], far)), tol = 1e-11)$root
  }
  k <- seq_along(beta)
  list(coefficients = beta, covariance = unname(vcov(fit)), lower = vapply(k, limit, 0, side = -1), upper = vapply(k, limit, 0, side = 1),
       p_value = vapply(k, function(j) pchisq(2 * (top - profile_at(0, j, x, y, beta)), 1, lower.tail = FALSE), 0))
}
few <- rows[1:60, ]
separated <- as.numeric(few$severe == 1 & few$use == 1 & few$age > 0)
stopifnot(all(few$use[separated == 1] == 1), sum(separated) > 3)
write_reference("firth", list(
  ordinary = firth_case(unname(cbind(1, few$treated, few$age)), few$use),
  separated = firth_case(unname(cbind(1, few$treated, separated)), few$use)
), packages = "brglm2")

# Multinomial: multinom taken on by Newton, with the information by numerical differentiation of the score.
x <- unname(cbind(1, rows$treated, rows$age, rows$severe))
ending <- fit_softmax(rows$ending, x)
score_rows <- function(beta) {
  residual <- ending$own - softmax(beta, x)[, -1, drop = FALSE]
  do.call(cbind, lapply(seq_len(ncol(residual)), function(j) residual[, j] * x))
}
bread <- solve(-jacobian(function(beta) colSums(score_rows(beta)), ending$beta))
own <- cbind(rowSums(ending$own) == 0, ending$own)
write_reference("multinomial", list(ending = list(
  coefficients = ending$beta, covariance = bread, CR0 = bread %*% crossprod(rowsum(score_rows(ending$beta), site)) %*% bread,
  log_likelihood = scalar(sum(log(rowSums(softmax(ending$beta, x) * own))))
)), packages = c("nnet", "numDeriv"))

# Two parts: any cost by glm(binomial), amounts by glm(Gamma(log)); delta method and stacked equations by hand.
covariates <- unname(cbind(rows$age, rows$severe))
any <- as.numeric(rows$cost > 0)
z <- unname(cbind(1, rows$treated, covariates))
chance <- glm.fit(z, any, family = binomial(), control = tight)$coefficients
amount <- glm(cost ~ z - 1, Gamma("log"), rows, subset = cost > 0, control = tight)
theta <- c(chance, unname(coef(amount)))
q <- ncol(z)
at <- lapply(0:1, function(a) { w <- z; w[, 2] <- a; w })
predicted <- function(value) vapply(at, function(w) as.vector(plogis(w %*% value[1:q]) * exp(w %*% value[q + 1:q])), numeric(nrow(z)))
means <- colMeans(predicted(theta))
p <- as.vector(plogis(z %*% chance))
block <- matrix(0, 2 * q, 2 * q)
block[1:q, 1:q] <- solve(crossprod(z, p * (1 - p) * z))
block[q + 1:q, q + 1:q] <- vcov(amount)
slope <- jacobian(function(value) colMeans(predicted(value)), theta)
psi <- function(value) cbind((any - as.vector(plogis(z %*% value[1:q]))) * z,
  any * (rows$cost / as.vector(exp(z %*% value[q + 1:q])) - 1) * z, sweep(predicted(value), 2, value[2 * q + 1:2]))
keep <- 2 * q + 1:2
write_reference("two_part", list(cost = list(mean = means, delta = slope %*% block %*% t(slope),
  sandwich = stacked_covariance(psi, c(theta, means))[keep, keep],
  by_site = stacked_covariance(psi, c(theta, means), site)[keep, keep])), packages = "numDeriv")
