# Reference numbers for the log-rank family, accelerated failure times, times in intervals, and states people move between.
suppressMessages(library(survival))
suppressMessages(library(numDeriv))

input <- function(name) read.csv(file.path("tests/oracles/inputs", paste0(name, ".csv")))
made_up <- input("survival")

# --- The log-rank family. survdiff has strata and rho; the others are written out, a day at a time.
by_hand <- function(data, group, weigh, strata = rep(1, nrow(data)), entry = rep(-1, nrow(data))) {
  groups <- sort(unique(group))
  observed <- expected <- rep(0, length(groups))
  covariance <- matrix(0, length(groups), length(groups))
  for (stratum in unique(strata)) {
    survival <- 1
    own <- strata == stratum
    for (day in sort(unique(data$time[data$event == 1 & own]))) {
      at_risk <- sapply(groups, function(g) sum(own & group == g & data$time >= day & entry < day))
      events <- sapply(groups, function(g) sum(own & group == g & data$time == day & data$event == 1))
      n <- sum(at_risk)
      d <- sum(events)
      w <- weigh(n, survival)
      share <- at_risk / n
      observed <- observed + w * events
      expected <- expected + w * d * share
      if (n > 1) covariance <- covariance + w^2 * d * (n - d) / (n - 1) * (diag(share) - tcrossprod(share))
      survival <- survival * (1 - d / n)
    }
  }
  used <- seq_len(length(groups) - 1)
  difference <- (observed - expected)[used]
  list(chi_square = scalar(drop(difference %*% solve(covariance[used, used], difference))),
       observed = observed, expected = expected)
}
from_survdiff <- function(fit) {
  collapse <- function(x) if (is.matrix(x)) rowSums(x) else x
  list(chi_square = scalar(fit$chisq), observed = collapse(fit$obs), expected = collapse(fit$exp))
}
level <- with(made_up, ifelse(high == 1, "high", ifelse(middle == 1, "middle", "low")))
copies <- made_up[rep(seq_len(nrow(made_up)), made_up$cluster %% 3 + 1), ]
write_reference("weighted_log_rank", list(
  strata = from_survdiff(survdiff(Surv(time, event) ~ level + strata(stratum), made_up)),
  rho_1 = from_survdiff(survdiff(Surv(time, event) ~ level, made_up, rho = 1)),
  rho_half_strata = from_survdiff(survdiff(Surv(time, event) ~ level + strata(stratum), made_up, rho = 0.5)),
  counts = from_survdiff(survdiff(Surv(time, event) ~ treated + strata(stratum), copies, rho = 1)),
  gehan_breslow = by_hand(made_up, level, function(n, s) n),
  tarone_ware_strata = by_hand(made_up, level, function(n, s) sqrt(n), made_up$stratum),
  late = by_hand(made_up, level, function(n, s) 1 - s),
  middle_strata = by_hand(made_up, level, function(n, s) s^0.5 * (1 - s)^2, made_up$stratum),
  late_entry = by_hand(made_up, level, function(n, s) 1, made_up$stratum, made_up$entry)
))

# --- A weighted curve's median.
weighted <- survfit(Surv(time, event) ~ 1, made_up, weights = weight, robust = TRUE, conf.type = "log-log")
write_reference("weighted_median", list(median = scalar(unlist(quantile(weighted, 0.5))[[1]]),
  lower = scalar(quantile(weighted, 0.5)$lower), upper = scalar(quantile(weighted, 0.5)$upper)))

# --- Accelerated failure times. survreg knows no late entry: its likelihood is written out and maximised.
tight <- survreg.control(maxiter = 200, rel.tolerance = 1e-14)
aft_case <- function(distribution, weights = rep(1, nrow(made_up))) {
  data <- transform(made_up, w = weights)
  fit <- survreg(Surv(time, event) ~ age + treated + high, data, weights = w, dist = distribution, control = tight)
  list(coefficients = unname(coef(fit)), scale = scalar(fit$scale), covariance = unname(vcov(fit)),
       log_likelihood = scalar(fit$loglik[2]))
}
late_case <- function(normal) {
  x <- with(made_up, cbind(1, age, treated, high))
  log_likelihood <- function(theta) {
    scale <- exp(theta[5])
    z <- (log(made_up$time) - x %*% theta[1:4]) / scale
    begun <- ifelse(made_up$entry > 0, (log(pmax(made_up$entry, 1)) - x %*% theta[1:4]) / scale, -Inf)
    if (normal) {
      event <- dnorm(z, log = TRUE); after <- pnorm(z, lower.tail = FALSE, log.p = TRUE)
      seen <- pnorm(begun, lower.tail = FALSE, log.p = TRUE)
    } else {
      event <- z - exp(z); after <- -exp(z); seen <- -exp(begun)
    }
    sum(ifelse(made_up$event == 1, event - theta[5] - log(made_up$time), after) - seen)
  }
  theta <- newton_by_numbers(log_likelihood, c(3, 0, 0, 0, 0))
  list(coefficients = theta[1:4], scale = scalar(exp(theta[5])),
       covariance = unname(solve(-hessian(log_likelihood, theta))), log_likelihood = scalar(log_likelihood(theta)))
}
newton_by_numbers <- function(log_likelihood, start) {
  theta <- optim(start, function(t) -log_likelihood(t), method = "BFGS", control = list(maxit = 1000, reltol = 1e-14))$par
  for (i in 1:8) theta <- theta - solve(hessian(log_likelihood, theta), grad(log_likelihood, theta))
  theta
}
write_reference("accelerated_failure_time", list(
  weibull = aft_case("weibull"), log_normal = aft_case("lognormal"),
  weibull_weighted = aft_case("weibull", made_up$weight), log_normal_weighted = aft_case("lognormal", made_up$weight),
  weibull_late_entry = late_case(FALSE), log_normal_late_entry = late_case(TRUE)
), packages = c("survival", "numDeriv"))

