# Reference numbers for weights, and effects under them.
suppressMessages({library(survival); library(survey)})
source("tests/oracles/weights_stacked.R")

confounded <- read.csv("tests/oracles/inputs/confounded.csv")
known <- as.matrix(confounded[c("age", "severe", "shared", "none")])
design <- unname(cbind(1, known))
two <- confounded$treated
three <- confounded$level
site <- confounded$site
score <- confounded$score
use <- confounded$use

propensity_two <- glm(two ~ known, binomial, control = list(epsilon = 1e-15, maxit = 100))
propensity_three <- fit_softmax(three, design)

write_reference("weights_propensity", list(
  two = list(coefficients = unname(coef(propensity_two)), covariance = unname(vcov(propensity_two)),
             log_likelihood = scalar(as.numeric(logLik(propensity_two)))),
  three = list(coefficients = propensity_three$beta, multinom = propensity_three$from_multinom,
               probability_sum = colSums(softmax(propensity_three$beta, design)^2))
), packages = c("stats", "nnet"))

cases <- list()
for (target in c("everyone", "overlap", "matching", "level")) {
  cases[[paste0("score_two_", target)]] <- weighted_case(score, two, design, target)
  cases[[paste0("use_three_", target)]] <- weighted_case(use, three, design, target)
  cases[[paste0("score_two_", target, "_by_site")]] <- weighted_case(score, two, design, target, cluster = site)
}
# Known weights, clustered: survey's linearization.
w <- 1 / ifelse(two == 1, fitted(propensity_two), 1 - fitted(propensity_two))
by_arm <- svyby(~score, ~two, svydesign(~site, weights = ~w, data = cbind(confounded, w = w)), svymean, covmat = TRUE)
cases$survey <- list(mean = unname(coef(by_arm)), covariance = unname(vcov(by_arm)))
write_reference("weights_means", cases, packages = c("numDeriv", "survey", "nnet"))

write_reference("weights_standardization", list(
  use_two = standardized_case(use, two, unname(known), "logistic", FALSE),
  use_two_own_slopes = standardized_case(use, two, unname(known), "logistic", TRUE, cluster = site),
  use_three_treated = standardized_case(use, three, unname(known), "logistic", FALSE, target = "residential"),
  score_three = standardized_case(score, three, unname(known), "linear", TRUE)
), packages = "numDeriv")

fewer <- unname(known[, 1:2])
write_reference("weights_augmented", list(
  score_two_everyone = augmented_case(score, two, design, fewer, "linear", "everyone"),
  score_two_overlap = augmented_case(score, two, design, fewer, "linear", "overlap"),
  score_two_level_by_site = augmented_case(score, two, design, fewer, "linear", "level", cluster = site),
  use_three_everyone = augmented_case(use, three, design, fewer, "logistic", "everyone"),
  use_three_matching = augmented_case(use, three, design, fewer, "logistic", "matching")
), packages = "numDeriv")

# Weighted curves: survfit with a robust variance; the restricted mean from its influence.
curve <- function(rows, weights, cluster = seq_along(rows)) {
  data <- data.frame(confounded[rows, ], w = weights, cluster = cluster)
  fit <- survfit(Surv(time, event) ~ 1, data, weights = w, cluster = cluster, robust = TRUE, conf.type = "log-log", influence = 1)
  shown <- summary(fit, censored = TRUE)
  within <- fit$time < 45
  width <- diff(c(fit$time[within], 45))
  area <- min(fit$time) + sum(width * fit$surv[within])
  influence <- fit$influence.surv[, within, drop = FALSE] %*% width
  list(time = fit$time, survival = fit$surv, std_error = shown$std.err, lower = fit$lower, upper = fit$upper,
       weighted_at_risk = fit$n.risk, weighted_events = fit$n.event,
       restricted_mean = scalar(area), restricted_mean_std_error = scalar(sqrt(sum(influence^2))))
}

