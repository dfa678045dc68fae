# MMRM with any covariance structure, by hand: the likelihood is maximised in natural parameters (variances and
# correlations) by Newton's steps with numDeriv's derivatives, and the covariance of the coefficients, its degrees
# of freedom and F tests follow Kenward & Roger (1997) line by line. First-order form: no second derivatives of V.
suppressMessages(library(numDeriv))

# Functions of natural parameters: V variances (or one), then correlations.
structures <- list(
  unstructured = function(theta, v) {
    s <- matrix(0, v, v)
    s[lower.tri(s, diag = TRUE)] <- theta
    s + t(s) - diag(diag(s), v)
  },
  toeplitz = function(theta, v) theta[1] * toeplitz(c(1, theta[-1])),
  ar1 = function(theta, v) theta[1] * toeplitz(theta[2]^(0:(v - 1))),
  compound_symmetry = function(theta, v) theta[1] * toeplitz(c(1, rep(theta[2], v - 1)))
)
for (name in c("toeplitz", "ar1", "compound_symmetry")) local({
  plain <- structures[[name]]
  structures[[paste0(name, "_heterogeneous")]] <<- function(theta, v) {
    outer(sqrt(theta[1:v]), sqrt(theta[1:v])) * plain(c(1, theta[-(1:v)]), v)
  }
})

minus_two_log_lik <- function(theta, shape, y, x, rows, visit, n_visits, reml) {
  sigma <- shape(theta, n_visits)
  if (min(eigen(sigma, TRUE, TRUE)$values) <= 0) return(NaN)
  xwx <- matrix(0, ncol(x), ncol(x)); xwy <- numeric(ncol(x)); ywy <- 0; log_det <- 0
  for (r in rows) {
    v <- sigma[visit[r], visit[r], drop = FALSE]
    w <- solve(v)
    xwx <- xwx + t(x[r, , drop = FALSE]) %*% w %*% x[r, , drop = FALSE]
    xwy <- xwy + t(x[r, , drop = FALSE]) %*% w %*% y[r]
    ywy <- ywy + sum(y[r] * (w %*% y[r]))
    log_det <- log_det + log(det(v))
  }
  beta <- solve(xwx, xwy)
  length_less <- length(y) - ncol(x) * reml
  value <- length_less * log(2 * pi) + log_det + ywy - sum(xwy * beta)
  structure(value + if (reml) log(det(xwx)) else 0, beta = as.vector(beta), phi = solve(xwx))
}

hand_fit <- function(y, x, person, visit, shape, start, reml = TRUE) {
  n_visits <- max(visit)
  rows <- split(seq_along(y), person)
  value <- function(theta) as.numeric(minus_two_log_lik(theta, shape, y, x, rows, visit, n_visits, reml))
  theta <- start
  for (iteration in 1:60) {
    score <- grad(value, theta)
    curvature <- hessian(value, theta)
    # Far from the maximum the curvature may point both ways: take every direction downhill.
    axes <- eigen(curvature, symmetric = TRUE)
    step <- as.vector(axes$vectors %*% (crossprod(axes$vectors, score) / abs(axes$values)))
    while (!is.finite(value(theta - step)) || value(theta - step) > value(theta) + 1e-7) step <- step / 2
    theta <- theta - step
    if (max(abs(step) / (1e-3 + abs(theta))) < 1e-8) break
  }
  at <- minus_two_log_lik(theta, shape, y, x, rows, visit, n_visits, reml)
  phi_of <- function(theta) as.vector(attr(minus_two_log_lik(theta, shape, y, x, rows, visit, n_visits, reml), "phi"))
  p <- ncol(x)
  k <- length(theta)
  slopes <- jacobian(phi_of, theta)
  slope <- lapply(seq_len(k), function(i) matrix(slopes[, i], p))
  list(theta = theta, beta = attr(at, "beta"), phi = attr(at, "phi"), log_lik = -as.numeric(at) / 2,
       sigma = shape(theta, n_visits), slope = slope, observed = 2 * solve(hessian(value, theta)),
       x = x, rows = rows, visit = visit, shape = shape, n_visits = n_visits)
}

