# Reference numbers for generalized estimating equations.
suppressMessages({library(geepack); library(clubSandwich)})

visits <- read.csv("tests/oracles/inputs/repeated.csv")
fit_gee <- function(formula, family, corstr) {
  geeglm(formula, id = person, waves = wave, data = visits, family = family, corstr = corstr, scale.fix = FALSE,
         control = geese.control(epsilon = 1e-13, maxit = 500))
}
inverse_root <- function(m) { e <- eigen(m); Re(e$vectors %*% diag(1 / sqrt(as.complex(e$values)), nrow(m)) %*% solve(e$vectors)) }

# Sandwich and its small-sample corrections by their definitions, cluster by cluster, with whole matrices.
corrected <- function(fit, family, corstr) {
  x <- model.matrix(fit); mu <- fitted(fit); y <- fit$y
  alpha <- if (corstr == "independence") 0 else unname(summary(fit)$corr[1, 1])
  phi <- unname(summary(fit)$dispersion[1, 1])
  parts <- lapply(split(seq_along(y), visits$person), function(i) {
    d <- x[i, , drop = FALSE] * family$mu.eta(family$linkfun(mu[i]))
    distance <- abs(outer(visits$wave[i], visits$wave[i], "-"))
    r <- if (corstr == "ar1") alpha^distance else ifelse(distance == 0, 1, alpha)
    a <- diag(sqrt(family$variance(mu[i])), length(i))
    list(d = d, w = solve(phi * a %*% r %*% a), e = y[i] - mu[i])
  })
  bread <- solve(Reduce(`+`, lapply(parts, function(p) t(p$d) %*% p$w %*% p$d)))
  meat <- function(adjust) Reduce(`+`, lapply(parts, function(p) {
    h <- p$d %*% bread %*% t(p$d) %*% p$w
    tcrossprod(t(p$d) %*% p$w %*% adjust(diag(nrow(h)) - h) %*% p$e)
  }))
  covariance <- function(adjust) unname(bread %*% meat(adjust) %*% bread)
  list(coefficients = unname(coef(fit)), correlation = scalar(alpha), scale = scalar(phi), geepack = unname(fit$geese$vbeta),
       model = unname(bread), none = covariance(function(m) diag(nrow(m))),
       mancl_derouen = covariance(solve), kauermann_carroll = covariance(inverse_root))
}

families <- list(gaussian = gaussian(), binomial = binomial(), poisson = poisson())
formulas <- list(gaussian = score ~ treated * wave, binomial = use ~ treated + wave, poisson = days ~ treated + wave)
cases <- list()
for (name in names(families)) for (corstr in c("independence", "exchangeable", "ar1")) {
  fit <- do.call(fit_gee, list(formulas[[name]], families[[name]], corstr))
  cases[[paste(name, corstr, sep = "_")]] <- corrected(fit, families[[name]], corstr)
}
least <- lm(score ~ treated * wave, visits)
club <- function(type) unname(as.matrix(unclass(vcovCR(least, cluster = visits$person, type = type))))
cases$club_sandwich <- list(CR0 = club("CR0"), CR2 = club("CR2"), CR3 = club("CR3"))
write_reference("gee", cases, packages = c("geepack", "clubSandwich"))