# With the propensity estimated: every weight and every coefficient moved by a little.
limit <- function(time, event, w) {
  steps <- sort(unique(time))
  at_risk <- vapply(steps, function(t) sum(w[time >= t]), 0)
  list(time = steps, survival = cumprod(1 - vapply(steps, function(t) sum(w[time == t & event == 1]), 0) / at_risk))
}
summaries <- function(w) {
  unlist(lapply(0:1, function(arm) {
    one <- limit(confounded$time[two == arm], confounded$event[two == arm], w[two == arm])
    within <- one$time < 45
    c(1 - tail(one$survival[one$time <= 45], 1), one$time[1] + sum(diff(c(one$time[within], 45)) * one$survival[within]))
  }))
}
propensity_survival <- function(target, cluster) {
  own <- cbind(two == 0, two == 1)
  weights <- function(beta) {
    probability <- softmax(beta, design)
    tilt(probability, target, 2) / rowSums(probability * own)
  }
  beta <- unname(coef(propensity_two))
  w <- weights(beta)
  through_weights <- jacobian(summaries, w)
  through_beta <- jacobian(function(value) summaries(weights(value)), beta)
  e <- softmax(beta, design)[, 2]
  beta_influence <- ((two - e) * design) %*% solve(crossprod(design, e * (1 - e) * design))
  influence <- t(through_weights) * w + beta_influence %*% t(through_beta)
  if (!is.null(cluster)) influence <- rowsum(influence, cluster)
  list(estimate = summaries(w), covariance = unname(crossprod(influence)) * nrow(influence) / (nrow(influence) - 1))
}
pseudo_case <- function(type) {
  values <- numeric(nrow(confounded))
  for (arm in 0:1) {
    in_arm <<- confounded[two == arm, ] # `pseudo` looks it up once more, from outside
    fit <- survfit(Surv(time, event) ~ 1, in_arm)
    values[two == arm] <- pseudo(fit, times = 45, type = type)
  }
  values
}
write_reference("weights_survival", list(
  pseudo = list(risk = 1 - pseudo_case("survival"), restricted_mean = pseudo_case("rmst")),
  treated = curve(which(two == 1), w[two == 1]),
  others_by_site = curve(which(two == 0), w[two == 0], site[two == 0]),
  everyone = propensity_survival("everyone", NULL),
  overlap_by_site = propensity_survival("overlap", site)
), packages = c("survival", "numDeriv"))

# Loss: weekly intervals, one row a person and week, written out by hand.
weeks <- do.call(rbind, lapply(seq_len(nrow(confounded)), function(i) {
  one <- confounded[i, ]
  last <- max(1, min(ceiling(one$time / 7), 6))
  k <- seq_len(last)
  ends <- ifelse(k == last, min(one$time, 42), 7 * k)
  data.frame(person = i, week = k, entry = ifelse(k == 1, -1, 7 * (k - 1)), time = ends,
             event = as.integer(k == last & one$event == 1 & one$time <= 42),
             lost = as.integer(k == last & one$event == 0 & one$time < 42),
             age = one$age, severe = one$severe, treated = one$treated)
}))
model <- subset(weeks, event == 0)
loss <- glm(lost ~ factor(week) + age + severe, binomial, model, control = list(epsilon = 1e-15, maxit = 100))
share <- glm(lost ~ factor(week), binomial, model, control = list(epsilon = 1e-15, maxit = 100))
cumulative <- function(kept) ave(kept, weeks$person, FUN = function(x) cumprod(c(1, x[-length(x)])))
stabilized <- cumulative(1 - predict(share, weeks, type = "response")) / cumulative(1 - predict(loss, weeks, type = "response"))
week_curve <- survfit(Surv(entry, time, event) ~ 1, weeks, weights = stabilized, id = person, robust = TRUE, conf.type = "log-log")
week_cox <- coxph(Surv(entry, time, event) ~ treated + age, weeks, weights = stabilized, cluster = person,
                  control = coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 50))
