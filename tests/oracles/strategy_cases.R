# Reference numbers for clone, censor, weight: glm for the chance of starting, survfit on weighted person-days for the risks.
suppressMessages(library(survival))

people <- read.csv("tests/oracles/inputs/strategies.csv")
people$id <- seq_len(nrow(people))
people$start_day[is.na(people$start_day)] <- Inf

clone_censor_weight <- function(people, grace, horizon, truncation) {
  beyond <- people$time > horizon
  people$cause[beyond] <- 0
  people$time[beyond] <- horizon
  last <- pmin(people$time, people$start_day, grace)
  at_risk <- people[rep(people$id, last), ]
  at_risk$day <- sequence(last)
  at_risk$acted <- as.numeric(at_risk$day == at_risk$start_day)
  fit <- glm(acted ~ day + I(day^2) + need + home, binomial, at_risk,
             control = glm.control(epsilon = 1e-14, maxit = 100))
  hazard <- matrix(0, nrow(people), grace)
  hazard[cbind(at_risk$id, at_risk$day)] <- fitted(fit)
  risks <- list()
  for (strategy in c("start", "none")) {
    days <- people[rep(people$id, people$time), ]
    days$day <- sequence(people$time)
    through <- pmin(days$day, grace)
    if (strategy == "start") {
      days$weight <- ifelse(days$day < grace | days$start_day < grace, 1,
                            ifelse(days$start_day == grace, 1 / hazard[cbind(days$id, grace)], 0))
    } else {
      stays <- t(apply(1 / (1 - hazard), 1, cumprod))
      days$weight <- ifelse(days$start_day > through, stays[cbind(days$id, through)], 0)
    }
    final <- days$weight[days$day == grace]
    if (truncation < 1) days$weight <- pmin(days$weight, quantile(final[final > 0], truncation))
    days <- days[days$weight > 0, ]
    happened <- ifelse(days$day == days$time, days$cause, 0)
    # Without `id`: survfit's Aalen-Johansen keeps the weight that a person entered with, and these change by the day.
    both <- survfit(Surv(days$day - 1, days$day, happened > 0) ~ 1, weights = days$weight)
    one <- survfit(Surv(days$day - 1, days$day, happened == 1) ~ 1, weights = days$weight)
    stopifnot(identical(both$time, one$time))
    risk <- cumsum(c(1, head(both$surv, -1)) * one$n.event / one$n.risk)
    risks[[strategy]] <- risk[match(c(10, 20, 40, horizon), both$time)]
  }
  risks
}

write_reference("clone_censor_weight", list(
  grace_7 = clone_censor_weight(people, 7, 60, 0.99),
  grace_14 = clone_censor_weight(people, 14, 60, 1)
))
