# M-estimation by hand: estimating equations stacked, differentiated numerically, and summed over clusters.
suppressMessages(library(numDeriv))

# Covariance of theta from psi(theta), one row a person; bread and meat as in Stefanski and Boos (2002).
stacked_covariance <- function(psi, theta, cluster = NULL) {
  contributions <- psi(theta)
  stopifnot(max(abs(colSums(contributions))) < 1e-6)
  bread <- solve(-jacobian(function(value) colSums(psi(value)), theta))
  meat <- if (is.null(cluster)) contributions else rowsum(contributions, cluster)
  bread %*% crossprod(meat) %*% t(bread) * nrow(meat) / (nrow(meat) - 1)
}

# Propensities of all levels from the coefficients, by level after the first.
softmax <- function(beta, design) {
  odds <- cbind(1, exp(design %*% matrix(beta, ncol(design))))
  odds / rowSums(odds)
}

# Coefficients to the last digit: multinom stops early, so Newton goes on from where it stopped.
fit_softmax <- function(exposure, design) {
  levels <- sort(unique(exposure))
  own <- outer(exposure, levels[-1], "==")
  score <- function(beta) as.vector(crossprod(design, own - softmax(beta, design)[, -1, drop = FALSE]))
  start <- nnet::multinom(factor(exposure) ~ design - 1, trace = FALSE, abstol = 1e-14, reltol = 1e-14, maxit = 500)
  beta <- as.vector(t(matrix(coef(start), length(levels) - 1)))
  for (step in 1:4) beta <- beta - solve(jacobian(score, beta), score(beta))
  list(beta = beta, from_multinom = as.vector(t(matrix(coef(start), length(levels) - 1))), own = own)
}

tilt <- function(probability, target, position) {
  switch(target, everyone = rep(1, nrow(probability)), level = probability[, position],
         overlap = 1 / rowSums(1 / probability), matching = apply(probability, 1, min))
}

# theta = (beta, one mean a level)
weighted_case <- function(outcome, exposure, design, target, position = 2, cluster = NULL) {
  levels <- sort(unique(exposure))
  k <- length(levels)
  fit <- fit_softmax(exposure, design)
  all_own <- outer(exposure, levels, "==")
  q <- length(fit$beta)
  weights <- function(beta) {
    probability <- softmax(beta, design)
    tilt(probability, target, position) / rowSums(probability * all_own)
  }
  w <- weights(fit$beta)
  means <- vapply(seq_len(k), function(j) weighted.mean(outcome[all_own[, j]], w[all_own[, j]]), 0)
  psi <- function(theta) {
    probability <- softmax(theta[1:q], design)
    residual <- fit$own - probability[, -1, drop = FALSE]
    scores <- do.call(cbind, lapply(seq_len(k - 1), function(j) residual[, j] * design))
    cbind(scores, weights(theta[1:q]) * all_own * outer(outcome, theta[q + seq_len(k)], "-"))
  }
  covariance <- stacked_covariance(psi, c(fit$beta, means), cluster)
  list(mean = means, covariance = covariance[q + seq_len(k), q + seq_len(k)], weight_sum = scalar(sum(w)),
       effective = vapply(seq_len(k), function(j) sum(w[all_own[, j]])^2 / sum(w[all_own[, j]]^2), 0))
}

link <- function(family, predictor) if (family == "logistic") plogis(predictor) else predictor

fit_model <- function(outcome, x, family) {
  if (family == "logistic") glm.fit(x, outcome, family = binomial(), control = list(epsilon = 1e-15, maxit = 100))$coefficients
  else lm.fit(x, outcome)$coefficients
}

# Design of the outcome model with everybody at one level.
outcome_design <- function(position, k, covariates, own_slopes) {
  dummies <- outer(position, 2:k, "==") + 0
  columns <- cbind(1, dummies, covariates)
  if (own_slopes) columns <- cbind(columns, do.call(cbind, lapply(seq_len(k - 1), function(j) dummies[, j] * covariates)))
  unname(columns)
}

# theta = (gamma, one mean a level)
standardized_case <- function(outcome, exposure, covariates, family, own_slopes, target = NULL, cluster = NULL) {
  levels <- sort(unique(exposure))
  k <- length(levels)
  position <- match(exposure, levels)
  x <- outcome_design(position, k, covariates, own_slopes)
  gamma <- fit_model(outcome, x, family)
  at_level <- lapply(seq_len(k), function(j) outcome_design(rep(j, length(outcome)), k, covariates, own_slopes))
  over <- if (is.null(target)) rep(1, length(outcome)) else as.numeric(exposure == target)
  q <- length(gamma)
  means <- vapply(at_level, function(z) weighted.mean(link(family, z %*% gamma), over), 0)
  psi <- function(theta) {
    g <- theta[1:q]
    cbind(as.vector(outcome - link(family, x %*% g)) * x,
          vapply(seq_len(k), function(j) over * (as.vector(link(family, at_level[[j]] %*% g)) - theta[q + j]), outcome + 0))
  }
  covariance <- stacked_covariance(psi, c(gamma, means), cluster)[q + seq_len(k), q + seq_len(k)]
  # Delta method: the model's own variance, covariates fixed.
  slope <- jacobian(function(g) vapply(at_level, function(z) weighted.mean(link(family, z %*% g), over), 0), gamma)
  mu <- as.vector(link(family, x %*% gamma))
  information <- if (family == "logistic") crossprod(x, mu * (1 - mu) * x)
                 else crossprod(x) / (sum((outcome - mu)^2) / (length(outcome) - q))
  list(mean = means, covariance = covariance, delta_covariance = slope %*% solve(information) %*% t(slope))
}

# theta = (beta, gamma, for each level the mean prediction and the mean error)
augmented_case <- function(outcome, exposure, design, covariates, family, target, position = 2, cluster = NULL) {
  levels <- sort(unique(exposure))
  k <- length(levels)
  fit <- fit_softmax(exposure, design)
  all_own <- outer(exposure, levels, "==")
  x <- outcome_design(match(exposure, levels), k, covariates, TRUE)
  gamma <- fit_model(outcome, x, family)
  at_level <- lapply(seq_len(k), function(j) outcome_design(rep(j, length(outcome)), k, covariates, TRUE))
  p <- length(fit$beta)
  q <- length(gamma)
  pieces <- function(theta) {
    probability <- softmax(theta[1:p], design)
    h <- tilt(probability, target, position)
    list(probability = probability, h = h, w = h / rowSums(probability * all_own),
         predicted = vapply(at_level, function(z) as.vector(link(family, z %*% theta[p + 1:q])), outcome + 0))
  }
  found <- pieces(c(fit$beta, gamma))
  average <- colSums(found$h * found$predicted) / sum(found$h)
  error <- colSums(found$w * all_own * (outcome - found$predicted)) / colSums(found$w * all_own)
  psi <- function(theta) {
    now <- pieces(theta)
    residual <- fit$own - now$probability[, -1, drop = FALSE]
    scores <- do.call(cbind, lapply(seq_len(k - 1), function(j) residual[, j] * design))
    a <- theta[p + q + 1:k]
    e <- theta[p + q + k + 1:k]
    cbind(scores, as.vector(outcome - link(family, x %*% theta[p + 1:q])) * x,
          now$h * sweep(now$predicted, 2, a), now$w * all_own * sweep(outcome - now$predicted, 2, e))
  }
  covariance <- stacked_covariance(psi, c(fit$beta, gamma, average, error), cluster)
  add <- cbind(matrix(0, k, p + q), diag(k), diag(k))
  list(mean = average + error, covariance = add %*% covariance %*% t(add))
}