# --- Times in intervals. Where every interval is a cell: a row for each person and cell, and glm.
intervals <- input("intervals")
covariates <- c("middle", "high", "severe")
intervals <- transform(intervals, middle = as.numeric(care == 1), high = as.numeric(care == 2))
glm_case <- function(link, weights = rep(1, nrow(intervals))) {
  lowest <- intervals$band_lowest
  cells <- sort(unique(lowest))
  cell <- match(lowest, cells)
  rows <- do.call(rbind, lapply(seq_len(nrow(intervals)), function(i) {
    through <- seq_len(min(cell[i], length(cells) - 1))
    data.frame(intervals[i, covariates], w = weights[i], cell = through, y = as.numeric(through == cell[i]))
  }))
  rows$cell <- factor(rows$cell)
  fit <- glm(y ~ 0 + cell + middle + high + severe, binomial(link), rows, weights = w,
             control = glm.control(epsilon = 1e-15, maxit = 100))
  theta <- coef(fit)
  x <- model.matrix(fit)
  # The observed information: for the cloglog it is not the expected one that glm reports.
  log_likelihood <- function(t) {
    p <- make.link(link)$linkinv(x %*% t)
    sum(rows$w * ifelse(rows$y == 1, log(p), log1p(-p)))
  }
  k <- length(cells) - 1
  covariance <- solve(-hessian(log_likelihood, theta))
  list(intercepts = unname(theta[1:k]), coefficients = unname(theta[-(1:k)]), log_likelihood = scalar(log_likelihood(theta)),
       covariance = unname(covariance[-(1:k), -(1:k)]))
}
# Overlapping intervals: the likelihood over every day's own hazard, some of which go to 0, is flat there. So a
# coarser calendar is used, in which all hazards stay: intervals widened to whole blocks of days.
block <- c(0, 10, 20, 30, 45, 60, 90, 120, 180, 365)
mixed_case <- function(link, weights = rep(1, nrow(intervals))) {
  after <- findInterval(intervals$lowest - 1, block)
  to <- ifelse(is.na(intervals$highest), length(block), findInterval(intervals$highest - 1, block))
  x <- as.matrix(intervals[covariates])
  k <- length(block) - 1
  log_likelihood <- function(theta) {
    predictor <- outer(drop(x %*% theta[-(1:k)]), theta[1:k], "+")
    survival <- t(apply(1 - make.link(link)$linkinv(predictor), 1, cumprod))
    survival <- cbind(1, survival, 0)
    rows <- seq_len(nrow(x))
    sum(weights * log(survival[cbind(rows, after)] - survival[cbind(rows, to + 1)]))
  }
  theta <- newton_by_numbers(log_likelihood, c(rep(-1.5, k), 0, 0, 0))
  list(lowest = block[after] + 1, highest = c(block, NA)[to + 1], intercepts = theta[1:k], coefficients = theta[-(1:k)],
       log_likelihood = scalar(log_likelihood(theta)),
       covariance = unname(solve(-hessian(log_likelihood, theta)))[-(1:k), -(1:k)])
}
write_reference("grouped_hazards", list(
  bands_cloglog = glm_case("cloglog"), bands_logit = glm_case("logit"),
  bands_counts = glm_case("cloglog", intervals$times),
  mixed_cloglog = mixed_case("cloglog"), mixed_logit = mixed_case("logit"),
  mixed_counts = mixed_case("cloglog", intervals$times)
), packages = c("numDeriv"))

# --- The curve without a model. survfit stops when no probability changes by more than 5e-5: the EM is run on here.
turnbull_case <- function(weights = rep(1, nrow(intervals))) {
  left <- intervals$lowest - 1
  right <- ifelse(is.na(intervals$highest), Inf, intervals$highest)
  starts <- sort(unique(left)); ends <- sort(unique(right))
  to <- sapply(starts, function(s) min(ends[ends > s]))
  cells <- sapply(seq_along(starts), function(i) !any(starts > starts[i] & starts < to[i]))
  after <- starts[cells]; to <- to[cells]
  covers <- outer(left, after, "<=") & outer(right, to, ">=")
  mass <- rep(1 / length(after), length(after))
  for (i in 1:200000) {
    new <- mass * colSums(weights * covers / drop(covers %*% mass)) / sum(weights)
    change <- max(abs(new - mass)); mass <- new
    if (change < 1e-15) break
  }
  fit <- survfit(Surv(left, ifelse(is.finite(right), right, NA), type = "interval2") ~ 1, intervals, weights = weights)
  at <- c(10, 20, 30, 45, 60, 90, 180)
  list(after = after, to = to, mass = mass, log_likelihood = scalar(sum(weights * log(drop(covers %*% mass)))),
       at = at, survfit = summary(fit, times = at)$surv)
}
write_reference("turnbull", list(mixed = turnbull_case(), counts = turnbull_case(intervals$times)))