kenward_roger <- function(fit) {
  p <- ncol(fit$x)
  k <- length(fit$theta)
  change <- jacobian(function(theta) as.vector(fit$shape(theta, fit$n_visits)), fit$theta)
  change <- lapply(seq_len(k), function(i) matrix(change[, i], fit$n_visits))
  first <- replicate(k, matrix(0, p, p), simplify = FALSE)
  second <- matrix(list(matrix(0, p, p)), k, k)
  trace <- matrix(0, k, k)
  for (r in fit$rows) {
    at <- fit$visit[r]
    x <- fit$x[r, , drop = FALSE]
    v <- fit$sigma[at, at, drop = FALSE]
    w <- solve(v)
    of_inverse <- lapply(change, function(d) -w %*% d[at, at, drop = FALSE] %*% w)
    for (i in seq_len(k)) {
      first[[i]] <- first[[i]] + t(x) %*% of_inverse[[i]] %*% x
      for (j in seq_len(k)) {
        second[[i, j]] <- second[[i, j]] + t(x) %*% of_inverse[[i]] %*% v %*% of_inverse[[j]] %*% x
        trace[i, j] <- trace[i, j] + sum(diag(of_inverse[[i]] %*% v %*% of_inverse[[j]] %*% v))
      }
    }
  }
  information <- matrix(0, k, k)
  for (i in seq_len(k)) for (j in seq_len(k)) {
    information[i, j] <- (trace[i, j] - sum(diag(2 * fit$phi %*% second[[i, j]] -
                                                   fit$phi %*% first[[i]] %*% fit$phi %*% first[[j]]))) / 2
  }
  w <- solve(information)
  middle <- matrix(0, p, p)
  for (i in seq_len(k)) for (j in seq_len(k)) {
    middle <- middle + w[i, j] * (second[[i, j]] - first[[i]] %*% fit$phi %*% first[[j]])
  }
  list(w = w, first = first, adjusted = fit$phi + 2 * fit$phi %*% middle %*% fit$phi)
}

# The F test of L'beta = 0; L has one column a contrast.
kenward_roger_f <- function(fit, kr, l) {
  count <- ncol(l)
  theta <- l %*% solve(t(l) %*% fit$phi %*% l) %*% t(l)
  a1 <- a2 <- 0
  k <- length(fit$theta)
  bent <- lapply(kr$first, function(pi) theta %*% fit$phi %*% pi %*% fit$phi)
  for (i in seq_len(k)) for (j in seq_len(k)) {
    a1 <- a1 + kr$w[i, j] * sum(diag(bent[[i]])) * sum(diag(bent[[j]]))
    a2 <- a2 + kr$w[i, j] * sum(diag(bent[[i]] %*% bent[[j]]))
  }
  b <- (a1 + 6 * a2) / (2 * count)
  g <- ((count + 1) * a1 - (count + 4) * a2) / ((count + 2) * a2)
  c1 <- g / (3 * count + 2 * (1 - g))
  c2 <- (count - g) / (3 * count + 2 * (1 - g))
  c3 <- (count + 2 - g) / (3 * count + 2 * (1 - g))
  e <- 1 / (1 - a2 / count)
  v <- 2 / count * (1 + c1 * b) / ((1 - c2 * b)^2 * (1 - c3 * b))
  rho <- v / (2 * e^2)
  m <- 4 + (count + 2) / (count * rho - 1)
  lambda <- m / (e * (m - 2))
  estimate <- t(l) %*% fit$beta
  f <- as.numeric(lambda / count * t(estimate) %*% solve(t(l) %*% kr$adjusted %*% l) %*% estimate)
  list(statistic = scalar(f), denominator = scalar(m), p_value = scalar(pf(f, count, m, lower.tail = FALSE)))
}

satterthwaite_by_hand <- function(fit, weights) {
  slope <- vapply(fit$slope, function(d) sum(weights * (d %*% weights)), 0)
  2 * sum(weights * (fit$phi %*% weights))^2 / sum(slope * (fit$observed %*% slope))
}
