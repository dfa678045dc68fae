# An independent REML fit of an unstructured covariance, person by person, in the covariance's own
# elements, by average-information scoring to the last digit. nlme::gls stops at about 1e-6 of the maximum,
# and gives no Satterthwaite degrees of freedom.

reml_fit <- function(y, x, person, visit, start) {
  n_visits <- nrow(start)
  pairs <- which(lower.tri(start, diag = TRUE), arr.ind = TRUE)
  rows <- split(seq_along(y), person)
  unit <- lapply(seq_len(nrow(pairs)), function(k) {
    d <- matrix(0, n_visits, n_visits)
    d[pairs[k, 1], pairs[k, 2]] <- d[pairs[k, 2], pairs[k, 1]] <- 1
    d
  })
  evaluate <- function(theta) {
    sigma <- matrix(0, n_visits, n_visits)
    sigma[pairs] <- theta
    sigma <- sigma + t(sigma) - diag(diag(sigma))
    inverses <- lapply(rows, function(r) solve(sigma[visit[r], visit[r], drop = FALSE]))
    wx <- x
    wy <- y
    for (i in seq_along(rows)) {
      r <- rows[[i]]
      wx[r, ] <- inverses[[i]] %*% x[r, , drop = FALSE]
      wy[r] <- inverses[[i]] %*% y[r]
    }
    phi <- solve(crossprod(x, wx))
    beta <- phi %*% crossprod(x, wy)
    residual <- as.vector(y - x %*% beta)
    py <- as.vector(wy - wx %*% beta)
    k_count <- length(unit)
    score <- numeric(k_count)
    working <- matrix(0, length(y), k_count)
    jacobian <- vector("list", k_count)
    for (k in seq_len(k_count)) {
      trace <- 0
      middle <- matrix(0, ncol(x), ncol(x))
      for (i in seq_along(rows)) {
        r <- rows[[i]]
        d <- unit[[k]][visit[r], visit[r], drop = FALSE]
        trace <- trace + sum(inverses[[i]] * d)
        middle <- middle + crossprod(wx[r, , drop = FALSE], d %*% wx[r, , drop = FALSE])
        working[r, k] <- d %*% py[r]
      }
      jacobian[[k]] <- phi %*% middle %*% phi
      score[k] <- trace - sum(phi * middle) - sum(py * working[, k])
    }
    v_working <- working
    for (i in seq_along(rows)) v_working[rows[[i]], ] <- inverses[[i]] %*% working[rows[[i]], , drop = FALSE]
    p_working <- v_working - wx %*% (phi %*% crossprod(wx, working))
    log_det <- -sum(vapply(inverses, function(w) as.numeric(determinant(w)$modulus), 0))
    log_lik <- -0.5 * ((length(y) - ncol(x)) * log(2 * pi) + log_det - as.numeric(determinant(phi)$modulus) +
                         sum(residual * py))
    list(score = score, average = crossprod(working, p_working), phi = phi, beta = as.vector(beta), sigma = sigma,
         jacobian = jacobian, log_lik = log_lik)
  }
  theta <- start[pairs]
  for (iteration in 1:60) {
    at <- evaluate(theta)
    step <- solve(at$average, at$score)
    theta <- theta - step
    if (max(abs(step)) < 1e-11 * max(abs(theta))) break
  }
  at <- evaluate(theta)
  # Observed curvature of -2 log-likelihood: fourth-order differences of the exact score.
  curvature <- sapply(seq_along(theta), function(k) {
    h <- replace(numeric(length(theta)), k, 1e-3 * max(abs(theta)))
    (8 * (evaluate(theta + h)$score - evaluate(theta - h)$score) -
       (evaluate(theta + 2 * h)$score - evaluate(theta - 2 * h)$score)) / (12 * max(h))
  })
  parameter_covariance <- 2 * solve((curvature + t(curvature)) / 2)
  freedom <- function(weights) {
    slope <- vapply(at$jacobian, function(j) sum(weights * (j %*% weights)), 0)
    2 * sum(weights * (at$phi %*% weights))^2 / sum(slope * (parameter_covariance %*% slope))
  }
  list(coefficients = at$beta, covariance = unname(at$phi), visit_covariance = unname(at$sigma),
       log_likelihood = scalar(at$log_lik),
       degrees_of_freedom = apply(diag(ncol(x)), 1, freedom), freedom = freedom)
}
