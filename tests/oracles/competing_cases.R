# Reference numbers for competing risks: cumulative incidence, days lost, Gray's test, subdistribution hazards.
suppressMessages(library(survival))
suppressMessages(library(cmprsk))

input <- function(name) read.csv(file.path("tests/oracles/inputs", paste0(name, ".csv")))

# Days lost by cause: the area under each curve. Its influence is the area under the curve's influence,
# which has a moment more than the curve: time zero comes first.
days_lost <- function(fit, horizon) {
  within <- fit$time < horizon
  widths <- diff(c(fit$time[within], horizon))
  influence <- fit$influence.pstate[, -1, -1, drop = FALSE][, within, , drop = FALSE]
  list(days_lost = colSums(widths * fit$pstate[within, -1, drop = FALSE]),
       days_lost_std_error = sqrt(colSums(apply(influence, c(1, 3), function(x) sum(x * widths))^2)),
       horizon = scalar(horizon))
}

# Greenwood's variance by the matrix product, a day at a time. Without late entry it is survfit's infinitesimal
# jackknife to the last digit; with it, they are two estimates of one variance, and ours is this one.
greenwood <- function(data, causes) {
  days <- sort(unique(data$time))
  p <- c(1, rep(0, causes))
  covariance <- matrix(0, causes + 1, causes + 1)
  std_error <- NULL
  for (day in days) {
    at_risk <- sum(data$entry < day & data$time >= day)
    hazard <- sapply(1:causes, function(k) sum(data$time == day & data$cause == k)) / at_risk
    step <- diag(causes + 1)
    step[1, ] <- c(1 - sum(hazard), hazard)
    errors <- rbind(-1, diag(causes)) %*% (diag(hazard) - tcrossprod(hazard)) %*% t(rbind(-1, diag(causes))) / at_risk
    covariance <- t(step) %*% covariance %*% step + p[1]^2 * errors
    p <- as.vector(p %*% step)
    std_error <- rbind(std_error, sqrt(diag(covariance)))
  }
  std_error[, -1]
}

incidence_case <- function(data, causes, horizon = NULL, late = FALSE, curves = TRUE) {
  status <- factor(data$cause, 0:causes)
  data$id <- seq_len(nrow(data))
  response <- if (late) Surv(data$entry, data$time, status) else Surv(data$time, status)
  fit <- survfit(response ~ 1, id = data$id, conf.type = "log-log", influence = TRUE)
  case <- list(time = fit$time, n_at_risk = fit$n.risk[, 1], incidence = fit$pstate[, -1, drop = FALSE],
               survival = fit$pstate[, 1], std_error = fit$std.err[, -1, drop = FALSE],
               lower = fit$lower[, -1, drop = FALSE], upper = fit$upper[, -1, drop = FALSE])
  if (late) {
    case$std_error_jackknife <- case$std_error
    case$std_error <- greenwood(data, causes)
    case$lower <- case$upper <- NULL
  }
  if (!is.null(horizon)) case <- c(case, days_lost(fit, horizon))
  # cuminc knows no late entry, and no cause that never happens.
  seen <- sort(setdiff(unique(data$cause), 0))
  if (!late && length(seen)) {
    at <- timepoints(cuminc(data$time, data$cause), fit$time)
    case$cuminc_causes <- seen
    case$cuminc <- unname(t(at$est))
    case$cuminc_variance <- unname(t(at$var))
  }
  case
}

made_up <- input("competing")
two <- transform(made_up, cause = pmin(cause, 2))
early <- subset(made_up, cause > 0)
cases <- list(
  competing_ties = incidence_case(input("competing_ties"), 2, 7),
  competing_one_event = incidence_case(input("competing_one_event"), 2, 10),
  competing_no_second = incidence_case(input("competing_no_second"), 2, 5),
  competing_all_events = incidence_case(input("competing_all_events"), 2, 8),
  competing_two_people = incidence_case(input("competing_two_people"), 2, 9),
  made_up = incidence_case(made_up, 3, 45),
  made_up_all_followed = incidence_case(early, 3, 60),
  made_up_late_entry = incidence_case(made_up, 3, 45, late = TRUE),
  made_up_exact_time = incidence_case(transform(made_up[1:80, ], time = exact_time), 3, 45)
)
write_reference("aalen_johansen", cases, packages = c("survival", "cmprsk"))

gray_case <- function(time, cause, group, strata = NULL) {
  tests <- if (is.null(strata)) cuminc(time, cause, group)$Tests else cuminc(time, cause, group, strata)$Tests
  list(causes = as.numeric(rownames(tests)), chi_square = unname(tests[, "stat"]), p_value = unname(tests[, "pv"]),
       degrees_of_freedom = unname(tests[, "df"]))
}
parity <- function(data) rep_len(0:1, nrow(data))
small <- lapply(c("competing_ties", "competing_all_events", "competing_no_second"), function(name) {
  data <- input(name)
  gray_case(data$time, data$cause, parity(data))
})
names(small) <- c("competing_ties", "competing_all_events", "competing_no_second")
write_reference("gray", c(small, list(
  made_up_by_group = with(made_up, gray_case(time, cause, group)),
  made_up_by_treated = with(made_up, gray_case(time, cause, treated)),
  made_up_by_group_strata = with(made_up, gray_case(time, cause, group, stratum)),
  made_up_exact_time_by_group = with(made_up, gray_case(exact_time, cause, group)),
  made_up_two_causes_by_group = with(two, gray_case(time, cause, group))
)), packages = "cmprsk")

# coef + variance by crr; finegray + coxph has another rule for ties and treats the weights as known.
fine_gray_case <- function(data, columns, cause = 1) {
  fit <- crr(data$time, data$cause, as.matrix(data[columns]), failcode = cause, gtol = 1e-12, maxiter = 100)
  stopifnot(fit$converged)
  list(coefficients = unname(fit$coef), covariance = fit$var, log_likelihood = scalar(fit$loglik),
       log_likelihood_null = scalar(fit$loglik.null), n = scalar(fit$n))
}
expanded_case <- function(data, columns) {
  data$status <- factor(data$cause, 0:3)
  long <- finegray(Surv(time, status) ~ ., data, etype = "1")
  formula <- reformulate(columns, "Surv(fgstart, fgstop, fgstatus)")
  fit <- coxph(formula, long, weights = fgwt, ties = "breslow",
               control = coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 50))
  list(coefficients = unname(coef(fit)))
}
untied <- transform(made_up, time = exact_time)
covariates <- c("age", "treated")
write_reference("fine_gray", list(
  made_up = fine_gray_case(made_up, covariates),
  made_up_second_cause = fine_gray_case(made_up, covariates, 2),
  made_up_rare_cause = fine_gray_case(made_up, "age", 3),
  made_up_exact_time = fine_gray_case(untied, covariates),
  made_up_exact_time_finegray = expanded_case(untied, covariates),
  made_up_uncensored = fine_gray_case(subset(made_up, cause > 0), covariates),
  made_up_one_cause = fine_gray_case(subset(made_up, cause < 2), covariates),
  competing_ties = fine_gray_case(transform(input("competing_ties"), position = seq_along(time) %% 3), "position")
), packages = c("survival", "cmprsk"))