week_summary <- function(w) {
  steps <- sort(unique(weeks$time))
  at_risk <- vapply(steps, function(t) sum(w[weeks$entry < t & weeks$time >= t]), 0)
  survival <- cumprod(1 - vapply(steps, function(t) sum(w[weeks$time == t & weeks$event == 1]), 0) / at_risk)
  1 - tail(survival[steps <= 35], 1)
}
# The coefficients of both models move the weights.
week_weights <- function(beta) {
  p <- length(coef(loss))
  x <- model.matrix(~ factor(week) + age + severe, weeks)
  kept <- 1 - plogis(as.vector(x %*% beta[1:p]))
  share_kept <- 1 - plogis(as.vector(x[, seq_len(p - 2)] %*% beta[-(1:p)]))
  cumulative(share_kept) / cumulative(kept)
}
beta <- c(coef(loss), coef(share))
influence <- t(jacobian(week_summary, stabilized)) * stabilized
scores <- function(fit) {
  x <- model.matrix(fit)
  contribution <- matrix(0, nrow(weeks), ncol(x))
  contribution[weeks$event == 0, ] <- ((fit$y - fitted(fit)) * x) %*% solve(crossprod(x, fitted(fit) * (1 - fitted(fit)) * x))
  contribution
}
influence <- influence + cbind(scores(loss), scores(share)) %*% t(jacobian(function(value) week_summary(week_weights(value)), beta))
influence <- rowsum(influence, weeks$person)
write_reference("weights_censoring", list(
  person = list(person = weeks$person, entry = weeks$entry, time = weeks$time, event = weeks$event, lost = weeks$lost),
  stabilized = list(weight = unname(stabilized), survival = week_curve$surv, std_error = week_curve$std.err, time = week_curve$time),
  risk_35 = list(estimate = scalar(week_summary(stabilized)), variance = scalar(sum(influence^2) * nrow(influence) / (nrow(influence) - 1))),
  cox = list(coefficients = unname(coef(week_cox)), covariance = unname(vcov(week_cox)))
), packages = c("survival", "numDeriv"))

# Balance, by its formulas.
pooled <- function(x) sqrt((var(x[two == 1]) + var(x[two == 0])) / 2)
share_spread <- function(x) sqrt((mean(x[two == 1]) * (1 - mean(x[two == 1])) + mean(x[two == 0]) * (1 - mean(x[two == 0]))) / 2)
difference <- function(x, w) weighted.mean(x[two == 1], w[two == 1]) - weighted.mean(x[two == 0], w[two == 0])
shares <- function(arm, w) as.vector(prop.table(xtabs(w[two == arm] ~ factor(housing)[two == arm], confounded)))[-1]
multinomial <- function(p) diag(p) - outer(p, p)
one <- rep(1, nrow(confounded))
categorical <- function(w) {
  s <- (multinomial(shares(1, one)) + multinomial(shares(0, one))) / 2
  d <- shares(1, w) - shares(0, w)
  sqrt(as.vector(d %*% solve(s, d)))
}
of_age <- function(w, arm) cov.wt(matrix(confounded$age[two == arm]), w[two == arm] / sum(w[two == arm]))$cov[1]
write_reference("weights_balance", list(
  difference = c(difference(confounded$age, one) / pooled(confounded$age), difference(confounded$severe, one) / share_spread(confounded$severe)),
  weighted = c(difference(confounded$age, w) / pooled(confounded$age), difference(confounded$severe, w) / share_spread(confounded$severe)),
  variance_ratio = c(of_age(one, 1) / of_age(one, 0), of_age(w, 1) / of_age(w, 0)),
  categorical = c(categorical(one), categorical(w)),
  quantiles = rbind(quantile(fitted(propensity_two)[two == 0], c(.05, .5, .95), type = 1),
                    quantile(fitted(propensity_two)[two == 1], c(.05, .5, .95), type = 1))
), packages = "stats")
