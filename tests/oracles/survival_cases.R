# Reference numbers for Kaplan-Meier, log-rank, restricted mean, Cox and proportional hazards.
suppressMessages(library(survival))

curve_case <- function(data, horizon = NULL, late = FALSE) {
  response <- if (late) Surv(data$entry, data$time, data$event) else Surv(data$time, data$event)
  fit <- survfit(response ~ 1, conf.type = "log-log")
  shown <- summary(fit, censored = TRUE)
  median <- unlist(quantile(fit, 0.5))
  case <- list(time = fit$time, n_at_risk = fit$n.risk, n_events = fit$n.event, n_censored = fit$n.censor,
               survival = fit$surv, std_error = shown$std.err, lower = fit$lower, upper = fit$upper, median = median)
  if (!is.null(horizon)) {
    table <- survival:::survmean(fit, rmean = horizon)$matrix
    case$restricted_mean <- table[["rmean"]]
    case$restricted_mean_std_error <- table[["se(rmean)"]]
    case$horizon <- horizon
  }
  lapply(case, unname)
}

log_rank_case <- function(data, group) {
  fit <- survdiff(Surv(data$time, data$event) ~ group)
  list(chi_square = scalar(fit$chisq), observed = fit$obs, expected = fit$exp, n = as.vector(fit$n),
       degrees_of_freedom = scalar(length(fit$n) - 1))
}

# Iterated to the last digit: R's default stops up to 1e-9 short of the maximum.
tight <- coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 50)

cox_case <- function(formula, data, weights = NULL, cluster = NULL) {
  data$case_weight <- if (is.null(weights)) rep(1, nrow(data)) else weights
  if (is.null(cluster)) {
    fit <- coxph(formula, data, weights = case_weight, control = tight, model = TRUE, x = TRUE)
  } else {
    data$case_cluster <- cluster
    fit <- coxph(formula, data, weights = case_weight, cluster = case_cluster, control = tight)
  }
  case <- list(coefficients = unname(coef(fit)), covariance = unname(vcov(fit)), log_likelihood = scalar(fit$loglik[2]),
               log_likelihood_null = scalar(fit$loglik[1]), n = scalar(fit$n), n_events = scalar(fit$nevent))
  if (is.null(cluster) && is.null(weights)) {
    for (transform in c("km", "identity")) {
      test <- cox.zph(fit, transform = transform)$table
      case[[paste0("zph_", transform)]] <- list(chi_square = unname(test[, 1]), degrees_of_freedom = unname(test[, 2]),
                                                p_value = unname(test[, 3]))
    }
  }
  case
}

small <- c("ties", "one_event", "all_events", "no_events", "two_people", "flat_half", "half_then_lower")
made_up <- read.csv("tests/oracles/inputs/survival.csv")
made_up$level <- cbind(made_up$middle, made_up$high)

curves <- lapply(small, function(name) curve_case(read.csv(file.path("tests/oracles/inputs", paste0(name, ".csv")))))
names(curves) <- small
curves$made_up <- curve_case(made_up, horizon = 30)
curves$made_up_late_entry <- curve_case(made_up, late = TRUE)
for (arm in 0:1) {
  curves[[paste0("linkage_", arm)]] <- curve_case(subset(linkage, treated == arm), horizon = 365)
  curves[[paste0("use_", arm)]] <- curve_case(subset(use, treated == arm), horizon = 180)
}
for (name in c("alcohol", "cocaine", "heroin")) {
  curves[[paste0("use_", name)]] <- curve_case(subset(use, substance == name), horizon = 180)
}
write_reference("kaplan_meier", curves)

ties <- read.csv("tests/oracles/inputs/ties.csv")
write_reference("log_rank", list(
  linkage_by_treat = log_rank_case(linkage, linkage$treated),
  use_by_treat = log_rank_case(use, use$treated),
  use_by_substance = log_rank_case(use, use$substance),
  ties_by_parity = log_rank_case(ties, rep(0:1, 6)),
  made_up_by_stratum = log_rank_case(made_up, made_up$stratum)
))

write_reference("cox", list(
  linkage_by_treat = cox_case(Surv(time, event) ~ treated, linkage),
  use_by_treat = cox_case(Surv(time, event) ~ treated, use),
  use_adjusted = cox_case(Surv(time, event) ~ cbind(cocaine, heroin) + treated + age + male, use),
  use_time_varying = cox_case(Surv(start, stop, event) ~ linked + treated + age, intervals),
  use_time_varying_clustered = cox_case(Surv(start, stop, event) ~ linked + treated + age, intervals, cluster = intervals$id),
  use_landmark = cox_case(Surv(time, event) ~ linked + treated, landmark),
  made_up = cox_case(Surv(time, event) ~ age + treated + level, made_up),
  made_up_late_entry = cox_case(Surv(entry, time, event) ~ age + treated + level, made_up),
  made_up_strata = cox_case(Surv(time, event) ~ age + treated + level + strata(stratum), made_up),
  made_up_strata_late_entry = cox_case(Surv(entry, time, event) ~ age + treated + level + strata(stratum), made_up),
  made_up_weights = cox_case(Surv(time, event) ~ age + treated + level, made_up, weights = made_up$weight),
  made_up_whole_weights = cox_case(Surv(time, event) ~ age + treated + level, made_up, weights = 1 + made_up$cluster %% 3),
  made_up_clustered = cox_case(Surv(time, event) ~ age + treated + level, made_up, cluster = made_up$cluster),
  made_up_everything = cox_case(Surv(entry, time, event) ~ age + treated + level + strata(stratum), made_up,
                                weights = made_up$weight, cluster = made_up$cluster)
))