# --- States that people move between.
moves <- input("moves")
occupation_case <- function(data, horizon) {
  names <- c("residential", "outpatient", "pause", "left", "died")
  data$event <- factor(ifelse(data$to < 0, 0, data$to + 1), 0:5, c("censored", names))
  data$from <- factor(names[data$state + 1], names)
  fit <- survfit(Surv(start, stop, event) ~ 1, data, id = person, istate = from, influence = TRUE)
  order <- match(names, fit$states)
  table <- summary(fit, rmean = horizon)$table
  list(time = fit$time, probability = fit$pstate[, order], std_error = fit$std.err[, order],
       horizon = scalar(horizon), days = unname(table[order, "rmean"]), days_std_error = unname(table[order, "se(rmean)"]))
}
# From a day on, for those in a state then: the product of (I + hazards), a day at a time.
transition_case <- function(data, from_day, horizon) {
  p <- diag(5)
  for (day in sort(unique(data$stop[data$to >= 0 & data$stop > from_day & data$stop <= horizon]))) {
    step <- diag(5)
    for (state in 0:4) {
      here <- data$state == state & data$start < day & data$stop >= day
      for (to in setdiff(0:4, state)) if (any(here)) step[state + 1, to + 1] <- sum(here & data$stop == day & data$to == to) / sum(here)
      step[state + 1, state + 1] <- 1 - sum(step[state + 1, -(state + 1)])
    }
    p <- p %*% step
  }
  list(from_day = scalar(from_day), horizon = scalar(horizon), matrix = p)
}
landmark <- survfit(Surv(start, stop, factor(ifelse(to < 0, 0, to + 1), 0:5)) ~ 1, moves, id = person,
                    istate = factor(state + 1, 1:5), start.time = 20, p0 = c(1, 0, 0, 0, 0))
# The same, of Harbor's 11 states, with people who come under observation late; and from day 30 on those who were seen in
# intensive outpatient care (state 1) or out after leaving early (8) on that day.
harbor <- input("harbor_stays")
harbor_fit <- function(data, horizon, ...) {
  data$event <- factor(ifelse(data$to < 0, 0, data$to + 1), 0:11)
  fit <- survfit(Surv(start, stop, event) ~ 1, data, id = person, istate = factor(state + 1, 1:11), influence = TRUE, ...)
  order <- match(as.character(1:11), fit$states)
  keep <- fit$time <= horizon
  table <- summary(fit, rmean = horizon)$table
  # The influence of each person on the days in each state: steps carried to the next time.
  list(time = fit$time[keep], probability = fit$pstate[keep, order], std_error = fit$std.err[keep, order],
       days = unname(table[order, "rmean"]), days_std_error = unname(table[order, "se(rmean)"]))
}
from_day <- function(state, day) {
  here <- harbor$person[harbor$start <= day & harbor$stop > day & harbor$state == state]
  own <- harbor[harbor$person %in% here & harbor$stop > day, ]
  own$start <- pmax(own$start, day) - day
  own$stop <- own$stop - day
  c(list(state = scalar(state), day = scalar(day)), harbor_fit(own, 60))
}
# In care at any level: the influences of its states added up.
together <- function(data, states, horizon) {
  data$event <- factor(ifelse(data$to < 0, 0, data$to + 1), 0:11)
  fit <- survfit(Surv(start, stop, event) ~ 1, data, id = person, istate = factor(state + 1, 1:11), influence = TRUE)
  inside <- match(as.character(states + 1), fit$states)
  keep <- fit$time <= horizon
  influence <- apply(fit$influence.pstate[, , inside, drop = FALSE], c(1, 2), sum)
  times <- ncol(influence) - length(fit$time)
  list(time = fit$time[keep], probability = rowSums(fit$pstate[keep, inside, drop = FALSE]),
       std_error = sqrt(colSums(influence^2))[times + seq_along(fit$time)][keep])
}
write_reference("state_occupation", list(
  harbor = harbor_fit(harbor, 90), harbor_from = list(from_day(1, 30), from_day(8, 30)),
  harbor_in_care = together(harbor, 0:5, 90),
  moves = occupation_case(moves, 60),
  transitions_0 = transition_case(moves, 0, 50), transitions_20 = transition_case(moves, 20, 60),
  from_residential_20 = list(time = landmark$time, probability = landmark$pstate, std_error = landmark$std.err)
))
